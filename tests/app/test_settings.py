from __future__ import annotations

from pathlib import Path

import pytest

from pos_desktop.app.errors import BadSettingsFileError
from pos_desktop.app.settings import Theme, describe_settings, load_settings
from pos_desktop.payments import TransactionType


def write(folder: Path, content: bytes) -> Path:
    path = folder / "settings.toml"
    path.write_bytes(content)
    return path


def test_a_missing_file_gives_the_defaults(tmp_path: Path) -> None:
    settings = load_settings(tmp_path / "nothing.toml")

    assert settings.daraja.callback_only_limit == 20_000
    assert settings.till.theme is Theme.LIGHT


def test_the_file_is_read_part_by_part(tmp_path: Path) -> None:
    path = write(tmp_path, b'[shop]\nname = "Mama Njeri"\n[daraja]\ntransaction_type = "CustomerBuyGoodsOnline"\n')

    settings = load_settings(path)

    assert settings.shop.name == "Mama Njeri"
    assert settings.daraja.transaction_type is TransactionType.BUY_GOODS


def test_the_environment_overrides_a_key_with_underscores_in_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POS_DESKTOP_DARAJA_BASE_URL", "http://127.0.0.1:9")
    path = write(tmp_path, b'[daraja]\nbase_url = "https://sandbox.safaricom.co.ke"\n')

    assert load_settings(path).daraja.base_url == "http://127.0.0.1:9"


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"[shop]\nnam = 'x'\n", "shop.nam"),
        (b"[printer]\nport = 0\n", "printer.port"),
        (b"[till]\ntheme = 'pink'\n", "till.theme"),
        (b"[shop\n", "TOML"),
        (b"\xff\xfes\x00h\x00", "UTF-8"),
    ],
)
def test_a_wrong_file_is_refused_and_the_fault_is_named(tmp_path: Path, content: bytes, named: str) -> None:
    with pytest.raises(BadSettingsFileError, match=named):
        load_settings(write(tmp_path, content))


def test_every_setting_says_what_it_is() -> None:
    rows = describe_settings()

    assert {"shop.name", "daraja.short_code", "relay.url", "printer.kind"} <= {key for key, _, _ in rows}
    assert all(words for _, _, words in rows)


def test_darajas_secrets_in_the_environment_are_no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONSUMER_KEY", "CONSUMER_SECRET", "PASSKEY"):
        monkeypatch.setenv(f"POS_DESKTOP_DARAJA_{name}", "hush")
    monkeypatch.setenv("POS_DESKTOP_DARAJA_SHORT_CODE", "600977")

    settings = load_settings(tmp_path / "nothing.toml")

    assert settings.daraja.short_code == "600977"
    assert "hush" not in repr(settings)
