"""A unit that there is not, tried on the placements of the past two years, by the rulebook of fit that is in use.

A child's age, need and phase are those of the placement; what else the rulebook asks comes from the case, where there
is one. How far it is from home is no fact of fit here: a reach is chosen beside it. Nor are free places, ever.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from engine.days import months_before
from engine.facts import Fact, from_canonical
from engine.placing.distance import metres
from engine.placing.fit import Place, Verdict, fit_all
from engine.problems import Problem
from engine.rulebook import Rule, Rulebook
from engine.sufficiency.unit import Child, Replay, Unit, replay
from engine.tree import Name
from engine.values import Value
from panel_api.services.child_facts import fit_book, of_child
from panel_api.services.desk import Desk
from panel_api.services.gazetteer import middle
from panel_api.services.sufficiency import BACK, place_between
from panel_api.store.placements import PlacementFilter
from panel_api.store.sufficiency import answers_of, placement_rows

DEFAULT_SEATS: Final = 12
_NOTHING: Final = ("need", "duty")
"""Kinds of facts of which nothing is required where nobody has recorded them, if the unit is built for that."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What unit is tried. point: where it lies, easting and northing. pence: what a seat costs a year. reach: from
    how many metres away it takes children.

    built: it is taken to meet what nobody has recorded of how much support a child needs or what Section F requires.
    offers: what it can give; None is everything that the rulebook names.
    """

    kind: str
    partnership: str | None
    point: tuple[int, int] | None
    needs: tuple[str, ...]
    least_age: int
    most_age: int
    seats: int
    pence: int
    reach: int
    built: bool
    offers: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of it. assumed: children who took a seat, or may have, only because the unit is taken to be built so.

    considered: placements that began in the days replayed. rulebook: its title.
    """

    replay: Replay
    considered: int
    assumed: int
    rulebook: str


def try_unit(session: Session, desk: Desk, wanted: Wanted) -> Tried:
    """Try a unit on every placement that the viewer sees; three queries. Raises Trouble where no rulebook of fit is.

    Children alike in all that the rulebook reads are judged once.
    """
    book, day = fit_book(desk), desk.last_day()
    first = months_before(day, BACK) + dt.timedelta(days=1)
    rows = [row for row in placement_rows(session, desk.viewer, PlacementFilter()) if first <= row.from_day <= day]
    answers = answers_of(session, {row.case_id for row in rows if row.case_id is not None})
    judge = _Judge(book, wanted, day)
    children = [_child(row, wanted, judge, answers.get(row.case_id, {})) for row in rows]
    unit = Unit(wanted.seats, wanted.pence, wanted.reach, first, day)
    assumed = sum(1 for _, rests in children if rests)
    return Tried(replay(unit, (each for each, _ in children)), len(rows), assumed, book.title)


class _Judge:
    """Whether the unit suits a child, by what is known of the child; the same answers are worked out once."""

    def __init__(self, book: Rulebook, wanted: Wanted, day: dt.date) -> None:
        self.book, self.wanted, self.day = book, wanted, day
        self.facts = of_child(book)
        self.place = Place("unit", _of_unit(book, wanted))
        self.why = {each.id: _why_not(book, each) for each in book.on(day).rules}
        self.known: dict[tuple[tuple[str, Value], ...], tuple[Verdict, bool]] = {}

    def verdict(self, raw: Mapping[str, object]) -> tuple[Verdict, bool]:
        """The verdict, and whether it rests on what the unit is taken to be built for."""
        child = {fact.name: value for fact in self.facts if (value := _read(fact, raw.get(fact.name))) is not None}
        key = tuple(sorted(child.items(), key=lambda each: each[0]))
        if key not in self.known:
            self.known[key] = self._judged(child)
        return self.known[key]

    def _judged(self, child: dict[str, Value]) -> tuple[Verdict, bool]:
        verdict = fit_all(self.book, child, [self.place], self.day)[0]
        if verdict.fit != "unknown" or not self.wanted.built:
            return verdict, False
        asked = {each.fact for each in verdict.questions if each.of == "child"}
        nothing = {
            fact.name: value
            for fact in self.facts
            if fact.name in asked and fact.kind in _NOTHING and (value := _nothing_of(fact)) is not None
        }
        assumed = fit_all(self.book, {**child, **nothing}, [self.place], self.day)[0]
        return assumed, assumed.fit == "yes"


def _child(row: Any, wanted: Wanted, judge: _Judge, answers: Mapping[str, object]) -> tuple[Child, bool]:
    own = {"age_at_start": row.age, "primary_need": row.need, "phase": row.phase}
    verdict, rests = judge.verdict({**answers, **{name: each for name, each in own.items() if each is not None}})
    no = next((judge.why[each.rule] for each in verdict.reasons if each.hard and each.truth is False), None)
    home = middle(row.home_sector)
    near = None if home is None or wanted.point is None else metres(home, wanted.point)
    there = place_between(row.home_sector, row.easting, row.northing)
    return Child(row.id, row.from_day, row.until_day, verdict.fit, there, near, row.pence, no), rests


def _of_unit(book: Rulebook, wanted: Wanted) -> dict[str, Value]:
    """The unit's answers: its kind, ages and needs; of what else is asked of a place, the most that can be said."""
    raw: dict[str, object] = {
        "place_kind": wanted.kind,
        "caters_for": list(wanted.needs),
        "least_age": wanted.least_age,
        "most_age": wanted.most_age,
        "admits": "mixed",
        "in_county": True,
    }
    found: dict[str, Value] = {}
    for fact in book.facts.values():
        if fact.of != "place" or fact.kind == "money":
            continue
        if fact.name == "offers":
            raw["offers"] = list(fact.type.options if wanted.offers is None else wanted.offers)
        elif fact.is_level:
            raw[fact.name] = max(int(each) for each in fact.words)
        value = _read(fact, raw.get(fact.name))
        if value is not None:
            found[fact.name] = value
    return found


def _why_not(book: Rulebook, rule: Rule) -> str:
    """What was not so, in words that hold for every child alike."""
    step = book.derives.get(rule.when.name) if isinstance(rule.when, Name) else None
    return step.says if step else re.sub(r"\{[^}]*\}", "…", rule.not_met)


def _nothing_of(fact: Fact) -> Value | None:
    """The answer that requires least: level nought, no item of a set; None where there is no such answer."""
    if fact.is_level:
        return 0
    return _read(fact, []) if fact.type.kind == "set" else None


def _read(fact: Fact, raw: object) -> Value | None:
    value = None if raw is None else from_canonical(fact, raw)
    return None if isinstance(value, Problem) else value
