"""One invented request through the work as a real one goes: taken in, assessed, confirmed, advised, decided.

Runs in helper processes, each with its own rules network; rows come back finished, for one writer to keep.
"""

import atexit
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Final

from engine.opinions.evaluate import evaluate
from engine.opinions.network import Network
from engine.problems import Complaints
from engine.recording.canonical import assessed_from
from engine.recording.records import Person
from engine.recording.sealing import Sealed
from engine.rulebook import REFER, Rulebook, Table
from engine.values import Value, pounds_text
from panel_api import schemas, store
from panel_api.database import open_database
from panel_api.models import Case, Recommendation
from panel_api.reading import read
from panel_api.seed.children import Levels
from panel_api.seed.county import School, schools
from panel_api.seed.days import with_days
from panel_api.seed.decisions import SAT, draw_decision
from panel_api.seed.requests import Draft, draw_request
from panel_api.services.answers import refuse_if_any, taken_out
from panel_api.services.assess import Found, confirmed, kept_fields
from panel_api.services.authority import ORDER, authority_of, goes_up
from panel_api.services.decide import draw_up, stage_after
from panel_api.services.deciders import Decider
from panel_api.services.decision_rules import check_decision
from panel_api.services.desk import Desk
from panel_api.services.matter import Matter, present_award
from panel_api.services.recommend import advice_on
from panel_api.services.take_in import new_case
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from panel_api.store.bulk import Finished
from panel_api.store.cases import ALPHABET

SEED: Final = 931
RULEBOOK: Final = "county_top_up"
_END: Final = dt.date(2026, 11, 20)


@dataclass
class _Clock:
    now: dt.datetime

    def __call__(self) -> dt.datetime:
        return self.now


@dataclass(frozen=True)
class _Kept:
    """A seal already made; a plain function could not leave its process."""

    sealed: Sealed

    def __call__(self) -> Sealed:
        return self.sealed


class Work:
    """What one helper process works with."""

    def __init__(self, number: int = SEED) -> None:
        self.clock = _Clock(dt.datetime(2025, 4, 1, 9, tzinfo=dt.UTC))
        unused = open_database(Settings())  # connects to nothing: only the desk wants one
        self.desk = Desk(unused, Shelf(Settings().rules), Network(), self.clock)
        self.book = self.desk.shelf.book(RULEBOOK)
        self.number = number
        self.places: tuple[School, ...] = schools(Random(number))
        atexit.register(self.desk.network.close)

    def finish(self, first: int, times: Sequence[tuple[dt.date, dt.datetime]]) -> list[Finished]:
        """The requests numbered from `first`, by the day each is asked and heard, as far as each has come."""
        return [self._one(Random(self.number * 100_000 + first + n), *both) for n, both in enumerate(times)]

    def _one(self, random: Random, day: dt.date, heard: dt.datetime) -> Finished:
        draft = draw_request(random, day, self.places, _Measure(self.book, day))
        return with_days(self.desk, _finished(self.desk, self.clock, self.book, draft, heard, random), _END)


@dataclass(frozen=True)
class _Measure:
    book: Rulebook
    day: dt.date

    def points(self, levels: Levels) -> int:
        return self._whole({**levels}, "points")

    def worth(self, levels: Levels, setting: str, phase: str) -> int:
        answers: dict[str, Value] = {**levels, "setting": setting, "phase": phase}
        return self._whole(answers, "band_amount") + self._whole(answers, "carried_already")

    def _whole(self, answers: dict[str, Value], name: str) -> int:
        found = evaluate(self.book, answers, self.day).derived[list(self.book.derives).index(name)]
        return found if isinstance(found, int) else 0


def _finished(desk: Desk, clock: _Clock, book: Rulebook, draft: Draft, heard: dt.datetime, random: Random) -> Finished:
    """One request as far as it would have come by the last day of the county."""
    clock.now = _moment(draft.asked_on, 9, random)
    case, _ = new_case(desk, read(schemas.NewCase, draft.body))
    case.reference, case.stage, case.created_at, case.updated_at = _reference(random), "received", clock.now, clock.now
    for party in case.parties:
        party.written_at = clock.now
    for voice in case.voices:
        voice.written_at = clock.now
    weeks_old = (_END - draft.asked_on).days // 7
    if weeks_old < 1 and random.randrange(2):
        return Finished(case)
    at = clock.now + dt.timedelta(days=1)
    found = Found(case.reference, case.facts, *confirmed(desk, book, taken_out(book, case.facts), draft.asked_on))
    assessment = store.new_assessment(assessed_from(found.assessment), at, **kept_fields(found))
    case.stage, case.updated_at = "assessed", at
    if weeks_old < 2:
        return Finished(case, assessment)
    at += dt.timedelta(days=2)
    advice = Recommendation(**advice_on(book, assessment), created_at=at)
    case.stage, case.updated_at = "recommended", at
    if heard.date() > _END:
        return Finished(case, assessment, advice)
    at = heard
    matter = Matter(book, case, assessment, advice, at.date(), present_pence=present_award(case, (), None))
    given = read(schemas.NewDecision, draw_decision(random, matter, partial(_amount, book, case)))
    complaints = Complaints()
    check_decision(matter, given, complaints)
    refuse_if_any(complaints)
    decision, seal = draw_up(matter, given, _decider(desk, random, matter, given))
    decision.decided_at, case.stage, case.updated_at = at, stage_after(given.kind), at
    return Finished(case, assessment, advice, decision, _Kept(seal(at, None, None)))


def _decider(desk: Desk, random: Random, matter: Matter, given: schemas.NewDecision) -> Decider:
    """An invented chair; above the chair's limit and for an order an invented officer."""
    pence = matter.awarded(given)[1]
    role = goes_up(desk.settings, "chair", given.kind, pence) or "chair"
    role = "senior_officer" if given.kind == ORDER else role
    who = f"invented-{role}-{random.randint(1, 4)}"
    sat = [Person(each, f"invented-{each}-{random.randint(1, 3)}") for each in SAT[1:]]
    return Decider(role, who, None, authority_of(desk.settings, role, given.kind, pence), sat=sat)


def _moment(day: dt.date, hour: int, random: Random) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, hour, random.randrange(60), random.randrange(60), tzinfo=dt.UTC)


def _reference(random: Random) -> str:
    letters = "".join(random.choice(ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def _amount(book: Rulebook, case: Case, band: int) -> str | None:
    """What a band is worth where this child is; None where the tariff refers."""
    tariff = book.on(case.asked_on).values["tariff"].shape
    assert isinstance(tariff, Table)
    amount = tariff.cells.get((case.facts["setting"], band), REFER)
    return pounds_text(amount) if isinstance(amount, int) else None
