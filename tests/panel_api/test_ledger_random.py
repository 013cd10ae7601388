"""Random entries of every kind, refused ones too, through the ledger and through the naive model: no difference."""

import datetime as dt
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from engine.ledger import entries
from engine.ledger.figures import MEASURES, Figures
from panel_api import store
from panel_api.database import WRITES, Database
from panel_api.errors import Trouble
from panel_api.services import posting
from panel_api.services.desk import Desk
from tests.panel_api.databases import NOW
from tests.panel_api.ledger_naive import EITHER_SIGN, Naive, parts_of
from tests.panel_api.ledger_support import ALLOCATED, NORTH, SOUTH, YEAR, ledger_desk

CODES = (NORTH, SOUTH, "contingency", "plans_mainstream")
YEARS, AWARDS = (YEAR, YEAR + 1, YEAR + 2), (1, 2, 3)
DAYS = st.dates(dt.date(YEAR, 3, 30), dt.date(YEAR + 2, 4, 2))
OF_AWARD = ("commit", "call", "pay", "pay_by_host", "release", "recover", "claim", "receive")
KINDS = (*2 * ("allocate", "hand_over", "commit", *OF_AWARD), *3 * ("vire", "carry_forward", "reverse", "run"), "close")
BASES = ("nothing", "uncommitted", "outstanding", "paid", "handed", "a little", "a lot")

T = TypeVar("T")


@dataclass(frozen=True)
class Step:
    """One entry to try. basis, change: its pence, as what is there now and a few more. seconds: the clock moves.

    back: below nothing, where a kind may be.
    """

    kind: str
    account: int
    other: int
    year: int
    award: int
    day: dt.date
    basis: str
    change: int
    seconds: int
    back: bool


CHANGES = st.sampled_from((0, 0, 0, 1, -1, -7_000))
STEPS = st.builds(
    Step,
    st.sampled_from(KINDS),
    st.sampled_from(range(4)),
    st.sampled_from(range(1, 4)),
    st.sampled_from((YEAR, YEAR, YEAR, YEAR + 1)),
    st.sampled_from(AWARDS),
    DAYS,
    st.sampled_from(BASES),
    CHANGES,
    st.sampled_from((0, 1, 60, 86_400, -3_600)),
    st.booleans(),
)


class Both:
    """The ledger and the model, side by side, in one transaction that is never kept."""

    def __init__(self, session: Session, desk: Desk) -> None:
        self.session, self.now = session, NOW
        self.desk = replace(desk, clock=lambda: self.now)
        self.accounts = [posting.account_of(session, code) for code in CODES]
        self.numbers = [each.id for each in self.accounts]
        self.naive = Naive({each.id for each in self.accounts if each.may_overspend})
        for place in (0, 1):
            parts = parts_of("allocate", self.numbers[place], 0, YEAR, ALLOCATED, dt.date(YEAR, 4, 1), 0)
            self.naive.keep(place + 1, "allocate", ALLOCATED, parts, NOW)

    def pence(self, step: Step, account: int) -> int:
        """What a step moves: around what is there, where refusals begin."""
        cell = (account, step.year)
        where = {"account": account, "year": step.year}
        there = {
            "nothing": 0,
            "uncommitted": self.naive.uncommitted(cell),
            "outstanding": self.naive.outstanding(cell, step.award),
            "paid": self.naive.total("paid", award=step.award, **where),
            "handed": self.naive.total("handed", **where),
            "a little": 12_345,
            "a lot": 9_000_000,
        }
        pence = there[step.basis] + step.change
        return -pence if step.back and step.kind in EITHER_SIGN else pence

    def take(self, step: Step) -> None:
        """Try one step on both. Raises AssertionError where they differ."""
        self.now += dt.timedelta(seconds=step.seconds)
        account = self.numbers[step.account]
        if step.kind == "close":
            self.accounts[step.account].closed_through = self.naive.closed[account] = YEAR
            self.session.flush()
        elif step.kind == "reverse":
            self.reverse(step)
        elif step.kind == "run":
            self.run(step, account)
        else:
            other = self.numbers[(step.account + step.other) % 4]
            pence = self.pence(step, account)
            parts = parts_of(step.kind, account, other, step.year, pence, step.day, step.award)
            reasons = self.naive.refusals(step.kind.removesuffix("_by_host"), pence, parts)
            posted = self.held_against(reasons, lambda: self.post(step, account, other, pence))
            if posted is not None:
                self.naive.keep(posted.number, step.kind, pence, parts, self.now)
                self.left_is_true(posted)

    def reverse(self, step: Step) -> None:
        """Take back one of the entries there are, or one that there is not."""
        chosen = (step.account * 7 + step.other * 3 + step.award + step.day.day) % (len(self.naive.entries) + 1)
        number = [*sorted(self.naive.entries), 10**6][chosen]
        kind, pence, _ = self.naive.entries.get(number, ("", 0, []))
        if not kind:
            reasons = {"unknown"}
        elif kind == "reverse" or number in self.naive.reversed:
            reasons = {"once"}
        else:
            parts = self.naive.parts_of_reversal(number, step.day)
            reasons = self.naive.refusals("reverse", -pence, parts)
        posted = self.held_against(
            reasons, lambda: posting.reverse(self.session, self.desk, number, step.day, "A mistake")
        )
        if posted is not None:
            self.naive.reversed.add(number)
            self.naive.keep(posted.number, "reverse", -pence, parts, self.now)
            self.left_is_true(posted)

    def run(self, step: Step, account: int) -> None:
        """A payment run: an entry for each award, all of them or none."""
        pence = max(1, abs(self.pence(step, account)) // 2)
        kinds = [("pay", "pay_by_host", "recover")[(step.other + place) % 3] for place in range(len(AWARDS))]
        parts = [
            parts_of(kind, account, 0, step.year, pence, step.day, award)
            for kind, award in zip(kinds, AWARDS, strict=True)
        ]
        cell, day = (account, step.year), step.day
        new = [
            store.NewEntry(
                kind.removesuffix("_by_host"),
                pence,
                entries.recover(*cell, pence, day, award)
                if kind == "recover"
                else entries.pay(*cell, pence, day, award, by_host=kind == "pay_by_host"),
                "Run",
                {"award_id": award},
            )
            for kind, award in zip(kinds, AWARDS, strict=True)
        ]
        reasons = self.naive.refusals("pay", pence, [part for each in parts for part in each])
        numbers = self.held_against(reasons, lambda: posting.post_all(self.session, self.desk, new))
        for number, kind, of_entry in zip(numbers or (), kinds, parts, strict=bool(numbers)):
            self.naive.keep(number, kind, pence, of_entry, self.now)

    def post(self, step: Step, account: int, other: int, pence: int) -> posting.Posted:
        """The step through the real ledger."""
        session, desk, year, day, words = self.session, self.desk, step.year, step.day, "Invented"
        if step.kind == "allocate":
            return posting.allocate(session, desk, CODES[step.account], year, pence, day, words)
        if step.kind == "hand_over":
            return posting.hand_over(session, desk, account, year, pence, day, words)
        if step.kind == "vire":
            return posting.post(session, desk, "vire", pence, entries.vire(account, other, year, pence, day), words)
        if step.kind == "carry_forward":
            lines = entries.carry_forward(account, year, pence, dt.date(year + 1, 3, 31), dt.date(year + 1, 4, 1))
            return posting.post(session, desk, "carry_forward", pence, lines, words)
        if step.kind == "call":
            lines = entries.call(account, year, pence, day, step.award)
            return posting.post(session, desk, "call", pence, lines, words, award=step.award)
        of_award = (account, year, pence, day, step.award, words)
        if step.kind in ("claim", "receive"):
            return posting.income(session, desk, step.kind, *of_award)
        if step.kind == "pay_by_host":
            return posting.pay(session, desk, *of_award, by_host=True)
        verbs = {"commit": posting.commit, "pay": posting.pay, "release": posting.release, "recover": posting.recover}
        return verbs[step.kind](session, desk, *of_award)

    def held_against(self, reasons: set[str], post: Callable[[], T]) -> T | None:
        """Do it; what is refused must be refused by both, for a reason the model has, with the model's figures."""
        try:
            posted = post()
        except Trouble as trouble:
            event(f"refused: {trouble.kind}")
            assert reasons, f"the ledger alone refuses: {trouble}"
            wanted = {"amount": "bad-input", "unknown": "not-found"}
            assert trouble.kind in {wanted.get(each, "conflict") for each in reasons}
            if "uncommitted_pence" in trouble.more:
                more = trouble.more
                account = posting.account_of(self.session, str(more["account"])).id
                assert f"short of {more['wanted_pence']} with {more['uncommitted_pence']} in {account}" in reasons
            return None
        assert not reasons, f"the model alone refuses: {reasons}"
        return posted

    def left_is_true(self, posted: posting.Posted) -> None:
        """What a posting says is left is what both say is left."""
        for cell, left in posted.uncommitted.items():
            assert left == self.naive.uncommitted(cell) == store.uncommitted(self.session, *cell)

    def compare(self) -> None:
        """Every account, year, month and award, now and at each moment that something was written."""
        for account in self.numbers:
            for year in YEARS:
                where = {"account": account, "year": year}
                self.compare_cell(account, year)
                for moment in sorted({line["at"] for line in self.naive.lines if line["account"] == account}):
                    for known in (moment, moment - dt.timedelta(microseconds=1)):
                        real = store.figures(self.session, account, year, known)
                        assert real == Figures(*(self.naive.total(each, known, **where) for each in MEASURES)), known
        for award in AWARDS:
            cells = store.award_cells(self.session, award)
            for (account, year), real in cells.items():
                where = {"account": account, "year": year, "award": award}
                assert real == Figures(*(self.naive.total(each, **where) for each in MEASURES))
            written = {(line["account"], line["year"]) for line in self.naive.lines if line["award"] == award}
            assert cells.keys() == written

    def compare_cell(self, account: int, year: int) -> None:
        """One account's year as it is: the figures, and months that add up to them."""
        where = {"account": account, "year": year}
        real = store.figures(self.session, account, year)
        assert real == Figures(*(self.naive.total(each, **where) for each in MEASURES))
        assert real.uncommitted == self.naive.uncommitted((account, year))
        for each in store.month_sums(self.session, account, year):
            assert each.pence == self.naive.total(each.measure, month=each.month, **where)


@contextmanager
def never_kept(database: Database) -> Iterator[Session]:
    """A session that writes, and whose work is thrown away."""
    with (
        database.engine.connect().execution_options(**{WRITES: True}) as connection,
        Session(connection, expire_on_commit=False) as session,
    ):
        yield session
        session.rollback()


def run(desk: Desk, examples: int, most: int) -> None:
    """Hypothesis tries so many sequences of up to so many steps."""

    @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
    @given(st.lists(STEPS, min_size=most // 2, max_size=most))
    def sequences(steps: list[Step]) -> None:
        with never_kept(desk.database) as session:
            both = Both(session, desk)
            for step in steps:
                both.take(step)
            both.compare()

    sequences()


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """A desk whose ledger has two allocations."""
    yield from ledger_desk(database)


def test_the_ledger_and_the_naive_model_never_differ(desk: Desk) -> None:
    run(desk, 70 if desk.database.engine.dialect.name == "sqlite" else 12, 30)


@pytest.mark.soak
def test_nor_do_they_in_long_runs(desk: Desk) -> None:
    assert os.environ.get("EVENHAND_SOAK") == "1"
    run(desk, 400, 100)
