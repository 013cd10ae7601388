"""The band that the rulebook gives to levels: the engine's own reading of what a scorer saw."""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from engine.agreement.alpha import Score
from engine.opinions.evaluate import evaluate
from engine.rulebook import Rulebook
from engine.values import NONE, Value, outside

FOR_A_PERSON: Final = "for a person"
"""Where the rulebook gives no band to these levels and leaves them to a person, as above the top band."""


def strands(book: Rulebook) -> tuple[str, ...]:
    """The facts that are scored: the need levels, in the rulebook's order."""
    return tuple(name for name, fact in book.facts.items() if fact.kind == "need" and fact.is_level)


def band_of(book: Rulebook, answers: Mapping[str, Value], levels: Mapping[str, Value], day: dt.date) -> Score | None:
    """The first outcome for a case's answers with its need levels replaced by these; None where it is not settled.

    answers: strict (see `engine.facts.read_answers`), and not changed. The first outcome of a rulebook that
    bands is its band; where it is left to a person, FOR_A_PERSON. Raises ValueError on a day not in force.
    """
    scored = strands(book)
    held = {name: value for name, value in answers.items() if name not in scored}
    evaluation = evaluate(book, held | {name: levels[name] for name in scored if name in levels}, day)
    step, band = next(iter(book.outcomes.values())), evaluation.outcomes[0]
    if band is None:
        return FOR_A_PERSON if evaluation.status == "referred" else None
    if band == NONE:
        return None
    return band if isinstance(band, int) else str(outside(band, step.node.type.kind))
