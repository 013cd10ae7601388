"""Registers the database fixtures for the tests of this folder."""

from tests.panel_api.databases import (
    database,
    postgres_settings,
    postgres_template,
    settings,
    sqlite_settings,
    sqlite_template,
)
from tests.panel_api.http_support import app, client, network, shelf, sqlite_client
from tests.panel_api.sign_in_support import quick_hashes

__all__ = [
    "app",
    "client",
    "database",
    "network",
    "postgres_settings",
    "postgres_template",
    "quick_hashes",
    "settings",
    "shelf",
    "sqlite_client",
    "sqlite_settings",
    "sqlite_template",
]
