"""The world around a till that dies: the real simulator, its customers, a relay, and tills that are paired with it."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import httpx
from sqlmodel import Session

from pos_desktop import payments, storage
from pos_desktop.app.secrets import PairingSecrets
from pos_desktop.app.wiring import encode_private_key
from pos_desktop.clock import SystemClock
from pos_desktop.ids import new_public_id
from pos_desktop.payments import new_key_pair, pair
from pos_desktop.relay import issue_pairing_code
from pos_desktop.simulator import SimulatorServer
from pos_desktop.storage import TillFile
from pos_desktop.till import import_categories, import_products
from pos_desktop.till.tables import StaffRow
from tests.processes.books import Prompt
from tests.processes.doomed_till import NO_CERTIFICATES
from tests.till.shop import CATEGORIES, PRODUCTS

POLL_SECONDS = 0.5


class Customers:
    """Everybody whose phone may ring: answers at once, as each was told to, until `stop`."""

    def __init__(self, base_url: str) -> None:
        self._http = httpx.Client(base_url=base_url, timeout=30, verify=NO_CERTIFICATES)
        self._habits: dict[str, str] = {}
        self._waiting: dict[str, str] = {}
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._live, name="customers", daemon=True)
        self._thread.start()

    def teach(self, msisdn: str, action: str) -> None:
        """What this person does with a prompt; `wait` leaves it on the phone."""
        with self._lock:
            self._habits[msisdn] = action

    def release(self, msisdn: str) -> None:
        """Whoever waits pays now."""
        with self._lock:
            self._habits[msisdn] = "pin"
            prompt = self._waiting.pop(msisdn, None)
        if prompt is not None:
            self._answer(prompt, "pin")

    def prompts(self, phones: Sequence[str]) -> list[Prompt]:
        """What M-Pesa knows of these phones."""
        return [
            Prompt(each["msisdn"], int(each["amount"]) * 100, each["result_code"], each["receipt"])
            for each in self._http.get("/phone/v1/prompts").json()["prompts"]
            if each["msisdn"] in phones
        ]

    def results_taken(self, phones: Sequence[str]) -> list[bytes]:
        """The bodies of the results of these phones that the relay answered with 200."""
        listed = self._http.get("/phone/v1/prompts").json()["prompts"]
        ids = [each["id"] for each in listed if each["msisdn"] in phones]
        posts = [post for each in ids for post in self._http.get(f"/phone/v1/prompts/{each}").json()["deliveries"]]
        return [str(post["body"]).encode() for post in posts if post["http_status"] == 200]

    def stop(self) -> None:
        """Nobody answers any more."""
        self._stopping.set()
        self._thread.join(60)
        assert not self._thread.is_alive()
        self._http.close()

    def _live(self) -> None:
        after = 0
        while not self._stopping.is_set():
            said = self._http.get("/phone/v1/prompts", params={"after": after, "wait": POLL_SECONDS}).json()
            after = said["next"]
            for prompt in said["prompts"]:
                self._look_at(prompt)

    def _look_at(self, prompt: dict[str, Any]) -> None:
        with self._lock:
            action = self._habits.get(prompt["msisdn"], "pin")
            if prompt["state"] == "open" and action == "wait":
                self._waiting[prompt["msisdn"]] = prompt["id"]
        if prompt["state"] == "open" and action != "wait":
            self._answer(prompt["id"], action)

    def _answer(self, prompt: str, action: str) -> None:
        self._http.post(f"/phone/v1/prompts/{prompt}/answer", json={"action": action})


@dataclass
class Town:
    """One simulated Daraja and one relay for any number of tills, each in a folder of its own."""

    daraja: SimulatorServer
    folder: Path
    customers: Customers
    relay_url: str = ""
    runs: int = 0
    _template: bytes = field(default=b"")

    @property
    def relay_database(self) -> Path:
        """The relay's mail file."""
        return self.folder / "relay.db"

    def new_till(self) -> tuple[Path, tuple[str, str]]:
        """The folder of a new till, paired with the relay, and two phones that no till has called."""
        self.runs += 1
        folder = self.folder / f"till-{self.runs}"
        folder.mkdir()
        (folder / "till.db").write_bytes(self._template or self._make_template())
        private, public = new_key_pair()
        code, wire = issue_pairing_code(self.relay_database, folder.name), httpx.HTTPTransport(verify=NO_CERTIFICATES)
        pairing = pair(self.relay_url, code, public, folder.name, transport=wire)
        kept = PairingSecrets(pairing.terminal, pairing.key, encode_private_key(private), pairing.public_url)
        options = self.daraja.options
        given = {
            "daraja_url": self.daraja.base_url,
            "relay_url": self.relay_url,
            "key": options.consumer_key,
            "secret": options.consumer_secret,
            "passkey": options.passkey,
            "pairing": asdict(kept),
        }
        (folder / "till.json").write_text(json.dumps(given))
        return folder, (f"25471{self.runs:06d}1", f"25471{self.runs:06d}2")

    def _make_template(self) -> bytes:
        path = self.folder / "template.db"
        file = TillFile.open(path, [payments.MIGRATIONS, storage.MIGRATIONS])
        with file.transaction() as session:
            stock_shop(session, terminal="1")
        file.close()
        self._template = path.read_bytes()
        return self._template


def stock_shop(session: Session, *, terminal: str) -> None:
    """A cashier, a manager, and goods on the shelf."""
    session.add(StaffRow(public_id=new_public_id(), name="Achieng", role="cashier", pin_hash="-"))
    session.add(StaffRow(public_id=new_public_id(), name="Wanjiru", role="manager", pin_hash="-"))
    assert import_categories(session, CATEGORIES).is_imported
    assert import_products(session, PRODUCTS, terminal=terminal, now=SystemClock().now()).is_imported
