"""The `award` section of a rulebook: what it may say, and how each mistake in it is told."""

import datetime as dt
from pathlib import Path

import pytest

from engine.awards.counting import Counting
from engine.awards.saying import counting_words
from engine.language.loading import load_text
from engine.proof.check import check_folder
from tests.engine.mistakes import GOOD, VOCABULARY, told

START = dt.date(2026, 4, 1)
ENTRY = "  - {from: 2026-04-01, source: policy, counts: "


def with_award(*entries: str) -> str:
    return GOOD + "award:\n" + "".join(f"{entry}\n" for entry in entries)


@pytest.mark.parametrize(
    ("written", "counting"),
    [
        ("days}", Counting("days")),
        ("months, uprated: no}", Counting("months", uprated=False)),
        ("weeks, weeks: 38}", Counting("weeks", weeks=38)),
        ("terms}", Counting("terms", shares=(1, 1, 1))),
        ("twelfths}", Counting("twelfths", shares=(4, 3, 5))),
        ("twelfths, shares: {summer: 4, autumn: 5, spring: 3}}", Counting("twelfths", shares=(5, 3, 4))),
    ],
)
def test_each_way_of_counting_is_read(written: str, counting: Counting) -> None:
    text = with_award(ENTRY + written)
    assert told(text) == []
    assert load_text(text, VOCABULARY).counting(START) == counting


def test_a_rulebook_that_does_not_say_counts_by_days_in_its_own_rounding() -> None:
    book = load_text(GOOD.replace("rounding: half_even", "rounding: down"), VOCABULARY)
    assert book.counting(START) == Counting("days", "down")


def test_the_way_may_change_from_a_day_on() -> None:
    text = with_award(ENTRY + "days}", "  - {from: 2027-04-01, source: policy, counts: twelfths}")
    assert told(text) == []
    book = load_text(text, VOCABULARY)
    assert [book.counting(day).by for day in (dt.date(2027, 3, 31), dt.date(2027, 4, 1))] == ["days", "twelfths"]
    assert dt.date(2027, 4, 1) in book.turning_days


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("  - days", "76:5: an `award` entry is not a mapping"),
        (ENTRY + "fortnights}", "76:48: `fortnights` is not a `counts`"),
        ("  - {from: 2026-04-01, counts: days}", "76:5: an `award` entry has no `source`"),
        ("  - {from: 2026-04-01, source: nope, counts: days}", "76:32: the source `nope` is not declared"),
        (ENTRY + "days, shares: {autumn: 4}}", "76:54: `shares` has no meaning here"),
        (ENTRY + "twelfths, shares: {autumn: 4, spring: 4, summer: 5}}", "76:66: these shares do not make a year"),
        (ENTRY + "terms, shares: {autumn: 0, spring: 0, summer: 0}}", "76:63: these shares do not make a year"),
        (ENTRY + "terms, shares: {autumn: 1, sping: 1, summer: 1}}", "76:75: `sping` has no meaning in `shares`"),
        (ENTRY + "terms, shares: {autumn: 1.5, spring: 1, summer: 1}}", "76:72: `1.5` cannot stand here"),
        (ENTRY + "weeks}", "76:5: an award counted by weeks does not say how many"),
        (ENTRY + "weeks, weeks: 0}", "76:62: no week is funded"),
        (ENTRY + "weeks, weeks: 53}", "76:62: `53` cannot stand here"),
        (ENTRY + "days, weeks: 38}", "76:54: `weeks` has no meaning here"),
        (ENTRY + "days, uprated: perhaps}", "76:63: `perhaps` is not a `uprated`"),
        (ENTRY + "days, round: up}", "76:54: `round` has no meaning in an `award` entry"),
        ("  - {from: 2026-05-01, source: policy, counts: days}", "76:5: `award` has no value from 2026-04-01 to"),
        (ENTRY + "days}\n" + ENTRY + "months}", "77:5: two entries of `award` are in force on 2026-04-01"),
        (ENTRY + "days}\n  - {from: 2029-04-01, source: policy, counts: days}", "77:5: this entry of `award` is never"),
    ],
)
def test_each_mistake_is_told_where_it_stands(entry: str, says: str) -> None:
    lines = told(with_award(entry))
    assert any(line.startswith(says) for line in lines), lines


def test_what_allocates_makes_no_awards() -> None:
    text = with_award(ENTRY + "days}").replace("decides: top_up", "decides: allocation\nover: partnership")
    assert any("`award` stands where `decides: allocation`" in line for line in told(text))


def test_a_counting_is_said_in_plain_words() -> None:
    assert counting_words(Counting("twelfths", shares=(4, 3, 5), uprated=False)) == (
        "Of a year's amount, April to August 5/12, September to December 4/12, January to March 3/12; "
        "part of a period counts by its days.",
        "What has fallen due so far in a financial year is added up exactly and then rounded to the nearest penny, "
        "an exact half to the even one.",
        "An award stays at the amount at which it was agreed.",
    )
    assert counting_words(Counting("terms", shares=(1, 1, 1)))[0].startswith("Every term costs a third of a year")
    assert "the autumn term 5/10" in counting_words(Counting("terms", shares=(5, 3, 2)))[0]
    assert "38 funded weeks" in counting_words(Counting("weeks", weeks=38))[0]


def in_folder(tmp_path: Path, entry: str, calendar: str = "") -> list[str]:
    """What the check says of a rulebook with this entry and, beside it, this calendar or none of its own."""
    folder = tmp_path / "good"
    folder.mkdir()
    (folder / "rulebook.yaml").write_text(with_award(entry), encoding="utf-8")
    (tmp_path / "vocabulary.yaml").write_text(VOCABULARY, encoding="utf-8")
    if calendar:
        (tmp_path / "calendar.yaml").write_text(calendar, encoding="utf-8")
    return [str(problem).removeprefix(str(tmp_path) + "/") for problem in check_folder(folder).problems]


def test_weeks_that_the_calendar_does_not_fund_are_told(tmp_path: Path) -> None:
    no_cases, weeks = in_folder(tmp_path, ENTRY + "weeks, weeks: 39}")
    assert "no cases stand beside the rulebook" in no_cases
    assert weeks.startswith("good/rulebook.yaml:76:5: the calendar funds 38 weeks in 2026-27 and the award counts 39")


def test_a_calendar_that_cannot_be_read_is_told_where_it_is_needed(tmp_path: Path) -> None:
    assert any("calendar.yaml:1:1" in line for line in in_folder(tmp_path, ENTRY + "terms}", "title: nothing\n"))
    (tmp_path / "by_days").mkdir()
    assert len(in_folder(tmp_path / "by_days", ENTRY + "days}", "title: nothing\n")) == 1  # only that it has no cases
