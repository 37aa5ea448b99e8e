"""Where things lie on this machine."""

from __future__ import annotations

from pathlib import Path

import platformdirs

APP_NAME = "pos-desktop"


def settings_path() -> Path:
    """The owner's settings file."""
    return Path(platformdirs.user_config_dir(APP_NAME, appauthor=False)) / "settings.toml"


def data_folder() -> Path:
    """Where the till's file and its backups are."""
    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False))


def log_folder() -> Path:
    """Where the logs are."""
    return Path(platformdirs.user_log_dir(APP_NAME, appauthor=False))
