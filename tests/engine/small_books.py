"""Small rulebooks for tests: one of every kind of fact, and an expression put to both engines."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from engine.language.loading import load_text
from engine.opinions import evaluate, reference
from engine.opinions.evaluation import Evaluation
from engine.problems import Refused
from engine.rulebook import Rulebook
from engine.values import Answer, Value

DAY = dt.date(2026, 9, 14)
HEAD = """\
rulebook: small
title: A small rulebook
decides: top_up
in_force: {from: 2026-04-01}
sources: {policy: {title: Policy, publisher: Us}}
"""
FACTS = """\
  level: {type: level, kind: need, asks: How far, levels: [none at all, some, much]}
  score: {type: whole, kind: need, asks: How many, most: 1000}
  hours: {type: number, kind: need, asks: How long, unit: hours}
  cost: {type: money, kind: provision, asks: How much, least: -£9000}
  plan_cost: {type: money, kind: provision, asks: How much, none: No plan}
  attendance: {type: percent, kind: context, asks: How often}
  born: {type: date, kind: context, asks: When}
  report: {type: date, kind: evidence, asks: When}
  signed: {type: yes_no, kind: need, asks: Is it}
  urgent: {type: yes_no, kind: need, asks: Is it}
  agreed: {type: yes_no, kind: need, asks: Is it}
  place: {type: choice, kind: context, asks: Where, options: [unit, school, home]}
  recorded: {type: choice, kind: context, asks: Which, options: [unit, school], none: Not recorded}
  needs: {type: ranked, kind: need, asks: Which, options: [speech, hearing, vision], most: 2}
  aids: {type: set, kind: need, asks: Which, options: [hoist, ramp, loop]}
  offers: {type: set, kind: provision, asks: Which, options: [hoist, ramp, loop]}
"""


def small_text(*, outcome: str = "level", values: str = "", derive: str = "", rules: str = "", more: str = "") -> str:
    """A rulebook with every kind of fact. `values`, `derive`, `rules` are what stands below those words."""
    parts = [HEAD, more, "facts:\n", FACTS]
    for word, part in (("values", values), ("derive", derive), ("rules", rules)):
        parts.append(f"{word}:\n{part.rstrip()}\n" if part.strip() else "")
    return "".join([*parts, "outcome:\n  found: >-\n    ", outcome, "\n"])


def rule(name: str, when: str, then: str = "note", more: str = "") -> str:
    """One rule, as a line of YAML."""
    return f"  - {{id: {name}, when: '{when}', then: {then}, met: M., not_met: N., source: policy{more}}}\n"


def problems_of(text: str, vocabulary: str = "") -> list[str]:
    """Every problem of a rulebook text as `line:column: message`; none where it loads."""
    try:
        load_text(text, vocabulary)
    except Refused as refused:
        return [str(problem).removeprefix("rulebook.yaml:") for problem in refused.problems]
    return []


def both(book: Rulebook, answers: Mapping[str, Value], day: dt.date = DAY) -> Evaluation:
    """What the evaluator and the reference both find."""
    found = evaluate.evaluate(book, answers, day)
    assert found == reference.evaluate(book, answers, day)
    return found


def worth(expression: str, day: dt.date = DAY, *, values: str = "", **answers: Value) -> Answer:
    """What an expression comes to for these answers, in both engines; `date` answers as `dt.date`."""
    exact = {name: Decimal(v) if isinstance(v, int) and name == "hours" else v for name, v in answers.items()}
    return both(load_text(small_text(outcome=expression, values=values)), exact, day).outcome["found"]
