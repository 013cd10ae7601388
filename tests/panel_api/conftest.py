"""Registers the database fixtures for the tests of this folder."""

from tests.panel_api.databases import (
    database,
    postgres_settings,
    postgres_template,
    settings,
    sqlite_settings,
    sqlite_template,
)

__all__ = [
    "database",
    "postgres_settings",
    "postgres_template",
    "settings",
    "sqlite_settings",
    "sqlite_template",
]
