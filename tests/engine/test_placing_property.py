"""What holds of every fit rulebook, child and place: an unknown is never a no, and money moves only the order."""

import datetime as dt
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.assessing import assess
from engine.language.loading import load_folder, load_text
from engine.opinions.network import Network
from engine.placing.fit import FITS, Place, Verdict, confirm_fit, fit_all, fits
from engine.placing.ordering import ordered
from engine.proof.fitting import hard_rules
from engine.rulebook import Rulebook
from engine.values import Value
from tests.engine.random_expressions import Draw
from tests.engine.strategies import DAYS, answers_to, fit_texts, values_of

QUICK = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], max_examples=25)
LONG = settings(QUICK, max_examples=2_000)
MONEY = ("additional_cost", "full_cost")
Answers = dict[str, Value]


@cache
def shipped() -> Rulebook:
    return load_folder(Path(__file__).resolve().parents[2] / "rules" / "place_fit")


@dataclass(frozen=True)
class Asked:
    """A rulebook, a day, a child and some places. Shown as the text it came from."""

    book: Rulebook
    day: dt.date
    child: Answers
    places: list[Place]

    def __repr__(self) -> str:
        return f"{self.book.text}\n# {self.day} {self.child}\n# {self.places}"

    def verdicts(self) -> list[Verdict]:
        return fit_all(self.book, self.child, self.places, self.day)

    def answers(self, place: Place) -> Answers:
        """The child's own answers and the place's own, as `evenhand assess` would be given them."""
        of_place = {name for name, fact in self.book.facts.items() if fact.of == "place"}
        known = {name: each for name, each in self.child.items() if name not in of_place}
        return known | {name: each for name, each in place.answers.items() if name in of_place}


@st.composite
def asked(draw: Draw, books: st.SearchStrategy[Rulebook], most: int = 4) -> Asked:
    book = draw(books)
    several = [Place(f"{n}", draw(answers_to(book))) for n in range(draw(st.integers(1, most)))]
    return Asked(book, draw(st.sampled_from(DAYS)), draw(answers_to(book)), several)


SHIPPED = asked(st.builds(shipped))
ANY = st.one_of(SHIPPED, asked(fit_texts().map(load_text)))


def in_order(case: Asked, places: list[Place], wished: Mapping[str, int]) -> list[str]:
    found = fit_all(case.book, case.child, places, case.day)
    return [v.code for v in ordered(case.book, found, lambda v: v, lambda v: "Alike", lambda v: wished.get(v.code))]


def never_a_no(case: Asked, blanked: frozenset[str]) -> None:
    def without(answers: Mapping[str, Value]) -> Answers:
        return {name: each for name, each in answers.items() if name not in blanked}

    places = [Place(place.code, without(place.answers)) for place in case.places]
    fewer = fit_all(case.book, without(case.child), places, case.day)
    for before, after in zip(case.verdicts(), fewer, strict=True):
        assert after.fit in (before.fit, "unknown")
        for reason, less in zip(before.reasons, after.reasons, strict=True):
            assert less.truth in (reason.truth, None)
        if after.fit == "unknown" and before.fit != "unknown":
            assert {question.fact for question in after.questions if question.hard} & blanked


def place_by_place(case: Asked) -> None:
    hard = hard_rules(case.book)
    assert fits(case.book, case.child, case.places, case.day) == [verdict.fit for verdict in case.verdicts()]
    for place, verdict in zip(case.places, case.verdicts(), strict=True):
        whole = assess(case.book, case.answers(place), case.day)
        assert whole.evaluation
        truth = whole.outcome["suits"]
        assert truth is None or isinstance(truth, bool)
        assert verdict.fit == FITS[truth]
        assert {reason.rule: reason.truth for reason in verdict.reasons} == whole.evaluation.rule_truths
        assert verdict.keys == whole.evaluation.order_keys
        truths = [reason.truth for reason in verdict.reasons if reason.hard]
        assert {reason.rule for reason in verdict.reasons if reason.hard} == hard
        assert truth is (False if False in truths else None if None in truths else True)


def money_moves_nothing(case: Asked, cost: int) -> None:
    """Whatever a place costs, or where nobody knows: the same verdict for the same reasons, and the same questions."""

    def with_money(change: Callable[[Answers], Answers]) -> list[tuple[object, ...]]:
        places = [Place(place.code, change(dict(place.answers))) for place in case.places]
        return [(v.fit, v.reasons, v.questions) for v in fit_all(case.book, case.child, places, case.day)]

    without = with_money(lambda known: {name: each for name, each in known.items() if name not in MONEY})
    assert with_money(lambda known: known) == without
    assert with_money(lambda known: known | dict.fromkeys(MONEY, cost)) == without


def one_order(case: Asked, seed: int) -> None:
    """A total order, the same from whatever order, and what sorting by one declared key after another gives."""
    mixed = case.places.copy()
    random.Random(seed).shuffle(mixed)
    wished = {place.code: n for n, place in enumerate(mixed[: seed % 3])}
    found = in_order(case, case.places, wished)
    assert found == in_order(case, mixed, wished)
    assert sorted(found) == sorted(place.code for place in case.places)
    verdicts = {v.code: v for v in case.verdicts()}
    naive = sorted(verdicts)
    for position, step in reversed(list(enumerate(case.book.order.values()))):
        kind, options = step.node.type.kind, step.node.type.options
        known = [code for code in naive if verdicts[code].keys[position] is not None]
        known.sort(
            key=lambda code: (  # type: ignore[return-value]
                options.index(str(verdicts[code].keys[position]))
                if kind == "choice"
                else verdicts[code].keys[position] is False
                if kind == "yes_no"
                else verdicts[code].keys[position]
            )
        )
        naive = known + [code for code in naive if code not in known]
    naive.sort(key=lambda code: ["yes", "unknown", "no"].index(verdicts[code].fit))
    assert found == list(wished) + [code for code in naive if code not in wished]


@QUICK
@given(ANY, st.data())
def test_an_unknown_never_becomes_a_no(case: Asked, data: st.DataObject) -> None:
    never_a_no(case, data.draw(st.frozensets(st.sampled_from(sorted(case.book.facts) or ["nothing"]))))


@QUICK
@given(ANY)
def test_one_pass_finds_what_assessing_place_by_place_finds(case: Asked) -> None:
    place_by_place(case)


@QUICK
@given(SHIPPED, st.integers(0, 500_000_000))
def test_money_changes_no_verdict_no_reason_and_no_question(case: Asked, cost: int) -> None:
    money_moves_nothing(case, cost)


@QUICK
@given(ANY, st.integers(0, 10_000))
def test_the_order_is_one_and_follows_the_declared_keys(case: Asked, seed: int) -> None:
    one_order(case, seed)


@QUICK
@given(SHIPPED, st.data())
def test_a_nearer_place_that_suits_never_takes_another_away(case: Asked, data: st.DataObject) -> None:
    nearer = Place(
        "nearer", {name: data.draw(values_of(fact)) for name, fact in case.book.facts.items()} | {"miles": 0}
    )
    more = fit_all(case.book, case.child, [*case.places, nearer], case.day)
    assert more[:-1] == case.verdicts()
    assert [code for code in in_order(case, [nearer, *case.places], {}) if code != "nearer"] == in_order(
        case, case.places, {}
    )


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with Network(timeout=20, compile_timeout=60) as made:
        yield made


@QUICK
@given(case=ANY)
def test_both_second_opinions_agree(case: Asked, network: Network) -> None:
    assert confirm_fit(case.book, case.child, case.places, case.day, network)[0] == case.verdicts()


@pytest.mark.soak
@LONG
@given(ANY, st.data(), st.integers(0, 10_000))
def test_many_more_rulebooks_children_and_places(case: Asked, data: st.DataObject, seed: int) -> None:
    never_a_no(case, data.draw(st.frozensets(st.sampled_from(sorted(case.book.facts) or ["nothing"]))))
    place_by_place(case)
    one_order(case, seed)
    if case.book is shipped():
        money_moves_nothing(case, seed * 100)


@pytest.mark.soak
@LONG
@given(case=ANY)
def test_both_second_opinions_agree_on_many_more(case: Asked, network: Network) -> None:
    assert confirm_fit(case.book, case.child, case.places, case.day, network)[0] == case.verdicts()
