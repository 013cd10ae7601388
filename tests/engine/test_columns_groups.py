"""Sets and ranked answers: what is in one that was answered "none", or not at all, in every opinion and in columns."""

import datetime as dt
from itertools import product

from engine.language.loading import load_text
from engine.opinions import evaluate, reference
from engine.values import Value
from tests.engine.columns_held import differences

DAY = dt.date(2026, 9, 14)
OPTIONS = "options: [no, on, e, red], none: nothing said, kind: need, asks: Which"
BOOK = load_text(
    f"""\
rulebook: groups
title: Groups
decides: top_up
in_force: {{from: 2026-04-01}}
sources: {{policy: {{title: Policy, publisher: Us}}}}
facts:
  several: {{type: set, {OPTIONS}}}
  ranked: {{type: ranked, most: 3, {OPTIONS}}}
  one: {{type: choice, {OPTIONS}}}
derive:
  several_if_red: 'several if one == "red" else several'
outcome:
  named: '"no" in several_if_red'
  not_ranked: "one not in ranked"
  same: "several == several_if_red"
  said: "ranked != none"
"""
)
SEVERAL: tuple[Value | None, ...] = (None, "none", frozenset(), frozenset({"no"}), frozenset({"red", "e"}))
RANKED: tuple[Value | None, ...] = (None, "none", (), ("on",), ("red", "no", "e"))
ONE: tuple[Value | None, ...] = (None, "none", "no", "on", "e", "red")


def answers() -> list[dict[str, Value]]:
    named = [dict(zip(BOOK.facts, each, strict=True)) for each in product(SEVERAL, RANKED, ONE)]
    return [{name: value for name, value in each.items() if value is not None} for each in named]


def test_nothing_is_in_a_group_answered_none() -> None:
    said_none: dict[str, Value] = {"several": "none", "ranked": "none", "one": "on"}
    for opinion in (evaluate.evaluate, reference.evaluate):
        found = opinion(BOOK, said_none, DAY).outcome
        assert (found["named"], found["not_ranked"], found["said"]) == (False, True, False)


def test_groups_in_columns_are_the_evaluator() -> None:
    for each in answers():
        assert evaluate.evaluate(BOOK, each, DAY).outcomes == reference.evaluate(BOOK, each, DAY).outcomes
    assert differences(BOOK, DAY, answers()) == []
