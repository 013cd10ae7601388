"""Random fact sets for the benchmarks: the same every time, complete and incomplete, far from one another."""

import datetime as dt
import random
from decimal import Decimal
from pathlib import Path
from typing import Final

from engine.facts import Fact
from engine.language.loading import load_folder, load_text, read_source
from engine.rulebook import Rulebook
from engine.values import NONE, Value

ROOT: Final = Path(__file__).resolve().parent.parent
DAY: Final = dt.date(2026, 11, 16)
SEED: Final = 20261116

_ODDS_OF_NONE: Final = 0.2
_ODDS_OF_SILENCE: Final = (0.05, 0.2, 0.6)
"""Of a fact, in a fact set that leaves some out."""
_ODDS_OF_MAINSTREAM: Final = 0.6
_ODDS_OF_A_RARE_NEED: Final = 0.1
_LEVELS: Final = ((80, 15, 4, 1, 0), (30, 30, 20, 15, 5), (5, 20, 30, 25, 20))
"""How often levels 0 to 4 are answered, for children of low, middling and high need."""
_PENCE: Final = (50_000, 2_500_000)
"""Money between £500 and £25,000, where the thresholds are."""


def benchmark_rulebook() -> Rulebook:
    """The rulebook that is also written by hand and for zen-engine."""
    file = Path(__file__).with_name("rulebook.yaml")
    return load_text(read_source(file), read_source(ROOT / "rules" / "vocabulary.yaml"), file.name)


def county_rulebook() -> Rulebook:
    """The invented county's own."""
    return load_folder(ROOT / "rules" / "county_top_up")


def fact_sets(book: Rulebook, count: int, seed: int = SEED) -> list[dict[str, Value]]:
    """So many sets of answers. Every other one leaves some facts out."""
    dice = random.Random(seed)
    made = []
    for number in range(count):
        levels = dice.choice(_LEVELS)
        answers = {name: _answer(fact, levels, dice) for name, fact in book.facts.items()}
        if number % 2:
            odds = dice.choice(_ODDS_OF_SILENCE)
            answers = {name: value for name, value in answers.items() if dice.random() > odds}
        made.append(answers)
    return made


def _answer(fact: Fact, levels: tuple[int, ...], dice: random.Random) -> Value:
    if fact.type.maybe_none and dice.random() < _ODDS_OF_NONE:
        return NONE
    if fact.name == "setting" and dice.random() < _ODDS_OF_MAINSTREAM:
        return "mainstream"
    least, most = int(fact.least or 0), int(fact.most or 100)
    match fact.type.kind:
        case "yes_no":
            return dice.random() < (_ODDS_OF_A_RARE_NEED if fact.kind == "need" else 1 / 2)
        case "date":
            return DAY - dt.timedelta(days=dice.randrange(0, 600))
        case "money":
            return dice.randrange(*_PENCE)
        case "whole":
            return dice.choices(range(5), levels)[0] if fact.is_level else dice.randint(least, most)
        case "number" | "percent":
            return Decimal(dice.randint(least * 100, min(most, 100) * 100)).scaleb(-2)
        case "choice":
            return dice.choice(fact.type.options)
        case "ranked":
            return tuple(dice.sample(fact.type.options, 2))
        case "set":
            return frozenset(dice.sample(fact.type.options, 2))
    raise ValueError(f"no random answer of kind {fact.type.kind}")
