"""Whatever a rulebook or its cases are turned into, the check says what is wrong, and never falls over."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.language.loading import load_text
from engine.problems import Problem, Refused
from engine.proof.check import check_folder, check_rulebook
from tests.engine.mistakes import GOOD, VOCABULARY
from tests.engine.strategies import rulebooks
from tests.engine.test_cases import ALLOCATION, CASES, SHARES

RULES = Path(__file__).resolve().parents[2] / "rules"
SHIPPED = sorted(path.parent for path in RULES.glob("*/rulebook.yaml"))
RANDOM = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
)

PIECES = [
    "", " ", "  ", "\n", "\n  ", "- ", ": ", "#", '"', "'", "{", "}", "[", "]", ",", "&a ", "*a", "!!int ", "---\n",
    "|", ">-", "?", "%", "£", "£1,240", "25%", "0", "-1", "1.5", "1e9", "999999999999999", "2026-02-30",
    "2026-04-01", "9999-12-31", "0001-01-01", "yes", "no", "none", "null", "~", "refer", "*", '"*"', "shared",
    "level", "money", "date", "whole", "ranked", "set", "choice", "language", "learning", "band", "points", "place",
    "ehc_plan", "plan_cost", "report", "hours", "tariff", "day", "rules", "policy", " and ", " or ", "not ", " in ",
    " if ", " else ", " + ", " - ", " * ", " / ", " <= ", " == ", " != ", "(", ")", "min(", "known(", "recent(",
    "given(", "divide(", "total(", "apportion(", "at_least(2, ", "top(1, ", "round(", "rank(", "count(",
    "lambda: 0", "__import__", "\\", "\t", "\0", "é", "😀", "\ud800", "\u2028", "\r", "\x85", "{points}", "{",
    "of: place", "once: yes", "unanswered", "unknown", "settled", "bases:", "cases:", "over: partnership",
    "decides: fit", "decides: allocation",
]  # fmt: skip


@st.composite
def spoiled(draw: st.DrawFn, text: str) -> str:
    """`text` with a few cuts, doublings, swaps of lines, and strange things put in."""
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(text) - 1, 0)))
        match draw(st.sampled_from(["insert", "replace", "cut", "line", "double", "swap", "indent"])):
            case "insert":
                text = text[:at] + draw(st.sampled_from(PIECES)) + text[at:]
            case "replace":
                word = len(text[at:]) - len(text[at:].lstrip("abcdefghijklmnopqrstuvwxyz_0123456789"))
                text = text[:at] + draw(st.sampled_from(PIECES)) + text[at + max(word, 1) :]
            case "cut":
                text = text[:at] + text[at + draw(st.integers(1, 40)) :]
            case how:
                lines = text.split("\n")
                here, there = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
                if how == "line":
                    del lines[here]
                elif how == "double":
                    lines.insert(there, lines[here])
                elif how == "swap":
                    lines[here], lines[there] = lines[there], lines[here]
                else:
                    lines[here] = "  " + lines[here]
                text = "\n".join(lines)
    return text


def proved(text: str) -> list[Problem]:
    try:
        return check_rulebook(load_text(text, VOCABULARY))
    except Refused as refused:
        assert refused.problems
        return list(refused.problems)


def spoken(problems: list[Problem]) -> None:
    for problem in problems:
        assert "\n" not in problem.message.strip()
        assert problem.wrong.strip()
        assert problem.expected.strip()
        assert problem.remedy.strip()


@settings(RANDOM, max_examples=250)
@given(text=st.sampled_from([GOOD, ALLOCATION]).flatmap(spoiled))
def test_a_spoiled_rulebook_is_refused_or_well(text: str) -> None:
    spoken(proved(text))


@settings(RANDOM, max_examples=40)
@given(text=st.sampled_from(SHIPPED).flatmap(lambda f: spoiled((f / "rulebook.yaml").read_text(encoding="utf-8"))))
def test_a_spoiled_shipped_rulebook_is_refused_or_well(text: str) -> None:
    spoken(proved(text))


@settings(RANDOM, max_examples=150)
@given(data=st.data())
def test_spoiled_cases_are_refused_or_hold(data: st.DataObject, tmp_path: Path) -> None:
    text, cases = data.draw(st.sampled_from([(GOOD, CASES), (ALLOCATION, SHARES)]))
    folder = tmp_path / "rules" / "good"
    folder.mkdir(parents=True, exist_ok=True)
    (tmp_path / "rules" / "vocabulary.yaml").write_text(VOCABULARY, encoding="utf-8")
    (folder / "rulebook.yaml").write_text(text, encoding="utf-8")
    (folder / "cases.yaml").write_text(data.draw(spoiled(cases)), encoding="utf-8", errors="surrogatepass")
    spoken(list(check_folder(folder).problems))


@settings(RANDOM, max_examples=80)
@given(book=rulebooks())
def test_a_random_rulebook_is_checked_to_the_end(book: object) -> None:
    spoken(check_rulebook(book))  # type: ignore[arg-type]


@pytest.mark.soak
@settings(RANDOM)
@given(
    text=st.sampled_from(
        [GOOD, ALLOCATION, *((f / "rulebook.yaml").read_text(encoding="utf-8") for f in SHIPPED)]
    ).flatmap(spoiled)
)
def test_a_spoiled_rulebook_is_refused_or_well_at_length(text: str) -> None:
    spoken(proved(text))
