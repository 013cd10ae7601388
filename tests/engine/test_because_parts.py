"""A reason never puts one derived name's number under another's: parts are called what they are."""

import datetime as dt

from engine.assessing import assess
from engine.explaining.explain import explain
from engine.language.loading import load_text

TEXT = """
rulebook: halves
title: The highest, and half of the second
decides: top_up
in_force: {from: 2026-04-01}
sources:
  ours: {title: Ours, publisher: Invented}
facts:
  first: {type: choice, kind: need, asks: "Which band for one?", options: {C: Band C, D: Band D}}
  other: {type: choice, kind: need, asks: "Which band for another?", options: {C: Band C, D: Band D}}
values:
  units:
    - {from: 2026-04-01, source: ours, by: [band], rows: {C: 1, D: 3}}
  level_of:
    - from: 2026-04-01
      source: ours
      ladder: {0: none given, 1: low, 6: medium}
derive:
  highest: "max(units(first), units(other))"
  second: "nth_highest(2, units(first), units(other))"
  total_units: "highest + second / 2"
  doubled: "2 * highest + second"
outcome:
  level: "OUTCOME"
"""
DAY = dt.date(2026, 9, 14)


def reasons(outcome: str) -> list[str]:
    book = load_text(TEXT.replace("OUTCOME", outcome))
    return [reason.sentence for reason in explain(assess(book, {"first": "D", "other": "C"}, DAY)).why]


def test_each_part_stands_under_its_own_name() -> None:
    told = reasons("level_of(total_units)")
    assert "Highest: 3." in told
    assert "Second ÷ 2: 0.5." in told
    assert not any("3.5" in sentence and "Total units" not in sentence for sentence in told)


def test_what_counts_more_than_it_is_says_so() -> None:
    told = reasons("level_of(doubled)")
    assert not any(sentence.startswith("Highest: 6") for sentence in told), "highest is 3; it counts 6"


def test_a_ladder_climbed_in_halves_runs_to_below_its_next_step() -> None:
    assert any("is level low (from 1 to below 6)" in sentence for sentence in reasons("level_of(total_units)"))
