"""What each command starts from: its exit statuses, its settings, and where its data are."""

from __future__ import annotations

import argparse
from pathlib import Path

from pos_desktop.app import paths
from pos_desktop.app.settings import Settings, load_settings

EXIT_OK = 0
EXIT_FAILED = 1
EXIT_BAD_ARGUMENTS = 2


def settings_of(namespace: argparse.Namespace) -> Settings:
    """The settings that this command runs with.

    Raises:
        BadSettingsFileError: the settings file cannot be read as settings.
    """
    return load_settings(namespace.settings or paths.settings_path())


def data_folder_of(settings: Settings) -> Path:
    """Where this installation keeps its data."""
    return settings.data_folder or paths.data_folder()
