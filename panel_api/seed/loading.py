"""Loads the invented county: each request is taken in, assessed, confirmed, advised and decided as a real one is.

Into SQLite it is built beside the database and put in its place whole, so that an interrupted run leaves
nothing half done. Into PostgreSQL it goes only where there is no case yet.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

from sqlalchemy import make_url
from sqlalchemy.orm import Session

from engine.evaluate import evaluate
from engine.network import Network
from engine.rulebook import REFER, Rulebook, Table
from engine.values import Value, pounds_text
from panel_api import schemas, store
from panel_api.columns import LEGAL_BASES
from panel_api.database import open_database
from panel_api.migrating import migrate
from panel_api.models import Case
from panel_api.reading import read
from panel_api.seed.children import Levels
from panel_api.seed.county import PARTNERSHIPS, schools
from panel_api.seed.decisions import draw_decision
from panel_api.seed.requests import Draft, draw_day, draw_request
from panel_api.services.answers import taken_out
from panel_api.services.assess import Found, confirmed, keep_assessment
from panel_api.services.decide import decide
from panel_api.services.desk import Desk
from panel_api.services.recommend import recommend
from panel_api.services.take_in import take_in
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from panel_api.store.cases import ALPHABET

REQUESTS: Final = 4000
BATCH: Final = 50
SEED: Final = 931
Progress = Callable[[int, int], None]


class NotEmpty(Exception):  # noqa: N818
    """The database holds cases already: an invented county is never mixed with anything."""


@dataclass
class _Clock:
    now: dt.datetime

    def __call__(self) -> dt.datetime:
        return self.now


def seed(settings: Settings, progress: Progress, requests: int = REQUESTS) -> int:
    """Load the county; how many requests there are. `progress` hears (done, of) as it goes. Raises NotEmpty."""
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return _fill(settings, progress, requests)
    final = Path(url.database)
    if final.exists():
        _refuse_unless_empty(settings)
    building = final.with_name(final.name + ".seeding")
    for leftover in (building, *_beside(building)):
        leftover.unlink(missing_ok=True)
    count = _fill(settings.model_copy(update={"database_url": f"sqlite:///{building}"}), progress, requests)
    for old in _beside(final):
        old.unlink(missing_ok=True)
    building.replace(final)
    return count


def _beside(path: Path) -> tuple[Path, Path]:
    return path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")


def _refuse_unless_empty(settings: Settings) -> None:
    migrate(settings)
    database = open_database(settings)
    try:
        with database.reading() as session:
            if store.stage_counts(session, store.LOCAL):
                raise NotEmpty("the database holds cases already")
    finally:
        database.engine.dispose()


def _fill(settings: Settings, progress: Progress, requests: int) -> int:
    if not settings.database_url.endswith(".seeding"):
        _refuse_unless_empty(settings)
    migrate(settings)
    database = open_database(settings)
    clock = _Clock(dt.datetime(2025, 4, 1, 9, tzinfo=dt.UTC))
    try:
        with Network() as network:
            desk = Desk(database, Shelf(), network, clock)
            book = desk.shelf.book("county_top_up")
            drafts = _drafts(Random(SEED), book, requests)
            for first in range(0, len(drafts), BATCH):
                with database.writing() as session:
                    for number in range(first, min(first + BATCH, len(drafts))):
                        _one(session, desk, clock, book, drafts[number], Random(SEED * 100_000 + number))
                progress(min(first + BATCH, len(drafts)), len(drafts))
    finally:
        database.engine.dispose()
    return len(drafts)


def _drafts(random: Random, book: Rulebook, requests: int) -> list[Draft]:
    places = schools(random)
    assert {place.partnership for place in places} == set(PARTNERSHIPS)
    days = sorted(draw_day(random) for _ in range(requests))
    return [draw_request(random, day, places, _Measure(book, day)) for day in days]


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


def _one(session: Session, desk: Desk, clock: _Clock, book: Rulebook, draft: Draft, random: Random) -> None:
    """Take one request as far as it would have come by the last day of the county."""
    clock.now = _moment(draft.asked_on, 9, random)
    given = read(schemas.NewCase, draft.body)
    case, _ = take_in(session, desk, given, _reference(random))
    weeks_old = (_END - draft.asked_on).days // 7
    if weeks_old < 1 and random.randrange(2):
        return
    clock.now += dt.timedelta(days=1)
    assessment, opinions, document = confirmed(desk, book, taken_out(book, case.facts), draft.asked_on)
    keep_assessment(session, desk, Found(case.reference, case.facts, assessment, opinions, document))
    if weeks_old < 2:
        return
    clock.now += dt.timedelta(days=2)
    recommend(session, desk, case.reference)
    if weeks_old < 4 and random.randrange(4):
        return
    clock.now += dt.timedelta(days=random.randint(7, 20))
    settled = assessment.status == "settled"
    band = assessment.outcome["band"]
    drawn = draw_decision(random, settled, case.legal_basis != LEGAL_BASES[0], band if isinstance(band, int) else None)
    _decide(session, desk, case, _with_amount(book, case, drawn))


_END: Final = dt.date(2026, 11, 20)


def _moment(day: dt.date, hour: int, random: Random) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, hour, random.randrange(60), random.randrange(60), tzinfo=dt.UTC)


def _reference(random: Random) -> str:
    letters = "".join(random.choice(ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def _with_amount(book: Rulebook, case: Case, drawn: dict[str, Any]) -> dict[str, Any]:
    """The decision with the tariff's own amount for the band agreed, or agreed as advised where there is none."""
    if drawn["kind"] != "agree_another_band":
        return drawn
    tariff = book.on(case.asked_on).values["tariff"].shape
    assert isinstance(tariff, Table)
    amount = tariff.cells.get((case.facts["setting"], drawn["band"]), REFER)
    if not isinstance(amount, int):
        plain = {name: value for name, value in drawn.items() if name != "band"}
        return plain | {"kind": "refer", "reason": "priced_individually"}
    return drawn | {"amount": pounds_text(amount)}


def _decide(session: Session, desk: Desk, case: Case, drawn: dict[str, Any]) -> None:
    if case.legal_basis == "tribunal_order" and drawn["kind"] not in ("refer", "defer_for_information"):
        drawn = {k: v for k, v in drawn.items() if k not in ("band", "amount")}
        drawn |= {
            "kind": "refer",
            "reason": "legal_question",
            "words": "The order goes to the officer who carries it out.",
        }
    session.flush()
    decide(session, desk, case.reference, case.version, read(schemas.NewDecision, drawn))


__all__ = ["NotEmpty", "seed"]
