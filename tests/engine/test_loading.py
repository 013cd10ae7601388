"""A rulebook's text becomes a checked tree, or every problem with its place: nothing guessed, nothing crashed."""

import datetime as dt
import hashlib
import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.language.literals import read_literal
from engine.language.loading import load_folder, load_text, read_source
from engine.language.source_text import Text
from engine.problems import Complaints, Place, Refused
from engine.rulebook import Plain
from engine.values import Value
from tests.engine.small_books import DAY, both, problems_of, rule, small_text
from tests.engine.strategies import rulebook_texts

SMALL = small_text()
VOCABULARY = """\
areas: {speaking: Speaking and listening}
routes: {county: the county account}
facts:
  plan: {type: yes_no, kind: plan, asks: Is there a plan}
  wish: {type: choice, kind: family, asks: What is wished, options: [here, there], none: not said}
"""


def value(entry: str, outcome: str = "v") -> str:
    """A rulebook with one value `v`, its entry in flow style."""
    return small_text(values=f"  v:\n    - {{from: 2021-04-01, source: policy, {entry}}}\n", outcome=outcome)


def block(written: str) -> str:
    """A rulebook with one plain value `v`, written on a block line."""
    return small_text(values=f"  v:\n    - from: 2021-04-01\n      source: policy\n      is: {written}\n", outcome="v")


def held(text: str) -> Value:
    shape = load_text(text).values["v"][0].shape
    assert isinstance(shape, Plain)
    return shape.value


@pytest.mark.parametrize(
    ("written", "expected", "kind"),
    [
        ("£1,240", 124_000, "money"),
        ("£1240.50", 124_050, "money"),
        ("-£75", -7500, "money"),
        ("£1,000,000", 100_000_000, "money"),
        ("25%", 25, "percent"),
        ("12.5%", Decimal("12.5"), "percent"),
        ("16", 16, "whole"),
        ("1,000", 1000, "whole"),
        ("1.0", 1, "number"),
        ("-4", -4, "whole"),
        ("2026-04-01", dt.date(2026, 4, 1), "date"),
        ("yes", True, "yes_no"),
        ("no", False, "yes_no"),
        ("NO", "NO", "choice"),
        ("Yes", "Yes", "choice"),
        ("true", "true", "choice"),
        ("null", "null", "choice"),
        ("~", "~", "choice"),
        ("1A", "1A", "choice"),
        ("1e3", "1e3", "choice"),
        ("0x10", "0x10", "choice"),
        ("'16'", "16", "choice"),
        ('"2026-04-01"', "2026-04-01", "choice"),
        ('"yes"', "yes", "choice"),
    ],
)
def test_the_writing_gives_the_type(written: str, expected: Value, kind: str) -> None:
    assert load_text(block(written)).values["v"][0].shape.type.kind == kind
    assert held(block(written)) == expected
    assert isinstance(held(block(written)), bool) == (kind == "yes_no")


@pytest.mark.parametrize(
    "written", ["£1,24", "£1.005", "£", "£-", "1,24%", "2026-02-30", "refer", "none", "£ 5", "£" + "9" * 41, "£٣"]
)
def test_what_is_no_value_is_refused_where_it_stands(written: str) -> None:
    (problem,) = problems_of(block(written))
    assert problem.startswith("27:11: ")
    assert "is not a value" in problem


def test_a_comma_inside_braces_ends_the_item() -> None:
    assert problems_of(value("is: £1,240"))[0].startswith("25:")
    assert held(value("is: £1240")) == 124_000
    assert held(block("£1,240")) == 124_000


@given(st.text(max_size=12))
def test_any_text_is_a_literal_or_a_problem(text: str) -> None:
    complaints = Complaints()
    found = read_literal(Text(text, Place("x", 1, 1)), complaints)
    assert (found is None) == bool(complaints.problems)


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("ladder: {0 to 4: 1, 6 to 9: 2}", "25:62: there is a gap in the ladder at 5"),
        ("ladder: {0 to 4: 1, 4 to 9: 2}", "25:62: there is an overlap in the ladder at 4"),
        ("ladder: {0 to 4: 1, 9 to 5: 2}", "25:62: there is a gap in the ladder at 5"),
        ("ladder: {5: 1, 4: 2}", "25:57: `4` comes after a step that begins later"),
        ("ladder: {0: 1, 0.0: 2}", "25:57: `0.0` comes after"),
        ("ladder: {0: 1, 0: 2}", "25:57: `0` is written twice"),
        ("ladder: {0 to 4: 1, 5: 2}", "the ladder mixes `5` with `0 to 4`"),
        ("ladder: {0: 1, £5: 2}", "mixes money and whole"),
        ("ladder: {0: 1, 5: £2}", "mixes money and whole"),
        ("ladder: {0: 1, 5: a}", "mixes name and whole"),
        ("ladder: {a: 1}", "`a` is not where a step can begin"),
        ("ladder: {0: refer}", "gives nothing but refer"),
        ("ladder: {}", "the ladder has no steps"),
        ("ladder: {0: 1}, above: {from: 0, do: refer}", "`above` begins at 0, inside the steps"),
        ("ladder: {0: 1}, above: {from: £5, do: refer}", "`£5` does not fit the ladder's steps"),
        ("ladder: {0 to 4: 1}, above: {from: 6, do: refer}", "there is a gap between the last step and `above`"),
        ("ladder: {0 to 4: 1}, above: {from: 4, do: refer}", "there is an overlap between the last step and `above`"),
        ("ladder: {0: 1}, above: {from: 5, do: stop}", "`stop` is not a `do`"),
        ("ladder: {0: 1}, below: 5", "`5` is not a `below`"),
        ("ladder: {0: 1}, otherwise: 5", "`otherwise` has no meaning beside `ladder`"),
        ("by: [a], rows: {0: {1: 2}, 1: 1}", "the table goes deeper than its `by`"),
        ("by: [a, b], rows: {0: 2, 1: {1: 1}}", "rows by b are missing"),
        ("by: [a], rows: {0: 1, 1: £2}", "mixes money and whole"),
        ("rows: {0: 2}", "the table `v` has no `by`"),
        ("is: 1, ladder: {0: 1}", "has is and ladder"),
        ("up_to: yes", "has no value"),
        ("is: 1, up_too: yes", "`up_too` has no meaning"),
        ("is: 1, up_to: maybe", "`maybe` is not a `up_to`"),
        ("ladder: {" + ", ".join(f"{n}: {n}" for n in range(201)) + "}", "the ladder has 201 steps"),
    ],
)
def test_ladders_and_tables_that_do_not_hold(entry: str, says: str) -> None:
    problems = problems_of(value(entry, "score"))
    assert any(says in problem for problem in problems), problems


def test_values_follow_one_another() -> None:
    def dated(*entries: str) -> str:
        lines = "".join(f"    - {{source: policy, {entry}}}\n" for entry in entries)
        return small_text(values=f"  v:\n{lines}", outcome="v")

    book = load_text(dated("from: 2026-09-01, is: 2", "from: 2021-04-01, is: 1", "from: 2027-04-01, is: 3.5"))
    found = {day: both(book, {}, dt.date.fromisoformat(day)).outcome["found"] for day in ("2026-08-31", "2026-09-01")}
    assert found == {"2026-08-31": 1, "2026-09-01": 2}
    assert book.turning_days == (dt.date(2026, 4, 1), dt.date(2026, 9, 1), dt.date(2027, 4, 1))
    for entries, says in (
        (("from: 2021-04-01, to: 2026-05-01, is: 1", "from: 2026-05-01, is: 2"), "in force on 2026-05-01"),
        (("from: 2021-04-01, is: 1", "from: 2021-04-01, is: 2"), "in force on 2021-04-01"),
        (("from: 2021-04-01, is: 1", "from: 2022-04-01, is: £2"), "changes its shape or kind"),
        (("from: 2021-04-01, is: 1", "from: 2022-04-01, ladder: {0: 1}"), "changes its shape or kind"),
        (("from: 2021-04-01, to: 2020-01-01, is: 1",), "it ends (2020-01-01) before it begins"),
        (("from: 2026-02-30, is: 1",), "`2026-02-30` is not a day"),
        (("from: 01/04/2026, is: 1",), "`01/04/2026` is not a day"),
    ):
        assert says in problems_of(dated(*entries))[0]


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("title: A small", "title: !!str A small", "2:8: the tag"),
        ("title: A small", "title: &a A small", "2:8: anchors and aliases are not read"),
        ("facts:\n", "facts:\n  <<: {a: b}\n", "7:3: `<<` is not a name"),
        ("  score:", "  level:", "8:3: `level` is written twice (first on line 7)"),
        ("  score:", "\tscore:", "8:1: this is not YAML"),
        ("most: 1000}", "most: 1000", "this is not YAML"),
        ("A small", "A \x00 small", "2:10: "),
        ("decides: top_up", "decides: everything", "3:10: `everything` is not a `decides`"),
        ("in_force: {from: 2026-04-01}", "in_force: {from: 2026-13-01}", "4:18: `2026-13-01` is not a day"),
        ("in_force: {from: 2026-04-01}", "in_force: 2026-04-01", "4:11: `in_force` is not a mapping"),
        ("publisher: Us", "publisher: ''", "`publisher` is empty"),
        ("type: whole", "type: integer", "8:17: `integer` is not a `type`"),
        ("kind: need", "kind: whim", "`whim` is not a `kind`"),
        ("kind: need", "kind: diagnosis", "7:30: a fact of the kind diagnosis is declared here"),
        ("kind: need", "kind: money", "7:30: a fact of the kind money is declared here"),
        ("levels: [none at all, some, much]", "levels: [only]", "1 levels are given"),
        ("levels: [none at all, some, much]", "options: [only, two]", "has no `levels`"),
        ("options: [unit, school, home]", "options: [unit, none]", '"none" cannot be an option'),
        ("options: [unit, school, home]", "options: [unit, home, unit]", "an option is written twice"),
        (", most: 2}", "}", "does not say how many may be ranked"),
        ("most: 1000", "most: £1000", "`£1000` does not bound a whole"),
        ("least: -£9000", "least: -9000", "`-9000` is not an amount"),
        ("most: 1000", "least: 5, most: 4", "`most` is below `least`"),
        ("facts:\n", "facts:\n  wish: shared\n", "7:3: `wish` is not in the shared vocabulary"),
        ("facts:\n", "facts:\n  wish: mine\n", "`mine` does not declare a fact"),
        ("facts:\n", "facts:\n  Wish: shared\n", "7:3: `Wish` is not a name"),
        (
            "facts:\n",
            "facts:\n  day: {type: yes_no, kind: need, asks: Is it}\n",
            "`day` is already a word of the language",
        ),
        ("outcome:\n", "extra: 1\noutcome:\n", "`extra` has no meaning in the rulebook"),
        ("rulebook: small\n", "", "the rulebook has no `rulebook`"),
    ],
)
def test_what_is_wrong_is_told_where_it_stands(before: str, after: str, says: str) -> None:
    assert before in SMALL
    problems = problems_of(SMALL.replace(before, after, 1))
    assert any(says in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"derive": "  a: 'b + 1'\n  b: 'c + 1'\n  c: 'a + 1'\n"}, "`a` depends on itself: a → b → c → a"),
        ({"derive": "  a: 'a'\n"}, "`a` depends on itself: a → a"),
        ({"rules": rule("a", "b") + rule("b", "not a")}, "the rule `a` depends on itself: a → b → a"),
        ({"rules": rule("a", "signed") + rule("a", "urgent")}, "two rules are called `a`"),
        ({"rules": rule("score", "signed")}, "`score` is already a fact"),
        ({"derive": "  score: '1'\n"}, "`score` is already a fact"),
        ({"derive": "  min: '1'\n"}, "`min` is already a word of the language"),
        ({"rules": rule("a", "signed", "approve")}, "`approve` is not a `then`"),
        ({"rules": rule("a", "signed", "route")}, "`then: route` and `route:` go together"),
        ({"rules": rule("a", "signed", "note", ", route: county")}, "`then: route` and `route:` go together"),
        ({"rules": rule("a", "score")}, "`when` is a whole, not a condition"),
        (
            {"rules": rule("a", "signed").replace("source: policy", "source: other")},
            "the source `other` is not declared",
        ),
        ({"rules": rule("a", "signed").replace(", source: policy", "")}, "24:5: a rule has no `source`"),
        ({"rules": rule("a", "signed").replace("met: M.", "mett: M.")}, "24:41: `mett` has no meaning in a rule"),
        ({"outcome": "recorded"}, 'may be "none"'),
        ({"outcome": "aids"}, "is a set"),
        ({"outcome": "needs"}, "is a ranked"),
    ],
)
def test_steps_and_rules_that_do_not_hold(parts: dict[str, str], says: str) -> None:
    problems = problems_of(small_text(**parts))
    assert any(says in problem for problem in problems), problems


def test_all_problems_are_told_at_once_in_the_order_of_their_places() -> None:
    text = small_text(
        outcome="scor",
        values="  v:\n    - {from: 2026-02-30, source: policy, is: £1.005}\n  w:\n    - {from: 2021-04-01, is: 1}\n",
        rules=rule("a", "level + place > 2") + rule("b", "signed", "approve"),
    ).replace("type: whole", "type: integer")
    problems = problems_of(text)
    lines = [int(problem.split(":")[0]) for problem in problems]
    assert len(set(lines)) >= 6
    assert lines == sorted(lines)
    assert len(set(problems)) == len(problems)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the file is empty"),
        ("# only a remark\n", "the file is empty"),
        ("- a\n- b\n", "the rulebook is not a mapping"),
        ("hello", "the rulebook is not a mapping"),
        (SMALL + "---\na: b\n", "a second document begins"),
        ("[" * 100_000, "nested too deeply"),
        ("{a: " * 100_000, "nested too deeply"),
        ("- " * 100_000, "nested too deeply"),
        ("rulebook: x\n", "has no `facts`"),
        ("{a: b}: c", "a list or mapping stands as a key"),
    ],
)
def test_texts_that_are_no_rulebook(text: str, says: str) -> None:
    began = time.process_time()
    assert any(says in problem for problem in problems_of(text))
    assert time.process_time() - began < 5


def test_derived_names_and_rules_stand_in_any_order() -> None:
    derive = "  third: 'second + 1'\n  first: 'score'\n  second: 'first * 2'\n"
    rules = rule("last", "not middle") + rule("middle", "not start") + rule("start", "third > 4")
    book = load_text(small_text(derive=derive, rules=rules, outcome="third"))
    assert list(book.derives) == ["first", "second", "third"]
    assert [each.id for each in book.rules] == ["last", "middle", "start"]
    found = both(book, {"score": 2})
    assert dict(found.rule_truths) == {"start": True, "middle": False, "last": True}
    assert [each.id for each in found.fired()] == ["last", "start"]


def write(folder: Path, text: str = SMALL, vocabulary: str = VOCABULARY) -> Path:
    (folder / "small").mkdir()
    (folder / "small" / "rulebook.yaml").write_text(text, encoding="utf-8")
    (folder / "vocabulary.yaml").write_text(vocabulary, encoding="utf-8")
    return folder / "small"


def test_a_folder_is_read_with_the_vocabulary_beside_it(tmp_path: Path) -> None:
    text = SMALL.replace("facts:\n", "facts:\n  plan: shared\n  wish: shared\n")
    book = load_folder(write(tmp_path, text))
    assert (book.facts["plan"].kind, book.facts["wish"].none_words, book.facts["plan"].shared) == (
        "plan",
        "not said",
        True,
    )
    assert book.sha256 == hashlib.sha256((text + VOCABULARY).encode()).hexdigest()
    assert both(book, {"level": 1}, DAY).outcome == {"found": 1}


def test_problems_name_the_file_they_stand_in(tmp_path: Path) -> None:
    folder = write(tmp_path, SMALL.replace("type: whole", "type: integer"), VOCABULARY.replace("yes_no", "maybe"))
    with pytest.raises(Refused) as refused:
        load_folder(folder)
    files = {problem.where.file for problem in refused.value.problems if isinstance(problem.where, Place)}
    assert files == {str(folder / "rulebook.yaml"), str(tmp_path / "vocabulary.yaml")}


@pytest.mark.parametrize(
    ("raw", "says"),
    [(b"title: \xff\n", "not UTF-8"), (b"a" * 2_000_001, "2,000,001 bytes"), (None, "cannot be read: No such file")],
)
def test_files_that_cannot_be_read_are_told(tmp_path: Path, raw: bytes | None, says: str) -> None:
    path = tmp_path / "rulebook.yaml"
    if raw is not None:
        path.write_bytes(raw)
    with pytest.raises(Refused, match=says):
        read_source(path)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=50)
@given(rulebook_texts(), st.data())
def test_a_rulebook_with_a_piece_torn_out_loads_or_is_refused_with_places(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    torn = (
        text[:start]
        + data.draw(st.sampled_from(["", ":", "'", "- ", "{", "\n", "9"]))
        + text[start + data.draw(st.integers(0, 9)) :]
    )
    for problem in problems_of(torn):
        line, column = problem.split(":")[:2]
        assert int(line) >= 1 and int(column) >= 1
