from __future__ import annotations

import json
from pathlib import Path

import pytest

from pos_desktop.relay import (
    MailUnavailableError,
    NoSuchLedgerKeyError,
    RelayServer,
    command,
    issue_ledger_key,
    list_ledger_keys,
)
from tests.relay.ledgers import SHORT_CODE, Manager, uploaded
from tests.relay.test_command import parsed
from tests.relay.tills import Till


def test_a_printed_key_reads_the_ledger_of_a_relay_that_runs(
    till: Till, database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    public_id = uploaded(till)
    arguments = ["managers", "add", "--name", "Njeri", "--short-code", SHORT_CODE, "--database", str(database)]
    assert command.run(parsed(*arguments)) == 0
    printed = capsys.readouterr()
    assert "shown once" in printed.err
    assert printed.out.strip() not in printed.err
    (row,) = Manager(till.base_url, "", printed.out.strip()).rows()
    assert row["public_id"] == public_id


def test_a_keys_whole_life_by_commands_in_json(
    relay: RelayServer, database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(*arguments: str) -> object:
        assert command.run(parsed("managers", *arguments, "--json", "--database", str(database))) == 0
        return json.loads(capsys.readouterr().out)

    added = said("add", "--name", "Njeri", "--short-code", SHORT_CODE)
    assert isinstance(added, dict)
    manager = Manager(relay.base_url, added["id"], added["key"])
    assert manager.ask().status_code == 200
    assert said("revoke", manager.id) == {"id": manager.id, "revoked": True}
    assert manager.ask().status_code == 401
    listed = said("list")
    assert isinstance(listed, list)
    (line,) = listed
    assert (line["id"], line["name"], line["short_code"]) == (manager.id, "Njeri", SHORT_CODE)
    assert line["revoked_at"] >= line["made_at"]


def test_the_list_shows_live_and_revoked_keys_and_never_a_key(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = (issue_ledger_key(database, name, SHORT_CODE) for name in ("Njeri", "Mwangi"))
    assert command.run(parsed("managers", "revoke", second.id, "--database", str(database))) == 0
    assert command.run(parsed("managers", "list", "--database", str(database))) == 0
    printed = capsys.readouterr().out
    _, one, two = printed.splitlines()
    assert (one.split()[0], one.split()[-1]) == (first.id, "live")
    assert (two.split()[0], two.split()[-1]) == (second.id, "revoked")
    assert first.key not in printed + repr(first) + str(list_ledger_keys(database))


def test_no_key_lies_in_the_file(database: Path) -> None:
    issued = issue_ledger_key(database, "Njeri", SHORT_CODE)
    assert all(issued.key.encode() not in path.read_bytes() for path in database.parent.iterdir())


def test_a_key_that_is_not_there_is_an_error(database: Path) -> None:
    issued = issue_ledger_key(database, "Njeri", SHORT_CODE)
    revoke = parsed("managers", "revoke", issued.id, "--database", str(database))
    command.run(revoke)
    with pytest.raises(NoSuchLedgerKeyError, match=issued.id):
        command.run(revoke)


def test_a_list_without_a_file_is_an_error(database: Path) -> None:
    with pytest.raises(MailUnavailableError):
        list_ledger_keys(database)
    database.write_bytes(b"no database at all, and long enough to be taken for one" * 100)
    with pytest.raises(MailUnavailableError, match="cannot be read"):
        list_ledger_keys(database)
