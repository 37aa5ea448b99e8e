"""Who is at the till: sign-in by PIN, a manager's yes by a second person, and the lock-out between guesses."""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from pos_desktop.clock import Clock
from pos_desktop.ids import new_public_id
from pos_desktop.till import audit
from pos_desktop.till.audit import Actor, AuditKind
from pos_desktop.till.catalogue import Reading
from pos_desktop.till.counter import Transaction
from pos_desktop.till.errors import NotFoundError, OutOfRangeError
from pos_desktop.till.pins import LOCK_OUT_SECONDS, TRIES_BEFORE_LOCK_OUT, PinHasher, Role
from pos_desktop.till.tables import PinGuardRow, StaffRow, stored_id


@dataclass(frozen=True)
class Person:
    """Somebody who may sign in."""

    staff_id: int
    public_id: str
    name: str
    role: Role


@dataclass(frozen=True)
class PinAccepted:
    """The PIN is this person's."""

    person: Person


@dataclass(frozen=True)
class PinRefused:
    """Wrong PIN; so many tries are left before the door is locked."""

    tries_left: int


@dataclass(frozen=True)
class LockedOut:
    """Too many wrong PINs; no try is looked at for so many seconds."""

    seconds_left: int


PinAnswer = PinAccepted | PinRefused | LockedOut


class StaffDesk:
    """The people of one file. Each call that takes a PIN costs about 0.1 s and belongs to a worker thread."""

    def __init__(self, transaction: Transaction, reading: Reading, clock: Clock, pepper: bytes, terminal: str) -> None:
        self._transaction = transaction
        self._reading = reading
        self._clock = clock
        self._hasher = PinHasher(pepper)
        self._terminal = terminal
        self._one_at_a_time = threading.Lock()
        self._deadlines: dict[str, float] = {}

    def people(self) -> list[Person]:
        """Everyone who may sign in, by name."""
        query = select(StaffRow).where(col(StaffRow.is_active)).order_by(col(StaffRow.name))
        with self._reading() as session:
            return [_person(row) for row in session.exec(query).all()]

    def add(self, name: str, role: Role, pin: str, added_by: int | None = None) -> Person:
        """Adds a person; `added_by` is None only when the shop is set up.

        Raises:
            PinShapeError: the PIN does not suit the role.
            OutOfRangeError: there is no name.
        """
        if not name.strip():
            raise OutOfRangeError("a person has a name")
        pin_hash = self._hasher.hash(pin, role)
        row = StaffRow(public_id=new_public_id(), name=name.strip(), role=role, pin_hash=pin_hash)
        with self._transaction() as session:
            session.add(row)
            session.flush()
            who = self._actor(session, added_by)
            data = {"staff": row.public_id, "role": row.role}
            audit.append(session, AuditKind.STAFF_ADDED, who, data, self._clock.now())
        return _person(row)

    def change_pin(self, staff_id: int, pin: str, changed_by: int) -> None:
        """Gives a person another PIN and opens their door again.

        Raises:
            PinShapeError: the PIN does not suit the role.
            NotFoundError: there is no such person.
        """
        with self._reading() as session:
            role = Role(_active(session, staff_id).role)
        pin_hash = self._hasher.hash(pin, role)
        with self._transaction() as session:
            row = _active(session, staff_id)
            row.pin_hash = pin_hash
            session.add(row)
            self._open_door(session, _door_of(staff_id))
            who = self._actor(session, changed_by)
            audit.append(session, AuditKind.PIN_CHANGED, who, {"staff": row.public_id}, self._clock.now())

    def let_go(self, staff_id: int, by: int) -> None:
        """Takes a person off the sign-in screen; what they did stays under their name.

        Raises:
            NotFoundError: there is no such person.
        """
        with self._transaction() as session:
            row = _active(session, staff_id)
            row.is_active = False
            session.add(row)
            who = self._actor(session, by)
            audit.append(session, AuditKind.STAFF_LEFT, who, {"staff": row.public_id}, self._clock.now())

    def sign_in(self, staff_id: int, pin: str) -> PinAnswer:
        """Checks a person's PIN.

        Raises:
            NotFoundError: there is no such person.
        """
        with self._reading() as session:
            candidates = [_active(session, staff_id)]
        return self._try(_door_of(staff_id), candidates, pin, AuditKind.SIGNED_IN, None)

    def approve(self, pin: str, not_staff_id: int) -> PinAnswer:
        """A manager's or the owner's yes to what `not_staff_id` asks: it must come from somebody else."""
        query = select(StaffRow).where(
            col(StaffRow.is_active),
            col(StaffRow.role) != Role.CASHIER,
            col(StaffRow.id) != not_staff_id,
        )
        with self._reading() as session:
            candidates = session.exec(query).all()
        return self._try(f"approval:{self._terminal}", candidates, pin, AuditKind.APPROVED, not_staff_id)

    def _try(
        self,
        door: str,
        candidates: Sequence[StaffRow],
        pin: str,
        success: AuditKind,
        asked_by: int | None,
    ) -> PinAnswer:
        with self._one_at_a_time:
            waiting = self._seconds_locked(door)
            if waiting > 0:
                return LockedOut(waiting)
            found = next((row for row in candidates if self._hasher.matches(pin, row.pin_hash)), None)
            with self._transaction() as session:
                if found is None:
                    return self._refuse(session, door, asked_by)
                self._open_door(session, door)
                who = Actor(self._terminal, found.name, found.id)
                data = {} if asked_by is None else {"asked_by": asked_by}
                audit.append(session, success, who, data, self._clock.now())
            return PinAccepted(_person(found))

    def _seconds_locked(self, door: str) -> int:
        """The wait runs on the monotonic clock, and starts again with the program: neither setting the clock
        nor a restart shortens it."""
        with self._reading() as session:
            guard = _guard(session, door)
            locked = guard.locked_seconds if guard else 0
        if locked == 0:
            return 0
        deadline = self._deadlines.setdefault(door, self._clock.monotonic() + locked)
        return max(0, math.ceil(deadline - self._clock.monotonic()))

    def _refuse(self, session: Session, door: str, asked_by: int | None) -> PinAnswer:
        guard = _guard(session, door) or PinGuardRow(door=door)
        self._deadlines.pop(door, None)
        guard.locked_seconds = 0
        guard.wrong_tries += 1
        left = TRIES_BEFORE_LOCK_OUT - guard.wrong_tries
        answer: PinAnswer = PinRefused(left)
        kind = AuditKind.PIN_REFUSED
        if left <= 0:
            guard.locked_seconds = LOCK_OUT_SECONDS[min(guard.lock_outs, len(LOCK_OUT_SECONDS) - 1)]
            guard.lock_outs += 1
            guard.wrong_tries = 0
            self._deadlines[door] = self._clock.monotonic() + guard.locked_seconds
            answer, kind = LockedOut(guard.locked_seconds), AuditKind.LOCKED_OUT
        session.add(guard)
        who = self._actor(session, asked_by)
        audit.append(session, kind, who, {"door": door}, self._clock.now())
        return answer

    def _open_door(self, session: Session, door: str) -> None:
        self._deadlines.pop(door, None)
        guard = _guard(session, door)
        if guard is not None:
            guard.wrong_tries = guard.lock_outs = guard.locked_seconds = 0
            session.add(guard)

    def _actor(self, session: Session, staff_id: int | None) -> Actor:
        if staff_id is None:
            return Actor(self._terminal, "Till")
        return audit.person(session, self._terminal, staff_id)


def _door_of(staff_id: int) -> str:
    return f"staff:{staff_id}"


def _guard(session: Session, door: str) -> PinGuardRow | None:
    return session.exec(select(PinGuardRow).where(PinGuardRow.door == door)).one_or_none()


def _active(session: Session, staff_id: int) -> StaffRow:
    row = session.get(StaffRow, staff_id)
    if row is None or not row.is_active:
        raise NotFoundError(f"nobody has the id {staff_id}")
    return row


def _person(row: StaffRow) -> Person:
    return Person(stored_id(row), row.public_id, row.name, Role(row.role))
