"""How each function, ladder and table of the language is said. One phrase a function."""

from collections.abc import Sequence

from engine.amounts import count_words, listing, number_words, ordinal, spoken
from engine.tree import Call, Lookup
from engine.values import Value


def lookup_words(node: Lookup, args: Sequence[str], result: str | None = None) -> str:
    """A ladder or table: "tariff for setting and need band"; with what it gave: "6 [level points: talking 3]"."""
    if result is None:
        return f"{spoken(node.name)} for {listing(args)}"
    return f"{result} [{spoken(node.name)}: {', '.join(args)}]"


def call_words(node: Call, args: Sequence[str]) -> str:
    """A function's phrase; `args` are its arguments in words."""
    match node.name:
        case "min" | "max":
            return f"the {_extreme(node.name == 'max', len(args))} of {listing(args)}"
        case "sum":
            return " + ".join(args)
        case "top":
            return f"the {_most(node.setting('n'))}highest of {listing(args)}, added up"
        case "nth_highest":
            return f"the {_nth(node.setting('n'))}highest of {listing(args)}"
        case "count":
            return f"the number of these that hold ({'; '.join(args)})"
        case "round":
            return f"{args[0]}, rounded {_rounding(node)}"
        case "divide":
            return f"({args[0]}) ÷ ({args[1]}), rounded {_rounding(node)}"
        case "months_between":
            return f"the whole months from {args[0]} to {args[1]}"
        case "days_between":
            return f"the days from {args[0]} to {args[1]}"
        case "academic_year" | "financial_year":
            return f"the {spoken(node.name)} of {args[0]}"
        case "given":
            return f"{args[0]} (or {args[1]} where there is none)"
        case _:
            return _group_words(node, args)


def _group_words(node: Call, args: Sequence[str]) -> str:
    match node.name:
        case "size":
            return f"how many are in {args[0]}"
        case "rank":
            return f"the place of {args[0]} in {args[1]}"
        case "at_rank":
            return f"the {ordinal(_count(node.setting('n')))} of {args[0]}"
        case "total":
            return f"the total of {args[0]} over all partnerships"
        case "apportion":
            bounds = [
                f"{'no less' if name == 'floor' else 'no more'} than {args[position]}"
                for name, position in node.settings
                if isinstance(position, int)
            ]
            return f"a share of {args[0]} by {args[1]}" + (f", {listing(bounds)}" if bounds else "")
        case _:
            return f"{spoken(node.name)} of {listing(args)}"


def _extreme(highest: bool, count: int) -> str:
    if count == 2:
        return "higher" if highest else "lower"
    return "highest" if highest else "lowest"


def _count(value: Value | None) -> int:
    assert isinstance(value, int)
    return value


def _most(n: Value | None) -> str:
    return "" if n == 1 else f"{count_words(_count(n))} "


def _nth(n: Value | None) -> str:
    return "" if n == 1 else f"{ordinal(_count(n))} "


def _rounding(node: Call) -> str:
    how = {"half_even": "", "half_up": ", halves up", "down": " down", "up": " up"}[str(node.setting("how"))]
    places = _count(node.setting("places"))
    if node.type.kind == "money":
        to = {2: "to the penny", 0: "to the pound"}.get(places)
    else:
        to = {0: "to a whole number", 1: "to one decimal place"}.get(places)
    if to is None and places < 0:
        to = f"to the nearest {'£' if node.type.kind == 'money' else ''}{number_words(10**-places)}"
    elif to is None:
        to = f"to {count_words(places)} decimal places"
    return f"{to}{how}" if how.startswith(",") else f"{how.strip()} {to}".strip()
