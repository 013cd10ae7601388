"""Registers the shared fixtures; each lives in a small file of its own."""

pytest_plugins = [
    "tests.no_skips",
    "tests.random_cases",
    "tests.fixtures_browser",
    "tests.fixtures_golden",
    "tests.fixtures_postgres",
]
