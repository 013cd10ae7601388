"""Where the files that are not code lie: rulebooks, templates, the records' format, static files and migrations.

In a checkout `rules/`, `templates/` and `docs/` stand at the top of the repository; in an installed wheel
the same folders lie inside `panel_api/_content`. A checkout is known by that folder's absence.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def rules_dir() -> Path:
    """Return the folder of shipped rulebooks: one folder each, beside `vocabulary.yaml`."""
    return _content("rules")


def templates_dir() -> Path:
    """Return the flat folder of Jinja templates."""
    return _content("templates")


def format_file() -> Path:
    """Return the format of records and bundles in words, as every bundle carries it."""
    return _content("docs") / "records.md"


def static_dir() -> Path:
    """Return the folder served under `/static`; its `vendor` part is fetched at set-up."""
    return _PACKAGE / "static"


def migrations_dir() -> Path:
    """Return the folder of Alembic's environment and versions."""
    return _PACKAGE / "migrations"


def _content(name: str) -> Path:
    packed = _PACKAGE / "_content"
    return (packed if packed.is_dir() else _PACKAGE.parent) / name
