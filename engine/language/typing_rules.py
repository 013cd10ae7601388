"""How kinds of value meet: what may be added, compared and chosen between, and how bare numbers adapt."""

import datetime as dt
from collections.abc import Sequence, Set
from dataclasses import replace
from decimal import Decimal

from engine.problems import Complaints, Place
from engine.tree import Literal, Node
from engine.values import DATE, NONE, Kind, Type


def guarded(node: Node, complaints: Complaints) -> bool:
    """Whether `node` cannot be "none" here; a complaint otherwise."""
    if not node.type.maybe_none:
        return True
    complaints.add(
        node.at,
        'this may be answered "none", which has no size',
        "an answer that is always there",
        "Write given(…, otherwise) around it, or test it with == none first",
    )
    return False


def adapt(node: Node, to: Type) -> Node:
    """A bare number becomes pounds or percent points, a bare text a date, where that is what it meets."""
    if not isinstance(node, Literal):
        return node
    value = node.value
    if node.type.kind in ("whole", "number") and isinstance(value, int | Decimal):
        if to.kind == "money":
            scaled = Decimal(value) * 100
            if scaled == int(scaled):
                return replace(node, value=int(scaled), type=to)
        if to.kind in ("percent", "number") or (to.kind == "whole" and isinstance(value, int)):
            return replace(node, type=replace(to, maybe_none=False))
    if node.type.kind == "choice" and to.kind == "date" and isinstance(value, str):
        try:
            return replace(node, value=dt.date.fromisoformat(value), type=DATE)
        except ValueError:
            return node
    if node.type.kind == "choice" and to.kind == "choice" and value in to.options:
        return replace(node, type=to)
    return node


def meet(
    nodes: Sequence[Node], at: Place, complaints: Complaints, doing: str, *, guard: bool = True
) -> tuple[list[Node], Type] | None:
    """The nodes brought to one common type, or None with a complaint. `doing` is a verb for the message."""
    if guard:
        always_there = [guarded(node, complaints) for node in nodes]
        if not all(always_there):
            return None
    strongest = _strongest([n.type for n in nodes if not isinstance(n, Literal)] or [nodes[0].type])
    adapted = [adapt(node, strongest) for node in nodes]
    kinds = {node.type.kind for node in adapted}
    if kinds <= {"whole", "number"}:
        units = sorted({node.type.unit for node in adapted if node.type.unit})
        if len(units) > 1:
            complaints.add(
                at,
                f"{units[0]} and {units[1]} cannot be {doing}",
                "one unit",
                "Convert one of them first",
            )
            return None
        kind = "number" if "number" in kinds else "whole"
        return adapted, Type("number" if kind == "number" else "whole", units[0] if units else None)
    if len(kinds) > 1:
        names = " and ".join(sorted({str(node.type) for node in adapted}))
        complaints.add(at, f"{names} cannot be {doing}", "values of one kind", _remedy(kinds))
        return None
    return adapted, _joined([node.type for node in adapted])


def _strongest(types: Sequence[Type]) -> Type:
    for kind in ("money", "percent", "date"):
        for each in types:
            if each.kind == kind:
                return replace(each, maybe_none=False)
    choices = [each for each in types if each.kind == "choice"]
    if choices:
        return _joined(choices)
    units = [each for each in types if each.unit]
    return units[0] if units else types[0]


def _joined(types: Sequence[Type]) -> Type:
    first = types[0]
    maybe = any(each.maybe_none for each in types)
    options = tuple(dict.fromkeys(option for each in types for option in each.options))
    return replace(first, options=options, maybe_none=maybe)


def _remedy(kinds: Set[Kind]) -> str:
    if "money" in kinds and kinds & {"whole", "number"}:
        return "Give the amount its £ where it is declared, or multiply money by the number"
    if "yes_no" in kinds:
        return "A condition is not a number; use count(…) or `x if condition else y`"
    return "Compare like with like"


def check_option(literal: Node, against: Type, complaints: Complaints) -> bool:
    """Whether a written name is one of the options it is compared with."""
    if not isinstance(literal, Literal) or against.kind not in ("choice", "ranked", "set"):
        return True
    if literal.value in against.options or literal.value == NONE:
        return True
    listed = ", ".join(f'"{each}"' for each in against.options[:12])
    complaints.add(
        literal.at,
        f'"{literal.value}" is never one of these answers',
        f"one of {listed}",
        "Correct the name",
    )
    return False
