"""The relay as an ASGI application: its routes, and what starts and ends with it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from pos_desktop import __version__
from pos_desktop.relay.auth import new_terminal_id
from pos_desktop.relay.delivery import HIGHEST_NUMBER, LONGEST_WAIT_SECONDS, Delivery
from pos_desktop.relay.desk import Desk
from pos_desktop.relay.documents import EventsAnswer, PairAnswer, PairRequest, Problem, ResultAnswer
from pos_desktop.relay.doorbell import Doorbell
from pos_desktop.relay.errors import BadRequestError
from pos_desktop.relay.file_lock import ServingLock
from pos_desktop.relay.limits import RateLimit
from pos_desktop.relay.metrics import Metrics
from pos_desktop.relay.observation import CALLBACK_TAG, Observation
from pos_desktop.relay.operation import Operation
from pos_desktop.relay.options import RelayOptions
from pos_desktop.relay.pairing import PairingOffice
from pos_desktop.relay.problems import problem_of, status_problem
from pos_desktop.relay.reader import MailReader
from pos_desktop.relay.receiving import Receiving
from pos_desktop.relay.retention import Retention
from pos_desktop.relay.sources import SourceList
from pos_desktop.relay.writer import MailWriter
