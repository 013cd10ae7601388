"""Ladders as columns, at every value: steps that rise evenly, in part or not at all, below the first, and refer."""

import datetime as dt

import pytest

from engine.language.loading import load_text
from tests.engine.columns_held import differences

DAY = dt.date(2026, 9, 14)
LADDERS = {
    "even": "{0: 0, 1: 2, 2: 4, 3: 6, 4: 8}",
    "even then further": "{0: 0, 1: 2, 2: 4, 3: 6, 4: 10}",
    "falling": "{0: 9, 1: 6, 2: 3, 3: 0, 4: -3}",
    "level": "{0: 5, 1: 5, 2: 5, 9: 5}",
    "from the middle": "{2: 1, 3: 2, 4: 3, 5: 4, 9: 0}",
    "money": "{0: £0, 1: £1000.50, 2: £2001, 3: £3001.50, 4: £500}",
    "wide apart": "{0: 1, 5: 2, 6: 3, 7: 4, 8: 5, 20: 6}",
    "many steps": "{0: 1, 3: 9, 5: 2, 8: 7, 9: 1, 11: 30, 12: 2, 14: 8, 15: 3, 17: 40, 19: 5}",
    "large": "{0: 100000, 1: 200000, 2: 300000, 3: 400000}",
}
TEXT = """
rulebook: ladders
title: Ladders
decides: top_up
in_force: {{from: 2026-04-01}}
rounding: half_even
sources: {{policy: {{title: Policy, publisher: Us}}}}
facts:
  steps: {{type: whole, kind: need, asks: "How many?", least: {least}, most: 25}}
values:
  found:
    - from: 2026-04-01
      source: policy
      ladder: {ladder}
{above}outcome:
  found: "found(steps)"
"""


@pytest.mark.parametrize("least", [0, -3])
@pytest.mark.parametrize("above", ["", "      above: {from: 12, do: refer}\n"])
@pytest.mark.parametrize("ladder", LADDERS.values(), ids=LADDERS)
def test_every_value_of_a_ladder(ladder: str, above: str, least: int) -> None:
    if "12: " in ladder or "20: " in ladder:
        above = above.replace("12", "23")
    book = load_text(TEXT.format(ladder=ladder, above=above, least=least))
    assert differences(book, DAY, [{}, *({"steps": number} for number in range(least, 26))]) == []
