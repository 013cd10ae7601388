"""What the fit rulebook knows of a place: from the directory's columns by name, and its other answers as they are kept.

What the directory does not say is unknown, which is a question to ask the school. Free places are no fact of fit.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from engine.facts import from_canonical
from engine.placing.fit import Place
from engine.problems import Problem
from engine.rulebook import Rulebook
from engine.values import Value, pounds_text
from panel_api.models import Provision

COLUMNS: Final = {
    "place_kind": "kind",
    "caters_for": "needs",
    "least_age": "least_age",
    "most_age": "most_age",
    "admits": "admits",
    "boarding": "boarding",
    "section_41": "section_41",
}
"""Facts that columns of the directory answer; whatever else is asked of a place `Provision.facts` answers."""


def place_of(
    book: Rulebook,
    provision: Provision,
    authority: str,
    miles: Decimal | None,
    costs: Mapping[str, int | None] | None = None,
) -> Place:
    """A provision as the fit rulebook reads it.

    authority: the council's own code, by which a place is in the county. costs: pence a year by the names of the
    rulebook's money facts, which only its order may read.
    """
    raw: dict[str, object] = {**provision.facts}
    raw |= {name: getattr(provision, column) for name, column in COLUMNS.items()}
    raw["miles"] = None if miles is None else str(miles)
    raw["in_county"] = None if provision.authority is None else provision.authority == authority
    raw |= {name: None if pence is None else pounds_text(pence) for name, pence in (costs or {}).items()}
    answers: dict[str, Value] = {}
    for name, fact in book.facts.items():
        if fact.of != "place" or raw.get(name) is None:
            continue
        value = from_canonical(fact, raw[name])
        if not isinstance(value, Problem):
            answers[name] = value
    return Place(provision.code, answers)
