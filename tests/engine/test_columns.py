"""Columns are the evaluator: on random rulebooks and answers, on every shipped rulebook and its worked cases."""

import datetime as dt
import random
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from engine.facts import Fact
from engine.language.loading import load_folder, load_text
from engine.problems import Complaints
from engine.proof.cases import read_cases
from engine.rulebook import Rulebook
from engine.values import NONE, Value
from panel_api.content import rules_dir
from tests.engine.columns_held import differences
from tests.engine.strategies import Case, cases, fit_texts

RANDOM = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
SHIPPED = sorted(each.parent.name for each in rules_dir().glob("*/rulebook.yaml"))
ONE_BY_ONE = [name for name in SHIPPED if name != "partnership_allocation"]


def answered(fact: Fact, chance: random.Random) -> Value:
    kind, least, most = fact.type.kind, int(fact.least or 0), int(fact.most or 0)
    if fact.type.maybe_none and chance.random() < 0.2:
        return NONE
    if kind in ("whole", "money"):
        return chance.randint(least, min(most, least + chance.choice([3, 20, 1000, 10**7])))
    if kind in ("number", "percent"):
        return Decimal(chance.randint(least * 10**fact.places, most * 10**fact.places)).scaleb(-fact.places)
    if kind == "date":
        return dt.date(2022, 1, 1) + dt.timedelta(days=chance.randint(0, 2000))
    if kind == "yes_no":
        return chance.random() < 0.5
    if kind == "choice":
        return chance.choice(fact.type.options)
    several = chance.sample(fact.type.options, chance.randint(0, most or len(fact.type.options)))
    return tuple(several) if kind == "ranked" else frozenset(several)


def random_answers(book: Rulebook, chance: random.Random) -> dict[str, Value]:
    """Answers to a rulebook, about one in eight left out."""
    return {name: answered(fact, chance) for name, fact in book.facts.items() if chance.random() < 0.875}


def worked_cases(folder: Path, book: Rulebook) -> Mapping[dt.date, list[Mapping[str, Value]]]:
    complaints = Complaints()
    found: dict[dt.date, list[Mapping[str, Value]]] = {}
    for case in read_cases(book, (folder / "cases.yaml").read_text("utf-8"), "cases.yaml", complaints):
        if book.in_force.holds(case.day):
            found.setdefault(case.day, []).append(case.units[""])
    complaints.raise_if_any()
    return found


@settings(RANDOM, max_examples=60)
@given(case=cases(most_answers=5))
def test_columns_are_the_evaluator_on_random_rulebooks(case: Case) -> None:
    assert differences(case.book, case.day, case.answers) == []


@pytest.mark.soak
@settings(RANDOM)
@given(case=cases(most_rules=10, most_answers=12))
def test_columns_are_the_evaluator_at_length(case: Case) -> None:
    assert differences(case.book, case.day, case.answers) == []


@settings(RANDOM, max_examples=15)
@given(text=fit_texts())
def test_columns_are_the_evaluator_on_rulebooks_of_fit(text: str) -> None:
    book, chance = load_text(text), random.Random(7)
    assert differences(book, dt.date(2026, 9, 14), [random_answers(book, chance) for _ in range(8)]) == []


@pytest.mark.parametrize("name", ONE_BY_ONE)
def test_columns_are_the_evaluator_on_every_worked_case(name: str) -> None:
    book = load_folder(rules_dir() / name)
    for day, answers in worked_cases(rules_dir() / name, book).items():
        assert differences(book, day, answers) == []


@pytest.mark.parametrize("name", ONE_BY_ONE)
def test_columns_are_the_evaluator_on_every_stretch_of_days(name: str) -> None:
    book, chance = load_folder(rules_dir() / name), random.Random(11)
    for day in book.turning_days:
        assert differences(book, day, [random_answers(book, chance) for _ in range(40)]) == []


@pytest.mark.soak
def test_columns_are_the_evaluator_on_four_thousand_requests() -> None:
    book, chance = load_folder(rules_dir() / "county_top_up"), random.Random(4000)
    answers = [random_answers(book, chance) for _ in range(4000)]
    assert differences(book, dt.date(2026, 9, 14), answers) == []
