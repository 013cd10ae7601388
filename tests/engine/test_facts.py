"""Answers are read strictly, each kind in its own measure; what is wrong is told with its place and the remedy."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.facts import Fact, answer_from_text, canonical, from_canonical, read_answer, read_answers
from engine.language.loading import load_text
from engine.problems import Complaints, Place, Problem
from engine.strict_json import read_json
from engine.values import NONE, Value
from tests.engine.small_books import small_text
from tests.engine.strategies import values_of

FACTS: Mapping[str, Fact] = load_text(small_text()).facts
HERE = Place("cases.yaml", 7, 3)
D = Decimal


def refused(name: str, raw: object) -> bool:
    found = read_answer(FACTS[name], raw, f"facts.{name}")
    return isinstance(found, Problem)


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("level", 0, 0),
        ("level", 2, 2),
        ("score", 1000, 1000),
        ("hours", 3, D(3)),
        ("hours", D("2.5000"), D("2.5")),
        ("hours", D("0.0001"), D("0.0001")),
        ("cost", "4100", 410_000),
        ("cost", "4100.05", 410_005),
        ("cost", "-9000.00", -900_000),
        ("cost", "0", 0),
        ("plan_cost", "none", NONE),
        ("attendance", D("85.5"), D("85.5")),
        ("attendance", 100, D(100)),
        ("born", "2028-02-29", dt.date(2028, 2, 29)),
        ("report", "none", NONE),
        ("signed", True, True),
        ("signed", False, False),
        ("place", "home", "home"),
        ("recorded", "none", NONE),
        ("needs", [], ()),
        ("needs", ["vision", "speech"], ("vision", "speech")),
        ("aids", ["ramp", "hoist", "loop"], frozenset({"hoist", "ramp", "loop"})),
        ("aids", [], frozenset()),
    ],
)
def test_good_answers(name: str, raw: object, value: Value) -> None:
    found = read_answer(FACTS[name], raw, f"facts.{name}")
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        *[("level", raw) for raw in ("1", True, D("1.0"), 3, -1, [1], {}, "none")],
        *[("score", raw) for raw in ("3", 1001, -1, D("3.0"), False)],
        *[("hours", raw) for raw in ("3", True, D("NaN"), D("Infinity"), D("1.00001"), -1, 10**16, D("1e400"))],
        *[
            ("cost", raw)
            for raw in (4100, D("4100.00"), "£4100", "4,100", "4100.5", "4100.055", " 4100", "1e3", "", "٣")
        ],
        *[("cost", raw) for raw in ("none", "-9000.01", "999999999999", "9" * 5000, "--1", "4100.00\n")],
        *[("attendance", raw) for raw in ("85", "85%", 101, D("100.01"), -1)],
        *[("born", raw) for raw in ("2026-02-30", "2027-02-29", "14/09/2026", "2026-9-14", "20260914", "2026-W01-1")],
        *[("born", raw) for raw in ("2026-09-14T00:00", 20260914, "none", "1899-12-31", "2200-01-01", "0000-00-00")],
        *[("signed", raw) for raw in (1, 0, "yes", "true", "none")],
        *[("place", raw) for raw in ("Home", "hospital", "", "none", 1, ["home"])],
        *[
            ("needs", raw)
            for raw in ("speech", ["speech", "speech"], ["speech", "hearing", "vision"], ["other"], [1], None)
        ],
        *[("aids", raw) for raw in (["ramp", "ramp"], ["stairs"], {"ramp": True}, "ramp", [["ramp"]], [{}], "none")],
        *[(name, None) for name in ("level", "cost", "born", "signed", "recorded")],
    ],
)
def test_answers_that_are_none(name: str, raw: object) -> None:
    assert refused(name, raw)


@pytest.mark.parametrize("name", sorted(FACTS))
def test_a_number_of_five_thousand_digits_is_no_answer(name: str) -> None:
    for number in (10**5000, -(10**5000)):
        assert refused(name, number)


def test_null_is_not_an_answer_and_says_so() -> None:
    problem = read_answer(FACTS["level"], None, "facts.level")
    assert str(problem) == (
        "facts.level: null is not an answer. Expected a level, a whole number from 0 to 2. "
        "Leave the fact out while it is unanswered."
    )


@pytest.mark.parametrize(
    ("name", "raw", "says"),
    [
        ("level", "3", 'facts.level: "3" is not an answer here. Expected a level, a whole number from 0 to 2.'),
        ("level", True, "facts.level: true is not an answer here."),
        ("score", -1, "Expected a whole number from 0 to 1000."),
        ("hours", D("1.00001"), "Expected a number from 0 to 1000000 hours with at most 4 decimal places."),
        ("cost", 4100, 'Expected pounds in quotes such as "4100.00", from "-9000.00" to "100000000.00".'),
        ("plan_cost", 4100, 'or "none".'),
        ("born", "2026-02-30", 'Expected a day such as "2026-09-14", from 1900 to 2199.'),
        ("signed", 1, "Expected true or false."),
        ("place", "hospital", 'Expected one of "unit", "school", "home".'),
        (
            "needs",
            ["a"],
            'Expected a list of at most 2 of "speech", "hearing", "vision", each once, first the main one.',
        ),
        ("aids", "hoist", 'Expected a list of any of "hoist", "ramp", "loop", each once.'),
    ],
)
def test_a_problem_says_what_was_wrong_and_what_was_expected(name: str, raw: object, says: str) -> None:
    assert says in str(read_answer(FACTS[name], raw, f"facts.{name}"))


def test_a_long_answer_is_not_repeated_whole() -> None:
    problem = read_answer(FACTS["place"], "x" * 100_000, "facts.place")
    assert len(str(problem)) < 300


def test_a_long_list_of_strangers_is_cut_and_counted() -> None:
    complaints = Complaints()
    read_answers(FACTS, {f"n{number}" * 50: 1 for number in range(500)}, complaints)
    assert len(complaints.problems) == 13
    assert "488 more names are not asked" in str(complaints.problems[-1])
    assert all(len(str(problem)) < 400 for problem in complaints.problems)


def test_every_problem_is_told_and_every_good_answer_kept() -> None:
    complaints = Complaints()
    raw = read_json(b'{"level": "1", "scor": 3, "signed": true, "born": "2026-02-30", "place": null, "cost": "12"}')
    assert read_answers(FACTS, raw, complaints) == {"signed": True, "cost": 1200}
    assert [str(problem.where) for problem in complaints.problems] == [
        "facts.level", "facts.scor", "facts.born", "facts.place",
    ]  # fmt: skip
    assert "such as `score`" in str(complaints.problems[1])


@pytest.mark.parametrize("raw", [None, [], "facts", 3, True])
def test_facts_that_are_no_object(raw: object) -> None:
    complaints = Complaints()
    assert read_answers(FACTS, raw, complaints) == {}
    assert "an object of facts" in str(complaints.problems[0])


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("level", "2", 2),
        ("score", "1,000", 1000),
        ("hours", "2.5", D("2.5")),
        ("cost", "£4,100", 410_000),
        ("cost", "£4100.50", 410_050),
        ("cost", "-£75", -7500),
        ("plan_cost", "none", NONE),
        ("attendance", "85%", D(85)),
        ("born", "2026-04-01", dt.date(2026, 4, 1)),
        ("signed", "yes", True),
        ("signed", "no", False),
        ("place", "unit", "unit"),
        ("needs", ("vision",), ("vision",)),
        ("aids", (), frozenset()),
    ],
)
def test_answers_as_written_in_cases(name: str, text: str | tuple[str, ...], value: Value) -> None:
    assert answer_from_text(FACTS[name], text, HERE) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *[("level", text) for text in ("two", "none", "1.0", "")],
        *[("cost", text) for text in ("£4,10", "£1.005", "£", "-", "£--5", "1e3", "1,2,3,4")],
        *[("hours", text) for text in ("1e3", "9" * 50, "2,5", "٣")],
        *[("score", "1.5"), ("signed", "maybe"), ("born", "tomorrow"), ("needs", "vision"), ("attendance", "£5")],
    ],
)
def test_answers_in_cases_that_do_not_fit(name: str, text: str) -> None:
    problem = answer_from_text(FACTS[name], text, HERE)
    assert isinstance(problem, Problem)
    assert problem.where == HERE
    assert problem.wrong.startswith(f"`{name}`: ")


@given(st.data(), st.sampled_from(sorted(FACTS)))
def test_what_goes_into_a_record_comes_back_as_it_was(data: st.DataObject, name: str) -> None:
    value = data.draw(values_of(FACTS[name]))
    written = canonical(FACTS[name], value)
    back = from_canonical(FACTS[name], written)
    assert back == value
    assert type(back) is type(value)
    assert not isinstance(written, float | Decimal)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals()
    | st.text(max_size=10)
    | st.sampled_from(["none", "4.00"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=5,
)


@given(st.sampled_from(sorted(FACTS)), JSON)
def test_anything_at_all_is_an_answer_or_a_problem(name: str, raw: object) -> None:
    found = read_answer(FACTS[name], raw, f"facts.{name}")
    if isinstance(found, Problem):
        assert found.where == f"facts.{name}"
        assert found.message.endswith(".")
    else:
        assert from_canonical(FACTS[name], canonical(FACTS[name], found)) == found
