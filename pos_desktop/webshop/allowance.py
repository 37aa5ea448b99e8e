"""How often prompts may be asked for: nobody makes a stranger's phone ring again and again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, func, select

from pos_desktop.webshop.database import ShopDatabase
from pos_desktop.webshop.errors import TooManyPromptsError
from pos_desktop.webshop.tables import PromptAsked

KEPT = timedelta(days=1)


@dataclass(frozen=True)
class PromptLimits:
    """Prompts that are sent at most, whoever asks: to a phone, for a customer's browser, for an internet address.

    Many Kenyans share one address of their mobile network, so that limit is wide.
    """

    phone_in_ten_minutes: int = 3
    phone_a_day: int = 12
    customer_in_ten_minutes: int = 5
    customer_phones_an_hour: int = 3
    address_in_ten_minutes: int = 40


@dataclass(frozen=True)
class Asking:
    """Who asks for a prompt to which phone; all three are digests."""

    phone: str
    customer: str
    address: str


def take_allowance(
    database: ShopDatabase, session: Session, asking: Asking, limits: PromptLimits, now: datetime
) -> None:
    """Counts one prompt, in the caller's transaction.

    Raises:
        TooManyPromptsError: one of the limits is reached; the message says which, in words for the customer.
    """
    for text in sorted((asking.phone, asking.customer)):
        database.lock(session, int(text[:15], 16))
    ten_minutes, hour = now - timedelta(minutes=10), now - timedelta(hours=1)
    to_phone = col(PromptAsked.phone) == asking.phone
    by_customer = col(PromptAsked.customer) == asking.customer
    from_address = col(PromptAsked.address) == asking.address
    _refuse_over(session, to_phone, ten_minutes, limits.phone_in_ten_minutes, _PHONE, 600)
    _refuse_over(session, to_phone, now - KEPT, limits.phone_a_day, _PHONE_TODAY, 3600)
    _refuse_over(session, by_customer, ten_minutes, limits.customer_in_ten_minutes, _CUSTOMER, 600)
    _refuse_over(session, from_address, ten_minutes, limits.address_in_ten_minutes, _CUSTOMER, 600)
    _refuse_another_phone(session, asking, hour, limits.customer_phones_an_hour)
    session.add(PromptAsked(phone=asking.phone, customer=asking.customer, address=asking.address, asked_at=now))


def forget_old_prompts(session: Session, now: datetime) -> None:
    """Throws away what no limit looks at any more."""
    session.exec(delete(PromptAsked).where(col(PromptAsked.asked_at) < now - KEPT))


_PHONE = "This phone was asked several times just now. Wait ten minutes, then try again. No money moved."
_PHONE_TODAY = "This phone was asked too often today. Try again tomorrow, or use another phone. No money moved."
_CUSTOMER = "Too many payment requests in a short time. Wait ten minutes, then try again. No money moved."
_PHONES = "Too many different phone numbers. Wait an hour, or use one of the numbers from before. No money moved."


def _refuse_over(
    session: Session, whose: ColumnElement[bool], since: datetime, most: int, words: str, wait_seconds: int
) -> None:
    counted = select(func.count()).select_from(PromptAsked).where(whose, PromptAsked.asked_at > since)
    if session.exec(counted).one() >= most:
        raise TooManyPromptsError(words, wait_seconds=wait_seconds)


def _refuse_another_phone(session: Session, asking: Asking, since: datetime, most: int) -> None:
    recent = select(PromptAsked.phone).where(PromptAsked.customer == asking.customer, PromptAsked.asked_at > since)
    phones = set(session.exec(recent.distinct()))
    if len(phones | {asking.phone}) > most and asking.phone not in phones:
        raise TooManyPromptsError(_PHONES, wait_seconds=3600)
