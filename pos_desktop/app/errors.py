"""What can be wrong around the program: its settings, its secrets, the place where it runs.

SettingsError
├── BadSettingsFileError   the file is not TOML, or a value in it cannot be meant
├── NoKeyringError         there is no safe place for secrets on this machine
├── MissingSecretError     something that belongs into the keyring was never put there
├── NotPairedError         this till was never enrolled at a relay
├── NoDisplayError         there is no screen for a window
└── DemoWorldError         the demo's servers did not come up (demo_world.py)
"""

from __future__ import annotations

from pos_desktop.errors import PosError, Retry


class SettingsError(PosError):
    """Base of everything that `app` raises."""

    code = "settings"
    retry = Retry.SAFE


class BadSettingsFileError(SettingsError):
    """The settings file cannot be read as settings; nothing of it was used."""

    code = "settings_file"


class NoKeyringError(SettingsError):
    """The operating system offers no keyring that really keeps secrets."""

    code = "no_keyring"


class MissingSecretError(SettingsError):
    """A secret that this command needs is not in the keyring."""

    code = "missing_secret"


class NotPairedError(SettingsError):
    """The till has no key of a relay yet."""

    code = "not_paired"


class NoDisplayError(SettingsError):
    """No window can be shown on this machine."""

    code = "no_display"
