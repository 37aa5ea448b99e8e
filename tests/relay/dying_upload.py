"""A till that uploads its payments and kills itself at the n-th: `dying_upload.py FOLDER BASE_URL KEY MOMENT N`.

The moments: `before`, when nothing has left yet; `after`, when the relay has answered and the till has not noted it.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

import httpx

from pos_desktop import payments
from pos_desktop.payments import LedgerUpload, RelayLedger
from pos_desktop.storage import TillFile


class DyingTransport(httpx.HTTPTransport):
    """The network, and the end of the process at a chosen moment of a chosen request."""

    def __init__(self, moment: str, number: int) -> None:
        super().__init__()
        self._moment, self._left = moment, number

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self._left -= 1
        if self._left == 0 and self._moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        response = super().handle_request(request)
        if self._left == 0:
            response.read()
            os.kill(os.getpid(), signal.SIGKILL)
        return response


def main() -> None:
    folder, base_url, key, moment, number = Path(sys.argv[1]), *sys.argv[2:5], int(sys.argv[5])
    file = TillFile.open(folder / "till.db", [payments.MIGRATIONS])
    ledger = RelayLedger(base_url, key, transport=DyingTransport(moment, number))
    LedgerUpload(file.transaction, file.reading, ledger, threading.Event()).run()


if __name__ == "__main__":
    main()
