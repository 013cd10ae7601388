"""Rulebook + answers + day → `Evaluation`. Pure, exact, three-valued; the truth of every condition is kept."""

import datetime as dt
from collections.abc import Mapping
from decimal import localcontext
from typing import cast

from engine.opinions.evaluation import Evaluation
from engine.opinions.generated import Run, generate, uses_decimals
from engine.rulebook import InForce, Rulebook
from engine.values import EXACT, Answer, Value


def evaluate(book: Rulebook, answers: Mapping[str, Value], day: dt.date) -> Evaluation:
    """Everything the rulebook concludes from these answers on this day, which must lie in `book.in_force`.

    Raises ValueError where it does not. Answers are already strict (see `engine.facts.read_answers`).
    """
    if not book.in_force.holds(day):
        raise ValueError(f"{book.name} is not in force on {day}")
    return evaluate_vector(book.on(day), tuple(map(answers.get, book.facts)), day)


def evaluate_vector(in_force: InForce, answers: tuple[Answer, ...], day: dt.date) -> Evaluation:
    """The same for answers already in the order of `rulebook.facts`, None where unanswered."""
    kept = in_force.kept.get("run")
    if kept is None:
        kept = in_force.kept["run"] = (generate(in_force)[0], uses_decimals(in_force))
    run, decimals = cast("tuple[Run, bool]", kept)
    if decimals:
        with localcontext(EXACT):
            found = run(answers, day)
    else:
        found = run(answers, day)
    return Evaluation(in_force, day, answers, *found)
