"""A good rulebook, and what the check says when one thing in it is made wrong."""

from pathlib import Path

from engine.language.loading import load_text
from engine.problems import Refused
from engine.proof.check import check_rulebook

VOCABULARY = (Path(__file__).resolve().parents[2] / "rules" / "vocabulary.yaml").read_text(encoding="utf-8")
GOOD = """\
rulebook: good
title: A good rulebook
about: What every bad one is made from.
decides: top_up
in_force: {from: 2026-04-01, to: 2028-03-31}
rounding: half_even
sources:
  policy: {title: Our policy, publisher: Anytown Council}
facts:
  language:
    type: level
    kind: need
    asks: How far does language hold the child back?
    levels: [Not at all, A little, A good deal, Almost wholly]
  learning:
    type: level
    kind: need
    asks: How far does learning hold the child back?
    levels: [Not at all, A little, A good deal, Almost wholly]
  hours: {type: number, kind: provision, asks: How many hours a week, unit: hours, most: 40}
  plan_cost: {type: money, kind: provision, asks: What does the plan come to, none: No plan}
  report: {type: date, kind: evidence, asks: When was the report written}
  place: {type: choice, kind: need, asks: Where, options: [unit, school]}
  ehc_plan: shared
values:
  band_from_points:
    - from: 2026-04-01
      source: policy
      ladder: {0: 0, 2: 1, 4: 2}
      above: {from: 6, do: refer}
  tariff:
    - from: 2026-04-01
      to: 2027-03-31
      source: policy
      by: [place, band]
      rows:
        unit: {0: £0, 1: £900, 2: £1800}
        school:
          0: £0
          1: £1,500
          2: £3,200
    - from: 2027-04-01
      source: policy
      by: [place, band]
      rows:
        "*": {0: £0, 1: £1550, 2: £3300}
  contribution:
    - {from: 2026-04-01, source: policy, is: £6000}
derive:
  points: "language + learning"
  band: "band_from_points(points)"
rules:
  - id: report_needed
    when: "band >= 2 and not recent(report, months=12)"
    then: ask
    met: Band {band} needs a report.
    not_met: No report is needed.
    source: policy
  - id: little_spent
    when: "given(plan_cost, 0) < contribution or hours < 2"
    then: note
    met: Less than {contribution} is shown.
    not_met: Enough is shown.
    source: policy
  - id: county_pays
    when: "ehc_plan"
    then: route
    route: county_statutory
    met: The county pays.
    not_met: The county does not pay.
    source: policy
outcome:
  headline: "band"
  annual_top_up: "tariff(place, band)"
"""


def with_mistake(*edits: tuple[str, str]) -> str:
    """The good rulebook with each first text replaced, once, by the second."""
    text = GOOD
    for old, new in edits:
        assert old in text, f"{old} is not in the good rulebook"
        text = text.replace(old, new, 1)
    return text


def told(text: str) -> list[str]:
    """Every problem the check finds, as `line:column: message`."""
    try:
        found = check_rulebook(load_text(text, VOCABULARY))
    except Refused as refused:
        found = list(refused.problems)
    return [str(problem).removeprefix("rulebook.yaml:") for problem in found]
