"""Allocations kept and written to the ledger, on both databases: once, to the penny, and later only what differs."""

import copy
import datetime as dt
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.ledger.accounts import CONTINGENCY, partnership_code
from engine.opinions.network import Network
from panel_api import store
from panel_api.database import Database
from panel_api.errors import Trouble
from panel_api.models import AllocationRun, LedgerEntry
from panel_api.seed.allocations import YEARS, facts_of
from panel_api.seed.county import PARTNERSHIPS
from panel_api.services import award_money, posting
from panel_api.services.allocating import allocation_for
from panel_api.services.allocation_runs import NewRun, find_run, keep_run, kept_shares, opened_again, post_run
from panel_api.services.award_money import NewAward, NewTerm
from panel_api.services.desk import Desk
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from panel_api.store import Viewer
from tests.panel_api.databases import NOW, new_case

YEAR = 2026
FINANCE = Viewer("finance_officer", "f-1")


@pytest.fixture
def desk(database: Database, settings: Settings, shelf: Shelf, network: Network) -> Iterator[Desk]:
    """A finance officer's desk."""
    return Desk(database, shelf, network, lambda: NOW, viewer=FINANCE, settings=settings)


def run(session: Session, desk: Desk, reference: str, facts: dict[str, Any] | None = None) -> AllocationRun:
    return keep_run(session, desk, NewRun(reference, YEAR, "The year", facts or facts_of(YEAR)))


def allocated(session: Session) -> dict[str, int]:
    """What the ledger says was allocated, by account."""
    codes = [CONTINGENCY, *map(partnership_code, PARTNERSHIPS)]
    accounts = store.accounts_by_code(session, codes)
    return {code: store.figures(session, each.id, YEAR).allocated for code, each in accounts.items()}


def entries(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(LedgerEntry)) or 0


def with_more(name: str, fact: str, by: int) -> dict[str, Any]:
    facts = copy.deepcopy(facts_of(YEAR))
    facts["partnership"][name][fact] += by
    return facts


@pytest.mark.parametrize("year", YEARS)
def test_what_the_county_shares_out_is_the_whole_pot(year: int, shelf: Shelf) -> None:
    found = allocation_for(shelf, facts_of(year), dt.date(year, 4, 1))
    assert found.contingency * 20 == found.pot
    assert sum(found.partnerships.values()) + found.contingency == found.pot
    assert set(found.partnerships) == set(PARTNERSHIPS)


def test_a_kept_run_is_posted_once_and_whole(desk: Desk) -> None:
    with desk.database.writing() as session:
        run(session, desk, "L-1")
        assert entries(session) == 0, "keeping writes nothing to the ledger"
        shares = kept_shares(find_run(session, desk, "L-1").run)
        post_run(session, desk, "L-1")
        there = allocated(session)
        assert there.pop(CONTINGENCY) == shares.contingency
        assert there == {partnership_code(name): each for name, each in shares.partnerships.items()}
        assert sum(there.values()) + shares.contingency == shares.pot == 630_000_000
        assert set(session.scalars(select(LedgerEntry.source))) == {"L-1"}
    with desk.database.writing() as session, pytest.raises(Trouble) as refused:
        post_run(session, desk, "L-1")
    assert "in the ledger already" in refused.value.detail
    with desk.database.reading() as session:
        assert entries(session) == len(PARTNERSHIPS) + 1


def test_a_later_run_posts_only_what_differs_and_an_earlier_one_no_more(desk: Desk) -> None:
    with desk.database.writing() as session:
        run(session, desk, "L-1")
        run(session, desk, "L-2", with_more("Riverside", "level_5", 12))
        run(session, desk, "L-3", with_more("Riverside", "level_5", 12))
        post_run(session, desk, "L-1")
        first = allocated(session)
        post_run(session, desk, "L-2")
        second = allocated(session)
        before = entries(session)
        moved = {code: second[code] - first[code] for code in first if second[code] != first[code]}
        assert moved[partnership_code("Riverside")] > 0 and sum(moved.values()) == 0
        rows = session.execute(select(LedgerEntry.pence, LedgerEntry.words).where(LedgerEntry.source == "L-2")).all()
        assert sorted(row.pence for row in rows) == sorted(moved.values())
        assert {row.words for row in rows} == {"Correction of the allocation for 2026 to 2027, L-2"}
        post_run(session, desk, "L-3")
        assert entries(session) == before, "where nothing differs, nothing is written"
    with desk.database.writing() as session:
        run(session, desk, "L-4")
        run(session, desk, "L-5")
        post_run(session, desk, "L-5")
        with pytest.raises(Trouble) as refused:
            post_run(session, desk, "L-4")
        assert "A later allocation of that year, L-5" in refused.value.detail
        assert allocated(session) == first


def test_a_correction_never_takes_what_is_committed_and_is_whole_or_not_at_all(desk: Desk) -> None:
    with desk.database.writing() as session:
        run(session, desk, "L-1")
        post_run(session, desk, "L-1")
        code = partnership_code("Vale Edge")
        account = posting.account_of(session, code)
        everything = store.uncommitted(session, account.id, YEAR)
        posting.commit(session, desk, account.id, YEAR, everything, dt.date(2026, 9, 14), 7, "All of it")
        run(session, desk, "L-2", with_more("Riverside", "level_5", 12))
        before = allocated(session)
    with pytest.raises(Trouble) as refused, desk.database.writing() as session:
        post_run(session, desk, "L-2")
    assert "Vale Edge partnership has £0 uncommitted" in refused.value.detail
    with desk.database.reading() as session:
        assert allocated(session) == before
        assert find_run(session, desk, "L-2").posting is None


def test_first_calls_on_a_year_become_commitments_when_it_is_allocated(desk: Desk) -> None:
    with desk.database.writing() as session:
        run(session, desk, "L-1")
        post_run(session, desk, "L-1")
        code, day = partnership_code("Riverside"), dt.date(2026, 10, 1)
        term = NewTerm(code, from_day=day, pence_a_year=365_000, school="900001")
        asked = NewAward(term, statutory=False, case_id=new_case(session).id)
        award = award_money.begin_award(session, desk, asked, "Band 3")[0]
        cell = (posting.account_of(session, code).id, YEAR + 1)
        assert store.award_cells(session, award.id)[cell].called == 365_000
        keep_run(session, desk, NewRun("L-2", YEAR + 1, "The next year", facts_of(YEAR)))
        post_run(session, desk, "L-2")
        found = store.award_cells(session, award.id)[cell]
        assert (found.called, found.committed) == (0, 365_000)


def test_the_same_form_twice_is_kept_once_and_another_under_its_name_is_refused(desk: Desk) -> None:
    with desk.database.writing() as session:
        assert run(session, desk, "L-1").id == run(session, desk, "L-1").id
        with pytest.raises(Trouble) as refused:
            run(session, desk, "L-1", with_more("Riverside", "pupils", 1))
    assert refused.value.kind == "conflict"


def test_a_run_opens_again_as_it_was_though_the_scheme_has_changed(desk: Desk) -> None:
    with desk.database.writing() as session:
        kept = run(session, desk, "L-1")
        other = replace(desk, shelf=Shelf())
        book = other.shelf.book("partnership_allocation")
        other.shelf._books["partnership_allocation"] = replace(book, sha256="0" * 64, values={})
        again = opened_again(session, other, kept)
        assert {name: each.outcome["allocation"] for name, each in again.units.items()} == kept_shares(
            kept
        ).partnerships
        kept.result = {**kept.result, "contingency": "1.00"}
        with pytest.raises(Trouble) as refused, session.no_autoflush:
            opened_again(session, desk, kept)
        assert "does not come to what was kept" in refused.value.detail
        session.expire(kept)


@pytest.mark.parametrize(
    ("change", "kind", "says"),
    [
        ({"pupils": "many"}, "bad-input", "facts.partnership.Riverside.pupils"),
        ({"plans": 4}, "bad-input", "facts.partnership.Riverside.plans"),
        ({"level_3": 20_000}, "conflict", "cannot be shared out"),
    ],
)
def test_figures_that_cannot_be_shared_by_are_refused(desk: Desk, change: dict[str, Any], kind: str, says: str) -> None:
    facts = facts_of(YEAR)
    facts["partnership"]["Riverside"] |= change
    with desk.database.writing() as session, pytest.raises(Trouble) as refused:
        run(session, desk, "L-1", facts)
    assert refused.value.kind == kind
    assert says in " ".join([refused.value.detail, *(str(each.where) for each in refused.value.problems)])


def test_who_may_not_read_allocations_is_given_none(desk: Desk) -> None:
    with desk.database.writing() as session:
        run(session, desk, "L-1")
        with pytest.raises(Trouble) as refused:
            find_run(session, replace(desk, viewer=Viewer("school", "s", school="1")), "L-1")
    assert refused.value.kind == "not-found"


def test_two_who_confirm_at_once_write_it_once(desk: Desk) -> None:
    with desk.database.writing() as session:
        posting.open_accounts(session, desk, PARTNERSHIPS)
        run(session, desk, "L-1")
    together = threading.Barrier(4)

    def confirm(_: int) -> str:
        together.wait()
        try:
            with desk.database.writing() as session:
                post_run(session, desk, "L-1")
        except Trouble as trouble:
            return trouble.detail
        return "posted"

    with ThreadPoolExecutor(4) as pool:
        told = sorted(pool.map(confirm, range(4)))
    assert told.count("posted") == 1 and sum("in the ledger already" in each for each in told) == 3, told
    with desk.database.reading() as session:
        assert entries(session) == len(PARTNERSHIPS) + 1
