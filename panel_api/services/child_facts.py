"""What the fit rulebook knows of a child: what was written for the place sought, then the case's own answers.

Age, year and phase are those of the day on which the place is to begin. What nobody has answered is unknown, and stays
a question.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final

from engine.days import academic_year, months_between
from engine.facts import Fact, from_canonical
from engine.law.bases import BASES
from engine.problems import Problem
from engine.rulebook import Rulebook
from engine.values import NONE, Value
from panel_api.models import Case, PlaceSought
from panel_api.services.context import phase_of, school_year
from panel_api.services.desk import Desk
from panel_api.services.published import book_for

WORKED_OUT: Final = ("age_at_start", "school_year", "phase", "ehc_plan")
"""What follows from the day of birth, the day the place begins, and the law that a case rests on."""


def fit_book(desk: Desk) -> Rulebook:
    """The rulebook of fit that is used here. Raises Trouble where the shelf has none that decides fit."""
    return book_for(desk, desk.settings.fit_rulebook, "fit")


def of_child(book: Rulebook) -> list[Fact]:
    """What a fit rulebook asks about the child, in its order."""
    return [fact for fact in book.facts.values() if fact.of != "place" and fact.kind != "money"]


def still_asked(book: Rulebook, case: Case) -> list[Fact]:
    """Of these, what neither the case's own answers give nor anything works out: what a person is asked for."""
    return [
        fact
        for fact in of_child(book)
        if fact.name not in WORKED_OUT and _read(fact, case.facts.get(fact.name)) is None
    ]


def child_facts(book: Rulebook, case: Case, start: dt.date, said: Mapping[str, object]) -> dict[str, Value]:
    """Every fact of the child that is known. said: those of `PlaceSought.facts`, in canonical form."""
    worked = dict(_worked_out(case, start))
    found: dict[str, Value] = {}
    for fact in of_child(book):
        for raw in (said.get(fact.name), worked.get(fact.name), case.facts.get(fact.name)):
            value = _read(fact, raw)
            if value is not None:
                found[fact.name] = value
                break
    if found.get("ehc_plan") is False:
        found |= _nothing_required(book, found)
    return found


def facts_sought(book: Rulebook, case: Case, sought: PlaceSought) -> dict[str, Value]:
    """The same of what was written down."""
    return child_facts(book, case, sought.start_day, sought.facts)


def _worked_out(case: Case, start: dt.date) -> Iterator[tuple[str, object]]:
    born = next((party.from_day for party in case.parties if party.role == "child"), None)
    if BASES[case.legal_basis].with_plan:
        yield "ehc_plan", True
    if born is None or born > start:
        return
    yield "age_at_start", months_between(born, start) // 12
    if academic_year(start) != academic_year(case.asked_on) or "school_year" not in case.facts:
        year = school_year(born, start)
        yield "school_year", year
        yield "phase", phase_of(year)


def _nothing_required(book: Rulebook, found: Mapping[str, Value]) -> dict[str, Value]:
    """Where there is no plan, no Section F requires anything."""
    fact = book.facts.get("section_f_requires")
    return {fact.name: NONE} if fact is not None and fact.type.maybe_none and fact.name not in found else {}


def _read(fact: Fact, raw: object) -> Value | None:
    """The answer; None where there is none yet. A type of need that nobody recorded is a question, and no answer."""
    if raw is None or (fact.kind == "diagnosis" and raw == NONE):
        return None
    value = from_canonical(fact, raw)
    return None if isinstance(value, Problem) else value
