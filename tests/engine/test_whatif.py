"""What-if: equal to a plain loop with the evaluator, its parts add up to the penny, and no order of rows matters."""

import datetime as dt
import random
import re
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.language.loading import load_folder, load_text
from engine.problems import Refused
from engine.recording.canonical import canonical_bytes
from engine.rulebook import Rulebook
from engine.whatif.asked import Change, Protection, Spec
from engine.whatif.document import Document
from engine.whatif.frames import asks_of, known_of
from engine.whatif.results import CaseResult
from engine.whatif.runs import finished, part_of, prepared, what_if, what_if_in_columns
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


NUMBER = re.compile(r"(?<=[ (])[0-9]+(?=[ ,)'])|(?<=: )[0-9]+(?=\\n)")


def altered(text: str, chance: random.Random) -> str:
    """A random rulebook with some numbers, rounding, kinds of rule or tests in it written otherwise."""
    head, at, rest = text.partition("values:" if "values:" in text else "outcome:")
    rest = NUMBER.sub(
        lambda n: str(int(n.group()) + chance.randint(1, 3)) if chance.random() < 0.4 else n.group(), rest
    )
    for old, new in (
        (" < ", " <= "),
        (" and ", " or "),
        ("then: refer", "then: flag"),
        ("yes:", "no:"),
        ("max(", "min("),
    ):
        if chance.random() < 0.5:
            rest = rest.replace(old, new)
    return head.replace("rounding: up", "rounding: down") + at + rest


def pair(data: st.DataObject) -> tuple[Rulebook, Rulebook]:
    """Two texts: one and the same altered, or where that cannot be read two that have little in common."""
    text = data.draw(rulebook_texts(outcome=("money", "number")))
    chance = random.Random(data.draw(st.integers(0, 99)))
    before = load_text(text)
    try:
        return before, load_text(altered(text, chance))
    except Refused:
        return before, load_text(data.draw(rulebook_texts(outcome=("money", "choice"))))


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
    assert document.moved.cases >= 5
    chance.shuffle(rows)
    assert run(rows, COUNTY, after) == document


def any_two_texts(data: st.DataObject) -> None:
    before, after = pair(data)
    day = data.draw(st.sampled_from(DAYS))
    chance = random.Random(data.draw(st.integers(0, 9)))
    rows = []
    for case in range(6):
        book = data.draw(st.sampled_from((before, before, after)))
        rows.append(row_of(case, book, data.draw(answers_to(book)), chance, day))
    document = run(rows, before, after, day)
    assert document.as_json()["groups"] == naive.groups(rows, before, after, day)
    adds_up(document)


@settings(RANDOM, max_examples=12)
@given(st.data())
def test_any_two_texts_come_to_what_a_plain_loop_does_and_add_up(data: st.DataObject) -> None:
    any_two_texts(data)


@pytest.mark.soak
@settings(RANDOM, max_examples=1500)
@given(st.data())
def test_a_great_many_pairs_of_texts_add_up(data: st.DataObject) -> None:
    any_two_texts(data)


def test_parts_of_the_caseload_are_added_in_any_order() -> None:
    chance = random.Random(5)
    rows = [row_of(n, COUNTY, likely(COUNTY, chance), chance, DAY) for n in range(40)]
    change, spec = Change(COUNTY.name, COUNTY, changed(CHANGES[0], CHANGES[2])), Spec(DAY, range=True)
    ready = prepared([change], spec)
    parts = [
        part_of(ready[0], known_of(few), partial(asks_of, rows=few), spec)[0]
        for few in (rows[:7], rows[7:30], rows[30:])
    ]
    totals = parts[2].merge(parts[0]).merge(parts[1])
    assert canonical_bytes(finished(totals, ready, spec).as_json()) == canonical_bytes(
        what_if(rows, [change], spec).as_json()
    )


def test_each_case_is_handed_over_and_how_many_are_done_is_told() -> None:
    chance = random.Random(6)
    rows = [row_of(n, COUNTY, likely(COUNTY, chance), chance, DAY) for n in range(30)]
    after = changed(CHANGES[0])
    cases: list[CaseResult] = []
    told: list[int] = []
    what_if(rows, [Change(COUNTY.name, COUNTY, after)], Spec(DAY), told.append, cases.extend)
    assert told == [30]
    for row, found in zip(rows, cases, strict=True):
        assert (found.case, found.open) == (row.case, row.open)
        for book, gives in ((COUNTY, found.before), (after, found.after)):
            assert (gives.status, gives.band, gives.pence, gives.account) == naive.gives(book, row, DAY)


def test_a_caseload_in_columns_comes_to_the_same() -> None:
    chance = random.Random(8)
    rows = [row_of(n, COUNTY, likely(COUNTY, chance), chance, DAY) for n in range(30)]
    frame = known_of(rows).hstack(asks_of(COUNTY, rows).facts.drop("row").get_columns())
    # The text tried asks one thing more, and one thing no more.
    more = ("  # Provision\n", "  told: {type: yes_no, kind: evidence, asks: Was anyone told}\n\n  # Provision\n")
    fewer = ("  parental_preference: shared\n", "")
    text = COUNTY.text.replace(*more).replace(*fewer)
    start = text.index("  - id: another_place_wished_for")
    text = text[:start] + text[text.index("  - id: looked_after_child") :]
    after = load_text(text, COUNTY.vocabulary_text)
    change, spec = Change(COUNTY.name, COUNTY, after), Spec(DAY)
    told: list[int] = []
    found = what_if_in_columns([frame[:20], frame[20:]], change, spec, told.append)
    assert found == what_if(rows, [change], spec)
    assert told == [20, 30]
    assert any(flow.after == "not_taken" for group in found.groups.values() for flow in group.statuses)


def test_columns_that_a_text_would_read_otherwise_are_refused() -> None:
    after = changed(("    most: 20\n", "    most: 30\n"))
    with pytest.raises(ValueError, match="asks something otherwise"):
        what_if_in_columns([known_of([])], Change(COUNTY.name, COUNTY, after), Spec(DAY))
