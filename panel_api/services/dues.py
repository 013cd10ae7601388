"""Dues held against a fresh count: nothing that is kept for lists may drift from what the law gives.

A count changes without any verb when the standard is set anew, when bank holidays are published, or when a version
brings another reading of the law. `evenhand serve` notices and counts again; `evenhand dues` does so by itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from panel_api.database import Database
from panel_api.services.clock import due_rows, standard_of
from panel_api.settings import Settings
from panel_api.store.clock import Counted, DueRow, counted_after, counted_latest, keep_dues

SAMPLE: Final = 200


@dataclass(frozen=True, slots=True)
class Drifted:
    """A case whose kept dues are not those of a fresh count."""

    id: int
    reference: str
    kept: tuple[DueRow, ...]
    fresh: tuple[DueRow, ...]


def drifted(session: Session, settings: Settings) -> Iterator[Drifted]:
    """Each case whose dues have drifted, in the order of the cases."""
    after = 0
    while batch := counted_after(session, after):
        yield from _drifted(batch, settings)
        after = batch[-1].id


def seems_drifted(session: Session, settings: Settings) -> bool:
    """Whether any of the cases taken in last has: enough to see that the standard or the reading of the law changed."""
    return any(_drifted(counted_latest(session, SAMPLE), settings))


def count_again(database: Database, settings: Settings) -> tuple[int, int]:
    """Put right what drifted, some hundreds of cases a transaction; how many there are, and how many were put right."""
    cases = right = after = 0
    while True:
        with database.writing() as session:
            batch = counted_after(session, after, hold=True)
            if not batch:
                return cases, right
            wrong = list(_drifted(batch, settings))
            for each in wrong:
                keep_dues(session, each.id, each.fresh)
        after, cases, right = batch[-1].id, cases + len(batch), right + len(wrong)


def _drifted(cases: Sequence[Counted], settings: Settings) -> Iterator[Drifted]:
    standard = standard_of(settings)
    for case in cases:
        rows = due_rows(case.legal_basis, case.stage, case.days, standard)
        fresh = tuple(sorted(rows, key=lambda each: each.code))
        if case.kept != fresh:
            yield Drifted(case.id, case.reference, case.kept, fresh)
