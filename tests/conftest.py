"""Registers the shared fixtures; each lives in a small file of its own."""

pytest_plugins = ["tests.no_skips", "tests.fixtures_postgres", "tests.fixtures_browser"]
