"""Loads the invented county into a database that holds no case yet, with helper processes and one writer.

Into SQLite it is built beside the database and put in its place whole, so that an interrupted run leaves
nothing half done. Into PostgreSQL it goes only where there is no case yet.
"""

import datetime as dt
import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random
from typing import Final

from sqlalchemy.orm import Session

from engine.open_figures.parts import Month
from engine.opinions.network import Network
from engine.recording.records import Person
from panel_api import store
from panel_api.database import Database, database_url, open_database
from panel_api.migrating import migrate
from panel_api.seed.accounts import keep_accounts
from panel_api.seed.asked import ask_what_is_held
from panel_api.seed.audited import audit
from panel_api.seed.awarded import END, FIRST
from panel_api.seed.county import schools
from panel_api.seed.equal import report_equity
from panel_api.seed.kept import keep_from_before
from panel_api.seed.moderated import moderate
from panel_api.seed.monitored import monitor
from panel_api.seed.people import demo_accounts
from panel_api.seed.placed import place, place_decided
from panel_api.seed.proposed import put_forward
from panel_api.seed.provided import provide
from panel_api.seed.requests import draw_day, sittings
from panel_api.seed.sat import sit
from panel_api.seed.sought import look_everywhere, seek
from panel_api.seed.through import RULEBOOK, SEED, Work
from panel_api.seed.tried import try_out
from panel_api.services.desk import Desk
from panel_api.services.open_figures import publish_months
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from panel_api.store.bulk import Finished
from panel_api.store.invented import independent_schools

REQUESTS: Final = 4000
BATCH: Final = 100
CLERK: Final = Person("caseworker", "invented-caseworker-1")
Progress = Callable[[int, int], None]


class NotEmpty(Exception):  # noqa: N818
    """The database holds cases already: an invented county is never mixed with anything."""


def seed(settings: Settings, progress: Progress, requests: int = REQUESTS) -> int:
    """Load the county; how many requests there are. `progress` hears (done, of) as it goes. Raises NotEmpty."""
    url = database_url(settings.database_url)
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
    database, shelf = open_database(settings), Shelf(settings.rules)
    try:
        last = _keep_requests(database, shelf, progress, requests, SEED)
        with database.writing() as session:
            session.add_all(demo_accounts(schools(Random(SEED)), _moment(last)))
            session.flush()
            waiting = _keep_provision(session, shelf, SEED)
            desk = _keep_money(session, database, shelf, SEED)
            place_decided(session, desk)
            look_everywhere(session, desk, waiting)
            publish_months(session, desk, Month(END.year, END.month))
            moderate(session, database, shelf, RULEBOOK, SEED)
            monitor(session, _moment(END), SEED)
            sit(session, database, shelf)
            put_forward(session, database, shelf, RULEBOOK)
            audit(session, database, shelf, SEED)
            ask_what_is_held(session, database, shelf)
            keep_from_before(session, desk, RULEBOOK)
        try_out(database, shelf)
        report_equity(database, shelf, RULEBOOK, FIRST, END)
    finally:
        database.engine.dispose()
    return requests


def seed_money(settings: Settings, requests: int, number: int) -> None:
    """The requests, decisions and ledger alone, drawn from any number, into an empty database: to try forecasts on."""
    migrate(settings)
    database, shelf = open_database(settings), Shelf(settings.rules)
    try:
        _keep_requests(database, shelf, lambda _done, _of: None, requests, number)
        with database.writing() as session:
            _keep_money(session, database, shelf, number)
    finally:
        database.engine.dispose()


def _keep_requests(database: Database, shelf: Shelf, progress: Progress, requests: int, number: int) -> dt.date:
    """Keep every request as far as it came; the day of the last."""
    random, book = Random(number), shelf.book(RULEBOOK)
    days = sorted(draw_day(random) for _ in range(requests))
    starts = range(0, requests, BATCH)
    with _helpers(number) as pool:
        times = list(zip(days, sittings(days), strict=True))
        done = pool.map(_finish, starts, [times[start : start + BATCH] for start in starts])
        for start, batch in zip(starts, done, strict=True):
            with database.writing() as session:
                store.keep_rulebook(session, book.name, book.text, book.vocabulary_text, _moment(days[0]))
                store.add_finished(session, batch, CLERK)
            progress(start + len(batch), requests)
    return days[-1]


def _keep_money(session: Session, database: Database, shelf: Shelf, number: int) -> Desk:
    desk = Desk(database, shelf, Network(), lambda: _moment(END))
    keep_accounts(session, desk, schools(Random(number)), RULEBOOK)
    return desk


def _keep_provision(session: Session, shelf: Shelf, number: int) -> list[str]:
    """The directory, where children are placed, and what places are sought; the cases that wait for one."""
    fit = next((book for book in shelf.books() if book.decides == "fit"), None)
    offers = fit.facts["offers"].type.options if fit and "offers" in fit.facts else ()
    provide(session, _moment(END), schools(Random(number)), [str(each) for each in offers], number)
    place(session, _moment(END), independent_schools(session), number)
    own = shelf.book(RULEBOOK).facts
    return seek(
        session, [each for each in (fit.facts if fit else {}).values() if each.of == "child" and each.name not in own]
    )


def _helpers(number: int) -> ProcessPoolExecutor:
    """One process a processor; started afresh, since a fork would share the database and the network."""
    count = min(4, os.cpu_count() or 1)
    return ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), _begin, (number,))


_work: Work | None = None


def _begin(number: int) -> None:
    global _work  # noqa: PLW0603 - a helper process has one desk for all its batches
    _work = Work(number)


def _finish(first: int, times: Sequence[tuple[dt.date, dt.datetime]]) -> list[Finished]:
    assert _work is not None
    return _work.finish(first, times)


def _moment(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, 9, tzinfo=dt.UTC)
