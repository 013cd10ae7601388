"""What the functions of the language have in common: reading their arguments and settings."""

import ast
import difflib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from engine.language.typing_rules import adapt, meet
from engine.tree import Call, Concluded, Node, walk
from engine.values import ROUNDINGS, Type, Value

if TYPE_CHECKING:
    from engine.language.grammar import Reader

MOST_PLACES: Final = 6
Settings = dict[str, Value]


def settings_of(reader: "Reader", node: ast.Call, allowed: dict[str, type | tuple[type, ...]]) -> Settings | None:
    """The constant arguments after the others, each of an allowed kind."""
    found: Settings = {}
    for keyword in node.keywords:
        key = keyword.arg or ""
        if key not in allowed:
            listed = ", ".join(f"{each}=" for each in allowed) or "no settings"
            reader.refuse(keyword.value, f"`{key}=` is not a setting here", listed, "Correct or remove it")
            return None
        value = reader.constant(keyword.value)
        if value is None:
            return None
        kind = allowed[key]
        if isinstance(value, bool) or not isinstance(value, kind):
            reader.refuse(
                keyword.value,
                f"`{key}={value}` does not fit",
                "a plain number or name",
                "Correct it",
            )
            return None
        found[key] = value
    if found.get("how", "down") not in ROUNDINGS:
        reader.refuse(node, f"`{found['how']}` is not a rounding", ", ".join(ROUNDINGS), "Choose one of those")
        return None
    places = found.get("places", 2)
    if not isinstance(places, int) or not -MOST_PLACES <= places <= MOST_PLACES:
        reader.refuse(node, f"{places} places", f"from -{MOST_PLACES} to {MOST_PLACES}", "Use fewer")
        return None
    return found


def count_is(reader: "Reader", node: ast.Call, least: int, most: int, shape: str) -> bool:
    """Whether the number of arguments fits."""
    if least <= len(node.args) <= most:
        return True
    reader.refuse(node, f"{len(node.args)} argument(s) stand here", shape, "Correct the call")
    return False


def numbers(reader: "Reader", node: ast.Call, args: list[ast.expr], doing: str) -> tuple[list[Node], Type] | None:
    """Numeric arguments brought to one type."""
    read = [reader.number(each) for each in args]
    good = [each for each in read if each is not None]
    if len(good) != len(read):
        return None
    return meet(good, reader.place(node), reader.complaints, doing)


def small_number(reader: "Reader", node: ast.expr, most: int, shape: str) -> int | None:
    """A count written out, from 1 to `most`."""
    n = reader.constant(node)
    if n is None:
        return None
    if isinstance(n, bool) or not isinstance(n, int) or not 1 <= n <= most:
        reader.refuse(
            node,
            f"{n} stands where a count is wanted",
            f"a whole number from 1 to {most}, as in {shape}",
            "Correct it",
        )
        return None
    return n


def conditions_of(reader: "Reader", args: list[ast.expr], *, rules: bool) -> list[Node] | None:
    """Yes-or-no arguments; `rules` allows conclusions among them."""
    read = [reader.condition(each) for each in args]
    good = [each for each in read if each is not None]
    if len(good) != len(read):
        return None
    concluded = [x for each in good for x in walk(each) if isinstance(x, Concluded)]
    if concluded and not rules:
        reader.complaints.add(
            concluded[0].at,
            "a rule is counted",
            "conditions on facts",
            "Use at_least(…), and, or, not",
        )
        return None
    return good


def dates_of(reader: "Reader", args: list[ast.expr], *, none: bool = False) -> list[Node] | None:
    """Date arguments; `none` allows ones that may be "none"."""
    good: list[Node] = []
    for each in args:
        tree = reader.read(each)
        if tree is None:
            continue
        tree = adapt(tree, Type("date"))
        if tree.type.kind != "date" or (tree.type.maybe_none and not none):
            reader.refuse(
                each,
                f"this is a {tree.type}{' that may be none' if tree.type.maybe_none else ''}",
                "a date",
                "Name a date, with given(…) if it may be none",
            )
            continue
        good.append(tree)
    return good if len(good) == len(args) else None


def group_of(reader: "Reader", node: ast.expr, *kinds: str) -> Node | None:
    """A set or a ranked answer."""
    tree = reader.read(node)
    if tree is not None and (tree.type.kind not in kinds or tree.type.maybe_none):
        reader.refuse(node, f"this is a {tree.type}", " or ".join(kinds) + " answer", "Name one")
        return None
    return tree


def call(
    reader: "Reader",
    node: ast.Call,
    name: str,
    args: Iterable[Node],
    gives: Type,
    settings: Settings,
) -> Call:
    """A function call as a tree."""
    return Call(name, tuple(args), tuple(sorted(settings.items())), gives, reader.place(node))


def near(name: str, known: Iterable[str]) -> str:
    """A hint naming what the author may have meant."""
    close = difflib.get_close_matches(name, list(known), 3)
    return "one of " + ", ".join(f"`{each}`" for each in close) if close else "a declared name"
