"""Comparisons and membership: which kinds may be held against each other, and how chains are split."""

import ast
from typing import TYPE_CHECKING, Final

from engine.language.typing_rules import adapt, check_option, guarded, meet
from engine.problems import Place
from engine.tree import And, Compare, Literal, Member, Node, Options, is_logic
from engine.values import NONE, YES_NO

if TYPE_CHECKING:
    from engine.language.grammar import Reader

_COMPARISONS: Final[dict[type[ast.cmpop], str]] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}


def compare(reader: "Reader", node: ast.Compare) -> Node | None:
    """A comparison; a chain becomes an And of its links."""
    operands, parts = [node.left, *node.comparators], []
    for op, left, right in zip(node.ops, operands, operands[1:], strict=False):
        if isinstance(op, ast.In | ast.NotIn):
            parts.append(_member(reader, left, right, isinstance(op, ast.NotIn)))
        elif type(op) in _COMPARISONS:
            parts.append(_comparison(reader, _COMPARISONS[type(op)], left, right))
        else:
            reader.refuse(node, "`is` is not part of the language", "== or !=", "Write == or !=")
            return None
    good = tuple(part for part in parts if part is not None)
    if len(good) != len(parts):
        return None
    return good[0] if len(good) == 1 else And(good, YES_NO, reader.place(node))


def _comparison(reader: "Reader", op: str, left_node: ast.expr, right_node: ast.expr) -> Node | None:
    left, right = reader.read(left_node), reader.read(right_node)
    if left is None or right is None or has_rules(reader, left, right):
        return None
    at = reader.place(left_node)
    equality = op in ("==", "!=")
    if equality and (_is_none(left) or _is_none(right)):
        return _none_test(reader, op, left, right, at)
    if {left.type.kind, right.type.kind} == {"set"}:
        if op == "<=" and not (guarded(left, reader.complaints) and guarded(right, reader.complaints)):
            return None
        if op in ("<=", "==", "!="):
            return Compare(op, left, right, YES_NO, at)  # type: ignore[arg-type]
    else:
        met = meet([left, right], at, reader.complaints, "compared", guard=not equality)
        if met is None:
            return None
        left, right = met[0]
        if not (
            check_option(left, right.type, reader.complaints) and check_option(right, left.type, reader.complaints)
        ):
            return None
        if equality or met[1].numeric or met[1].kind == "date":
            return Compare(op, left, right, YES_NO, at)  # type: ignore[arg-type]
    reader.refuse(
        left_node,
        f"`{op}` has no meaning between a {left.type} and a {right.type}",
        "== or !=, in",
        "Use one of those",
    )
    return None


def _none_test(reader: "Reader", op: str, left: Node, right: Node, at: Place) -> Node | None:
    tested = right if _is_none(left) else left
    if _is_none(tested) or not tested.type.maybe_none:
        reader.complaints.add(
            at,
            'this is never "none"',
            'something that may be answered "none"',
            "Remove the test",
        )
        return None
    none = Literal(NONE, tested.type, at)
    return Compare("==" if op == "==" else "!=", tested, none, YES_NO, at)


def has_rules(reader: "Reader", *nodes: Node) -> bool:
    """Whether a rule or joined condition stands where none may; a complaint then."""
    for node in nodes:
        if is_logic(node):
            reader.complaints.add(
                node.at,
                "a joined condition or a rule stands inside a comparison",
                "and, or, not around it",
                "Write it on its own",
            )
            return True
    return False


def _member(reader: "Reader", left: ast.expr, right: ast.expr, negated: bool) -> Node | None:
    item, at = reader.read(left), reader.place(left)
    if isinstance(right, ast.List | ast.Tuple):
        read = [reader.read(each) for each in right.elts]
        elements = [each for each in read if each is not None]
        if item is None or len(elements) != len(read):
            return None
        literals = [adapt(each, item.type) for each in elements]
        bad = [each for each in literals if not isinstance(each, Literal)]
        if bad or not literals:
            reader.refuse(
                right,
                "the list holds more than plain names and numbers",
                "a list written out",
                "Write them out",
            )
            return None
        met = meet([item, *literals], at, reader.complaints, "compared", guard=item.type.kind != "choice")
        fitting = [check_option(each, item.type, reader.complaints) for each in literals]
        if met is None or not all(fitting):
            return None
        values = tuple(each.value for each in literals if isinstance(each, Literal))
        within: Node = Options(values, item.type, reader.place(right))
        return Member(item, within, negated, YES_NO, at)
    group = reader.read(right)
    if item is None or group is None:
        return None
    if group.type.kind not in ("set", "ranked"):
        reader.refuse(
            right,
            f"this is a {group.type}",
            "a list, a set or a ranked answer",
            "Write [“a”, “b”] or name one",
        )
        return None
    if item.type.kind != "choice":
        reader.refuse(left, f"this is a {item.type}", "a name", "Put a name before `in`")
        return None
    return Member(item, group, negated, YES_NO, at) if check_option(item, group.type, reader.complaints) else None


def _is_none(node: Node) -> bool:
    return isinstance(node, Literal) and node.value == NONE
