"""Dues held against a fresh count: nothing that is kept for lists may drift from what the law gives.

A count changes without any verb when the standard is set anew, when bank holidays are published, or when a version
brings another reading of the law. `evenhand dues` then counts every case again.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from panel_api.services.clock import due_rows, standard_of
from panel_api.services.desk import Desk
from panel_api.store.clock import Counted, DueRow, all_counted, keep_dues


@dataclass(frozen=True, slots=True)
class Drifted:
    """A case whose kept dues are not those of a fresh count."""

    reference: str
    kept: tuple[DueRow, ...]
    fresh: tuple[DueRow, ...]


def drifted(session: Session, desk: Desk) -> Iterator[Drifted]:
    """Each case whose dues have drifted, in the order of the cases."""
    for case, fresh in _compared(session, desk):
        if case.kept != fresh:
            yield Drifted(case.reference, case.kept, fresh)


def count_again(desk: Desk) -> tuple[int, int]:
    """Put right what drifted; how many cases there are, and how many of them were put right."""
    cases = right = 0
    with desk.database.writing() as session:
        for case, fresh in _compared(session, desk):
            cases += 1
            right += case.kept != fresh and keep_dues(session, case.id, fresh)
    return cases, right


def _compared(session: Session, desk: Desk) -> Iterator[tuple[Counted, tuple[DueRow, ...]]]:
    standard = standard_of(desk.settings)
    for case in all_counted(session):
        fresh = due_rows(case.legal_basis, case.stage, case.days, standard)
        yield case, tuple(sorted(fresh, key=lambda each: each.code))
