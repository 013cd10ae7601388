"""Rulebook texts as they were used: each kept once, found by its hash."""

import datetime as dt
from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import Session

from engine.recording.canonical import sha256_hex
from panel_api.models import RulebookText


def keep_rulebook(session: Session, name: str, text: str, vocabulary: str, at: dt.datetime) -> str:
    """Keep a rulebook's text with the vocabulary it was read with, unless it is held; its SHA-256."""
    sha256 = sha256_hex((text + vocabulary).encode())
    if rulebook_text(session, sha256) is None:
        # Two at once may both come here; on SQLite a writer is alone.
        on_sqlite = session.get_bind().dialect.name == "sqlite"
        row = (insert_sqlite if on_sqlite else insert_postgresql)(RulebookText).values(
            sha256=sha256, name=name, text=text, vocabulary=vocabulary, first_used_at=at
        )
        session.execute(row.on_conflict_do_nothing())
    return sha256


def rulebook_text(session: Session, sha256: str) -> RulebookText | None:
    """A rulebook's text by its hash."""
    return session.scalar(select(RulebookText).where(RulebookText.sha256 == sha256))


def rulebook_texts(session: Session) -> Sequence[RulebookText]:
    """Every text that was ever used, by name and then in order of first use."""
    return session.scalars(
        select(RulebookText).order_by(RulebookText.name, RulebookText.first_used_at, RulebookText.sha256)
    ).all()


def rulebook_versions(session: Session) -> Sequence[tuple[str, str, dt.datetime]]:
    """Every text that was ever used, the latest first: its hash, its name and when it was first used."""
    wanted = select(RulebookText.sha256, RulebookText.name, RulebookText.first_used_at)
    rows = session.execute(wanted.order_by(RulebookText.first_used_at.desc(), RulebookText.name, RulebookText.sha256))
    return [(row.sha256, row.name, row.first_used_at) for row in rows]


def hashed_rulebooks(session: Session) -> Iterator[tuple[str, str]]:
    """The hash that each text is kept by and the one it has, in order."""
    rows = session.execute(
        select(RulebookText.sha256, RulebookText.text, RulebookText.vocabulary).order_by(RulebookText.sha256)
    )
    return ((row.sha256, sha256_hex((row.text + row.vocabulary).encode())) for row in rows)


def altered_rulebooks(session: Session) -> list[str]:
    """The hashes of texts that no longer give their hash, in order; empty when all is well."""
    return [kept for kept, has in hashed_rulebooks(session) if kept != has]
