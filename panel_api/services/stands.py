"""How every place on a worksheet stands to every child: by the rulebook of fit, by distance, by what the family asks.

A child's facts are those of a search for that child alone (`child_facts`), for the day the worksheet's places begin.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from engine.agreement.bands import strands
from engine.facts import from_canonical
from engine.placing.distance import miles
from engine.placing.fit import Place, fits
from engine.problems import Problem
from engine.rulebook import Rulebook
from engine.values import Value
from panel_api.clock import ticks
from panel_api.errors import Trouble, conflict
from panel_api.models import Case, PlaceSought, Provision
from panel_api.services.child_facts import child_facts, fit_book
from panel_api.services.desk import Desk
from panel_api.services.gazetteer import Point
from panel_api.services.judged import confirmed_by_all
from panel_api.services.place_facts import place_of
from panel_api.services.within_reach import away_from, home_of, school_code
from panel_api.services.worksheets import Sheet
from panel_api.shelf import NoSuchRulebook
from panel_api.store.provision import provisions_by_code
from panel_api.store.worksheets import sought_by, wished_by

MOST_SECONDS: Final = 60
NEED_RULE: Final = (
    "A child's need counts as the sum of the levels of need in their case, and one more, so that every child counts; "
    "a level that nobody has given adds nothing."
)
NANO: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read for it: the rulebook of fit, and of each child, by the case's number, its facts and its home."""

    book: Rulebook
    children: Mapping[int, Mapping[str, Value]]
    homes: Mapping[int, tuple[Point | None, str | None]]
    wishes: Mapping[int, set[int]]


def need_of(desk: Desk, case: Case) -> int:
    """How much a child's need counts (`NEED_RULE`). Raises Trouble "conflict" where its rulebook is gone."""
    try:
        book = desk.shelf.book(case.rulebook)
    except NoSuchRulebook:
        gone = f"{case.rulebook}, the rulebook of case {case.reference}, is not used any more"
        raise conflict(gone, "Take this child off the worksheet, or assess the case by a rulebook that is") from None
    levels = (case.facts.get(name) for name in strands(book))
    return 1 + sum(level for level in levels if isinstance(level, int))


def seen_of(session: Session, desk: Desk, sheet: Sheet) -> Seen:
    """What is read for it, in a constant few queries. Raises Trouble "conflict" where no rulebook holds today."""
    book, start = fit_book(desk), sheet.worksheet.start_day
    if not book.in_force.holds(desk.last_day()):
        raise conflict(f"The rulebook of fit, {book.name}, is not in force today", "Name one that is in the settings")
    numbers = [case.id for _, case in sheet.children]
    sought = sought_by(session, desk.viewer, numbers)
    schools = {code for _, case in sheet.children if (code := school_code(case))}
    rows = provisions_by_code(session, desk.viewer, schools)
    return Seen(
        book,
        {case.id: child_facts(book, case, start, _said(sought.get(case.id))) for _, case in sheet.children},
        {case.id: _home(case, sought.get(case.id), rows) for _, case in sheet.children},
        wished_by(session, desk.viewer, numbers),
    )


def _said(sought: PlaceSought | None) -> Mapping[str, object]:
    return {} if sought is None else sought.facts


def _home(case: Case, sought: PlaceSought | None, schools: Mapping[str, Provision]) -> tuple[Point | None, str | None]:
    return home_of(None if sought is None else sought.home_sector, schools.get(school_code(case) or ""))


def looked_at(desk: Desk, sheet: Sheet, seen: Seen) -> dict[int, dict[str, Any]]:
    """How every place stands to every child, by its row's number. Raises Trouble "no-result" after a minute."""
    ends, authority = ticks() + MOST_SECONDS * NANO, desk.settings.authority_code
    bare = {row.code: place_of(seen.book, row, authority, None) for _, row in sheet.places}
    codes, found = {row.id: row.code for _, row in sheet.places}, {}
    for child, case in sheet.children:
        if ticks() > ends:
            raise Trouble(
                "no-result",
                f"It took longer than {MOST_SECONDS} seconds, so nothing was changed. Make two worksheets of it, or "
                "try again when less is going on.",
            )
        home, by = seen.homes[case.id]
        away = {row.code: away_from(home, row) for _, row in sheet.places}
        places = [_at(seen.book, bare[code], far) for code, far in away.items()]
        verdicts = fits(seen.book, seen.children[case.id], places, desk.last_day())
        found[child.id] = {
            "need": need_of(desk, case),
            "home": by,
            "asked": sorted(codes[number] for number in seen.wishes.get(case.id, ()) if number in codes),
            "places": {each.code: [fit, away[each.code]] for each, fit in zip(places, verdicts, strict=True)},
        }
    return found


def _at(book: Rulebook, place: Place, far: int | None) -> Place:
    """A place as it lies to one child's home."""
    fact = book.facts.get("miles")
    value = None if fact is None or far is None else from_canonical(fact, str(miles(far)))
    return place if value is None or isinstance(value, Problem) else Place(
        place.code, {**place.answers, "miles": value}
    )  # fmt: skip


def confirm_proposed(desk: Desk, sheet: Sheet, seen: Seen, given: Mapping[str, str]) -> None:
    """Every proposed place is confirmed by both second opinions. Raises Trouble "no-result"."""
    rows = {row.code: row for _, row in sheet.places}
    for _, case in sheet.children:
        code = given.get(case.reference)
        if code is None:
            continue
        base = place_of(seen.book, rows[code], desk.settings.authority_code, None)
        place = _at(seen.book, base, away_from(seen.homes[case.id][0], rows[code]))
        confirmed_by_all(desk, seen.book, seen.children[case.id], [place], desk.last_day())
