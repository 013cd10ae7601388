"""The closed expression language: what is on the list is typed, everything else is refused at its line and column."""

import ast
import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language.loading import load_text
from engine.rulebook import Rulebook
from engine.tree import And, Arithmetic, Call, Compare, IfElse, Literal, Node
from engine.values import DATE, MONEY, NUMBER, PERCENT, WHOLE, YES_NO, Type
from tests.engine.small_books import problems_of, rule, small_text

COLUMN = 11
"""Where the expression of `  found: "…"` begins, after its quote."""


def quoted(expression: str) -> str:
    """A rulebook whose outcome is this expression, on one line in double quotes."""
    return small_text().replace(">-\n    level", f'"{expression}"')


LINE = quoted("here").split("\n").index('  found: "here"') + 1


def said(expression: str) -> list[str]:
    return problems_of(quoted(expression))


def tree_of(expression: str, **parts: str) -> Node:
    book: Rulebook = load_text(small_text(outcome=expression, **parts))
    return book.outcomes["found"].node


def test_a_problem_stands_at_its_line_and_column() -> None:
    assert said("score + scor") == [
        f"{LINE}:{COLUMN + 8}: nothing is called `scor`. Expected one of `score`. Declare it or correct it."
    ]
    assert said("min(1, 2, plase)")[0].startswith(f"{LINE}:{COLUMN + 10}: nothing is called `plase`")
    assert said("(score + ")[0].startswith(f"{LINE}:{COLUMN}: this is not an expression: '(' was never closed")
    assert said("score score")[0].startswith(f"{LINE}:{COLUMN + 6}: this is not an expression")


def test_columns_count_letters_also_after_letters_of_two_bytes() -> None:
    text = quoted("'élan' == place and scor > 1")
    places = [problem.split(": ")[0] for problem in problems_of(text)]
    assert places == [f"{LINE}:{COLUMN}", f"{LINE}:{COLUMN + 20}"]


def test_every_problem_of_an_expression_is_told() -> None:
    assert [each.split(": ")[0] for each in said("scor + levl * plase")] == [
        f"{LINE}:{COLUMN}", f"{LINE}:{COLUMN + 7}", f"{LINE}:{COLUMN + 14}",
    ]  # fmt: skip


def test_a_problem_in_folded_text_stands_at_its_beginning() -> None:
    assert problems_of(small_text(outcome="score +\n    scor"))[0].startswith(f"{LINE}:10: nothing is called `scor`")


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("score", WHOLE),
        ("score + level", WHOLE),
        ("score + 1.5", NUMBER),
        ("score / 2", NUMBER),
        ("hours + 1", Type("number", "hours")),
        ("hours * score", Type("number", "hours")),
        ("hours * hours", NUMBER),
        ("divide(score, level, otherwise=0)", NUMBER),
        ("round(hours, places=0)", Type("whole", "hours")),
        ("round(hours, places=1)", Type("number", "hours")),
        ("cost + 6000", MONEY),
        ("6000 - cost", MONEY),
        ("cost * 1.5", MONEY),
        ("1.5 * cost", MONEY),
        ("attendance * cost", MONEY),
        ("cost * attendance", MONEY),
        ("attendance * score", NUMBER),
        ("divide(cost, 12, places=2)", MONEY),
        ("divide(cost, 6000, places=2)", MONEY),
        ("divide(cost, cost, otherwise=1)", NUMBER),
        ("0 if signed else cost", MONEY),
        ("max(0, cost - 6000)", MONEY),
        ("attendance - 5", PERCENT),
        ("given(plan_cost, 0)", MONEY),
        ("given(report, '2026-04-01')", DATE),
        ("given(report, day)", DATE),
        ("cost > 6000", YES_NO),
        ("attendance < 85", YES_NO),
        ("count(signed, urgent)", WHOLE),
        ("months_between(born, day)", WHOLE),
        ("1 < score <= 5", YES_NO),
    ],
)
def test_what_an_expression_gives(expression: str, kind: Type) -> None:
    assert tree_of(expression).type == kind


def test_a_bare_number_takes_the_measure_of_what_it_meets() -> None:
    def right(expression: str) -> Literal:
        node = tree_of(expression)
        assert isinstance(node, Compare | Arithmetic)
        assert isinstance(node.right, Literal)
        return node.right

    assert right("cost > 6000.50").value == 600_050
    assert right("attendance > 25").type.kind == "percent"
    assert right("born == '2026-04-01'").value == dt.date(2026, 4, 1)
    assert right("score * 1.50").value == Decimal("1.5")


def test_precedence_is_as_in_a_spreadsheet() -> None:
    node = tree_of("score + level * 2 - 1")
    assert isinstance(node, Arithmetic) and node.op == "-"
    assert isinstance(node.left, Arithmetic) and node.left.op == "+"
    assert isinstance(node.left.right, Arithmetic) and node.left.right.op == "*"
    chained = tree_of("1 < score <= 5")
    assert isinstance(chained, And)
    assert [part.op for part in chained.parts if isinstance(part, Compare)] == ["<", "<="]
    assert isinstance(tree_of("score if signed else level"), IfElse)


def test_roundings_are_the_rulebooks_unless_said() -> None:
    more = "rounding: half_up\n"
    default, own = tree_of("round(hours)", more=more), tree_of("round(hours, how='down')", more=more)
    assert isinstance(default, Call) and isinstance(own, Call)
    assert (default.setting("how"), own.setting("how")) == ("half_up", "down")
    assert default.setting("places") == 2


@pytest.mark.parametrize(
    "expression",
    [
        "__import__('os')", "score.real", "score[0]", "[1, 2]", "{1: 2}", "{1}", "(1, 2)", "lambda: 1", "f'{score}'",
        "score ** 2", "score // 2", "score % 2", "score & 1", "score << 9", "~score", "+score", "score @ 2",
        "[x for x in needs]", "(yield)", "await score", "(score := 3)", "score is 3", "...", "True", "None", "1e3",
        "0x10", "1_000", "1j", "b'x'", "12345678901234567", "exec('1')", "min(*needs)", "min(**needs)", "print",
        "score; 1", "import os", "x = 1", "", "#", "min", "min(1, 2)(3)", "'a' 'b' 'c'.join(needs)",
    ],
)  # fmt: skip
def test_what_is_not_on_the_list_is_refused(expression: str) -> None:
    assert said(expression)


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ("level + place", "this is a name, not a number"),
        ("signed + 1", "this is a yes or no, not a number"),
        ("cost * cost", "money is multiplied by money"),
        ("cost + score", "money and whole cannot be added"),
        ("attendance == cost", "money and percent cannot be compared"),
        ("score and signed", "this is a whole, not a condition"),
        ("score if level else 1", "this is a whole, not a condition"),
        ("(signed and urgent) == agreed", "a joined condition or a rule stands inside a comparison"),
        ("score / 3", "this division may never end"),
        ("score / 0", "division by zero"),
        ("score / level", "this division may never end"),
        ("plan_cost + 1", 'may be answered "none"'),
        ("plan_cost > 1", 'may be answered "none"'),
        ("months_between(report, day)", "a date that may be none"),
        ("score == none", 'never "none"'),
        ("place == 'hospital'", '"hospital" is never one of these answers'),
        ("place in ['unit', 'hospital']", '"hospital" is never one of these answers'),
        ("'walking' in needs", '"walking" is never one of these answers'),
        ("rank('walking', needs)", '"walking" is never one of these answers'),
        ("aids < offers", "`<` has no meaning between a set and a set"),
        ("born < '2026-02-30'", "cannot be compared"),
        ("born + 1", "this is a date, not a number"),
        ("top(3, score, level)", "a whole number from 1 to 2"),
        ("at_least(0, signed)", "a whole number from 1 to 1"),
        ("at_least(level, signed)", "a setting of a function varies"),
        ("divide(score, level, places=7)", "from -6 to 6"),
        ("divide(score, cost)", "whole is divided by money"),
        ("round(score, how='sideways')", "`sideways` is not a rounding"),
        ("recent(born)", "months= or days="),
        ("recent(born, months=1, days=1)", "months= or days="),
        ("recent(born, years=1)", "`years=` is not a setting here"),
        ("given(score, 1)", "given(…) is of no use here"),
        ("maximum(score, 1)", "there is no function `maximum`"),
        ("total(score)", "there is no function `total`"),
        ("min(score)", "1 argument(s)"),
    ],
)
def test_what_does_not_fit_says_why(expression: str, says: str) -> None:
    (problem,) = said(expression)
    assert says in problem
    assert problem.startswith(f"{LINE}:")


def test_units_are_kept_apart() -> None:
    days = "  days: {type: number, kind: need, asks: How many, unit: days}\n"
    text = small_text(outcome="hours + days").replace("  score:", days + "  score:")
    assert "days and hours cannot be added" in problems_of(text)[0]
    assert problems_of(text.replace("hours + days", "hours + 5")) == []


def test_rules_are_read_by_rules_alone_and_only_whole() -> None:
    rules = rule("one", "signed") + rule("two", "not one and at_least(1, one, urgent)")
    assert problems_of(small_text(rules=rules)) == []
    assert "`one` is a rule" in problems_of(small_text(rules=rules, outcome="1 if one else 2"))[0]
    assert "a rule is counted" in problems_of(small_text(rules=rules + rule("three", "count(one, two) > 1")))[0]
    assert "inside a comparison" in problems_of(small_text(rules=rules + rule("three", "one == two")))[0]


@pytest.mark.parametrize("expression", ["-" * 100 + "1", "not " * 100 + "signed", "1+" * 800 + "1", "-(" * 90 + "1"])
def test_depth_is_bounded(expression: str) -> None:
    (problem,) = said(expression)
    assert "nested too deeply" in problem or "was never closed" in problem


def test_length_is_bounded() -> None:
    assert "at most 2,000" in said("score + " * 300 + "1")[0]


@given(st.text(max_size=40).filter(lambda text: text.isprintable()))
def test_any_text_is_an_expression_or_a_problem_with_a_place(expression: str) -> None:
    text = small_text().replace(">-\n    level", '"' + expression.replace("\\", "").replace('"', "") + '"')
    for problem in problems_of(text):
        assert problem.split(":")[0].isdigit()


WORDS = [
    "score",
    "level",
    "cost",
    "signed",
    "place",
    "needs",
    "none",
    "1",
    "2.5",
    "'unit'",
    "+",
    "-",
    "*",
    "/",
    "(",
    ")",
]
MORE = [",", "and", "or", "not", "in", "if", "else", "==", "<", "min", "divide", "recent", "given", "[", "]", "months="]


@given(st.lists(st.sampled_from(WORDS + MORE), max_size=12).map(" ".join))
def test_words_of_the_language_in_any_order_never_crash(expression: str) -> None:
    problems = said(expression)
    try:
        ast.parse(expression, mode="eval")
    except SyntaxError:
        assert len(problems) == 1


@pytest.mark.parametrize(
    ("slip", "hint"),
    [
        ("IF(score > 1, 3, 0)", "x if condition else y"),
        ("= score + 1", "Leave out the ="),
        ("1 if score <> 2 else 0", "Write !="),
        ("1 if score ≥ 2 else 0", "Write >="),
        ("AND(score > 1, score < 3)", "small letters"),
        ("1 if score > 1 AND score < 3 else 0", "small letters"),
        ("25% * score", "under `values`"),
        ("score + £100", "under `values`"),
        ("1 if score = 2 else 0", "Write =="),
        ("1 if TRUE else 0", "yes or no"),
    ],
)
def test_a_spreadsheets_habits_are_told_what_is_written_here(slip: str, hint: str) -> None:
    assert any(hint in problem for problem in said(slip)), "the remedy names what to write instead"
