"""What-if: equal to a plain loop with the evaluator, its parts add up to the penny, and no order of rows matters."""

import datetime as dt
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.columns.held import CannotHold
from engine.language.loading import load_folder, load_text
from engine.rulebook import Rulebook
from engine.whatif.asked import Change, Protection, Spec
from engine.whatif.document import Document
from engine.whatif.runs import what_if
from panel_api.content import rules_dir
from tests.engine import whatif_naive as naive
from tests.engine.strategies import DAYS, answers_to, rulebook_texts
from tests.engine.whatif_naive import likely, row_of

DAY = dt.date(2026, 9, 14)
RANDOM = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
COUNTY = load_folder(rules_dir() / "county_top_up")
CHANGES = (
    ("3: £4680,", "3: £4820,"),
    ("5: £11150}", "5: £10900.01}"),
    ("30: 3, 40: 4", "27: 3, 41: 4"),
    ("hearing >= 2 and vision >= 2 else 0", "hearing >= 2 and vision >= 3 else 0"),
    ('when: "points >= exceptional_from"', 'when: "points >= exceptional_from - 8"'),
    ("counts: days}", "counts: months}"),
    ("is: 20}\n\n  tariff", "is: 12}\n\n  tariff"),
    ("{0: 0, 1: 1, 2: 2, 3: 3, 4: 5}", "{0: 0, 1: 1, 2: 2, 3: 4, 4: 6}"),
    ("{0: 0, 1: 2, 2: 4, 3: 6, 4: 10}", "{0: 0, 1: 2, 2: 4, 3: 7, 4: 9}"),
    ('then: return\n    met: "A need is', 'then: flag\n    met: "A need is'),
    ("    route: school", "    route: partnership"),
)


def changed(*pairs: tuple[str, str], book: Rulebook = COUNTY) -> Rulebook:
    """The book with some of its text written otherwise."""
    text = book.text
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return load_text(text, book.vocabulary_text)


def run(rows: list[naive.Row], before: Rulebook, after: Rulebook, day: dt.date = DAY, **more: object) -> Document:
    spec = Spec(day, protection=Protection(True, 3, 10, 500_00), **more)  # type: ignore[arg-type]
    return what_if(rows, [Change(before.name, before, after)], spec)


PAID = ("pay", "pay + pay", "pay if day < '2026-09-01' else pay + pay")


def paying(text: str, amount: str) -> Rulebook:
    """A random rulebook that gives money too."""
    value = "  pay:\n    - {from: 2026-04-01, source: policy, is: £3}\n"
    text = text.replace("values:\n", "values:\n" + value) if "values:\n" in text else text
    if value not in text:
        text = text.replace("outcome:\n", f"values:\n{value}outcome:\n")
    return load_text(text + f'  amount: "{amount}"\n')


def adds_up(document: Document) -> None:
    for name, group in document.groups.items():
        assert sum(getattr(each, name) for each in document.why) == group.compared.difference
        moved = group.rising.pounds - group.falling.pounds
        assert moved == group.compared.difference
    assert sum(each.pounds for each in document.why) == document.moved.difference
    for lines in document.by.values():
        if lines is not document.by["school"]:
            assert sum(each.difference for each in lines) == document.moved.difference
    ends = [flow for group in document.groups.values() for flow in group.statuses if flow.before != flow.after]
    attributed = [flow for each in document.why for flow in each.statuses]
    assert sum(flow.cases for flow in ends) == sum(flow.cases for flow in attributed)


@pytest.mark.parametrize("seed", range(2))
def test_the_county_comes_to_what_a_plain_loop_does_and_adds_up(seed: int) -> None:
    chance = random.Random(seed)
    after = changed(CHANGES[0], *chance.sample(CHANGES[1:], 2 + 6 * seed))
    rows = [row_of(n, COUNTY, likely(COUNTY, chance), chance, DAY) for n in range(110)]
    document = run(rows, COUNTY, after)
    assert document.as_json()["groups"] == naive.groups(rows, COUNTY, after, DAY)
    adds_up(document)
    assert document.moved.cases > 10
    chance.shuffle(rows)
    assert run(rows, COUNTY, after) == document


@settings(RANDOM, max_examples=12)
@given(st.data())
def test_any_two_texts_come_to_what_a_plain_loop_does_and_add_up(data: st.DataObject) -> None:
    before, after = (paying(data.draw(rulebook_texts()), data.draw(st.sampled_from(PAID))) for _ in range(2))
    day = data.draw(st.sampled_from(DAYS))
    chance = random.Random(data.draw(st.integers(0, 9)))
    rows = []
    for case in range(4):
        book = data.draw(st.sampled_from((before, after)))
        rows.append(row_of(case, book, data.draw(answers_to(book)), chance, day))
    try:
        document = run(rows, before, after, day)
    except CannotHold:
        return
    assert document.as_json()["groups"] == naive.groups(rows, before, after, day)
    adds_up(document)
