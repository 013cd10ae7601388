"""Conditions as clauses: "points are 40 or more", "the report is from the last 12 months"; and turned round."""

from typing import TYPE_CHECKING, Final

from engine.amounts import is_plural, listing, spoken
from engine.tree import (
    And,
    AtLeast,
    Call,
    Compare,
    Concluded,
    Literal,
    Member,
    Name,
    Node,
    Not,
    Options,
    Or,
)

if TYPE_CHECKING:
    from engine.explaining.english import English

_FLIPPED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_OPPOSITE: Final = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_SIZES: Final = {
    "<": "less than {}",
    "<=": "{} or less",
    ">": "more than {}",
    ">=": "{} or more",
    "==": "{}",
    "!=": "not {}",
}
_LEVELS: Final = {
    "<": "below {}",
    "<=": "at {} or below",
    ">": "above {}",
    ">=": "at {} or more",
    "==": "at {}",
    "!=": "not at {}",
}
_DAYS: Final = {
    "<": "before {}",
    "<=": "{} or earlier",
    ">": "after {}",
    ">=": "{} or later",
    "==": "{}",
    "!=": "not {}",
}
_GROUPS: Final = {"<=": "all among {}", "==": "just {}", "!=": "other than {}"}


def clause(english: "English", node: Node, *, negated: bool = False) -> str:
    """A yes-or-no tree as a clause: "points are 40 or more", "the answer to “…?” is yes"."""
    match node:
        case Not():
            return clause(english, node.part, negated=not negated)
        case And() | Or():
            return _joined(english, node, negated)
        case AtLeast():
            several = "; ".join(clause(english, part) for part in node.parts)
            many = f"fewer than {node.n}" if negated else f"at least {node.n}"
            return f"{many} of these hold: {several}"
        case Compare():
            return _comparison(english, node, negated)
        case Member():
            return _member(english, node, negated)
        case Call():
            return _called(english, node, negated)
        case Concluded():
            rule = next((r for r in english.book.rules if r.id == node.rule), None)
            name = rule.id if rule else node.rule
            return f"“{spoken(name)}” is {'not ' if negated else ''}met"
        case Literal():
            return "always" if (node.value is True) != negated else "never"
        case Name(source="derive") if english.label(node.name).startswith("whether "):
            said = english.label(node.name).removeprefix("whether ")
            return f"it is not so that {said}" if negated else said
        case _:
            return f"{english.subject(node)} is {'no' if negated else 'yes'}"


def _joined(english: "English", node: And | Or, negated: bool) -> str:
    word = "and" if isinstance(node, And) != negated else "or"
    parts = []
    for part in node.parts:
        said = clause(english, part, negated=negated)
        inner = part.part if isinstance(part, Not) else part
        parts.append(f"({said})" if isinstance(inner, And | Or | AtLeast) else said)
    return f" {word} ".join(parts)


def _comparison(english: "English", node: Compare, negated: bool) -> str:
    left, right = node.left, node.right
    op: str = _OPPOSITE[node.op] if negated and node.left.type.kind != "set" else node.op
    if _stands_second(left, right):
        left, right, op = right, left, _FLIPPED[op]
    phrases = _DAYS if left.type.kind == "date" else _GROUPS if left.type.kind == "set" else _SIZES
    fixed = english.fixed(right)
    against = english.constant(fixed, left) if fixed is not None else english.part(right, values=False)
    if english.is_level(left) and fixed is not None:
        phrases = _LEVELS
    said = phrases[op].format(against)
    never = "not " if negated and left.type.kind == "set" else ""
    return f"{_is(english, left)} {never}{said}"


def _is(english: "English", node: Node) -> str:
    subject = english.subject(node)
    plural = isinstance(node, Name) and not subject.startswith("the answer") and is_plural(subject)
    return f"{subject} {'are' if plural else 'is'}"


def _member(english: "English", node: Member, negated: bool) -> str:
    no = node.negated != negated
    if isinstance(node.within, Options):
        names = [english.constant(each, node.item) for each in node.within.values]
        if len(names) == 1:
            return f"{_is(english, node.item)} {'not ' if no else ''}{names[0]}"
        return f"{_is(english, node.item)} {'neither ' if no else 'either '}{listing(names, 'nor' if no else 'or')}"
    fixed = english.fixed(node.item)
    item = f"“{english.constant(fixed, node.within)}”" if fixed is not None else english.subject(node.item)
    return f"{item} is {'not ' if no else ''}in {english.subject(node.within)}"


def _called(english: "English", node: Call, negated: bool) -> str:
    no = "not " if negated else ""
    first = node.args[0]
    if node.name == "recent":
        months, days = node.setting("months"), node.setting("days")
        span = f"{months} months" if months is not None else f"{days} days"
        return f"{english.subject(first)} is {no}from the last {span}"
    if node.name == "known":
        fact = english.book.facts.get(first.name) if isinstance(first, Name) else None
        if fact:
            return f"“{fact.asks.strip()}” is {'not answered' if negated else 'answered'}"
        return f"{_is(english, first)} {no}known"
    if node.name == "overlap":
        both = f"{english.subject(first)} and {english.subject(node.args[1])}"
        return f"{both} share {'nothing' if negated else 'something'}"
    return f"{english.say_call(node)} is {'no' if negated else 'yes'}"


def about(node: Node) -> tuple[Node | None, Node | None]:
    """What a condition is about, and what that is held against."""
    match node:
        case Compare():
            turned = _stands_second(node.left, node.right)
            return (node.right, node.left) if turned else (node.left, node.right)
        case Member() if is_fixed(node.item):
            return (None if isinstance(node.within, Options) else node.within), None
        case Member():
            return node.item, None
        case Call(name="recent" | "known"):
            return node.args[0], None
    return None, None


def is_fixed(node: Node) -> bool:
    """Whether `node` does not vary from case to case: a constant, a dated value, the day."""
    return isinstance(node, Literal) or (isinstance(node, Name) and node.source in ("value", "day"))


def _stands_second(left: Node, right: Node) -> bool:
    """Whether a comparison reads better turned round: `12 <= points`, `"2026-09-01" <= day`."""
    if isinstance(right, Name) and right.source == "day":
        return isinstance(left, Literal) or (isinstance(left, Name) and left.source == "value")
    return is_fixed(left) and not is_fixed(right)
