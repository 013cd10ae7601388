"""Ladders and tables proved with ranges: no gap that can be reached, no step or cell that cannot, keys that fit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Final

from engine.opinions.layout import Site, layout_of
from engine.problems import Problem
from engine.proof.need_led import decided_by
from engine.proof.tried import landing_as_tried
from engine.proof.whereabouts import Whereabouts
from engine.reach.range_lookups import BELOW, Landing
from engine.reach.ranges import Ranges
from engine.rulebook import REFER, DatedShape, InForce, Ladder, Table
from engine.tree import Lookup, Name, Node
from engine.values import Type, Value, plain, pounds_text

_MOST_TOLD: Final = 5
_WORDS: Final = {"whole": "a whole number", "money": "an amount with its £", "yes_no": "yes or no"}


@dataclass
class _Use:
    """One dated entry of a value and everything that looks something up in it."""

    name: str
    dated: DatedShape
    calls: list[tuple[Lookup, Landing]] = field(default_factory=list)


def lookup_proofs(found: Sequence[tuple[InForce, Ranges]], where: Whereabouts) -> Iterator[Problem]:
    """Every problem of the ladders and tables on any of these stretches of days."""
    uses: dict[int, _Use] = {}
    for in_force, ranges in found:
        for site in layout_of(in_force).lookups:
            node = site.node
            assert isinstance(node, Lookup)
            dated = in_force.values[node.name]
            use = uses.setdefault(id(dated), _Use(node.name, dated))
            if id(node) in ranges.lookups:
                use.calls.append((node, _confirmed(in_force, site, node, ranges.lookups[id(node)])))
    for use in uses.values():
        if isinstance(use.dated.shape, Ladder):
            yield from _ladder(use, use.dated.shape, where)
        elif isinstance(use.dated.shape, Table):
            swapped = list(_swapped(use, use.dated.shape))
            yield from swapped or _table(use, use.dated.shape, where)


def _confirmed(in_force: InForce, site: Site, node: Lookup, landing: Landing) -> Landing:
    """The landing as it is; put to the test where it would be called wrong."""
    shape, book = in_force.values[node.name].shape, in_force.rulebook
    if isinstance(shape, Ladder):
        past = not shape.open_end and len(shape.starts) - 1 in landing.rungs
        feared = past or (BELOW in landing.rungs and not shape.below)
    else:
        feared = isinstance(shape, Table) and landing.may_miss and shape.otherwise is None
    facts = decided_by(book, home_of(in_force, site), node) if feared else None
    if facts is None:
        return landing
    return landing_as_tried(in_force, node, landing, facts, book.in_force.start)


def home_of(in_force: InForce, site: Site) -> Node:
    """The whole expression that a condition or lookup stands in."""
    book = in_force.rulebook
    steps = {"derive": book.derives, "outcome": book.outcomes, "order": book.order}
    if site.home in steps:
        return steps[site.home][site.within].node
    return next(rule.when for rule in book.rules if rule.id == site.within)


def _ladder(use: _Use, ladder: Ladder, where: Whereabouts) -> Iterator[Problem]:
    dated, name = use.dated, use.name
    at = where.field(dated.at, "ladder")
    reached = frozenset[int]().union(*(landing.rungs for _, landing in use.calls))
    key = ladder.key_type
    for _, landing in use.calls:
        numbers = landing.args[0].numbers if landing.rungs else None
        if numbers is None:
            continue
        if BELOW in landing.rungs and not ladder.below:
            yield Problem(
                at,
                f"`{name}` begins at {_said(ladder.starts[0], key)} and may be asked for {_number(numbers.low, key)}",
                f"a first step at {_number(numbers.low, key)} or less",
                "Add the step, or `below: refer` if a person should look",
            )
        if not ladder.open_end and len(ladder.starts) - 1 in landing.rungs:
            last = ladder.starts[-1] - 1
            yield Problem(
                at,
                f"`{name}` ends at {_said(last, key)} and may be asked for {_number(numbers.high, key)}",
                f"steps up to {_number(numbers.high, key)}",
                f"Add the steps, or `above: {{from: {ladder.starts[-1]}, do: refer}}`",
            )
        if numbers.places and where.closed(dated):
            yield Problem(
                at,
                f"`{name}` has steps such as `{where.rung(dated, 0)[1]}` and is asked for numbers with decimal places",
                "steps without gaps between them",
                "Write where each step begins: `0: …`, `12: …`; or round(…, places=0) what is asked",
            )
            break
    if not reached:
        return
    rungs = range(len(ladder.starts) if ladder.open_end else len(ladder.starts) - 1)
    for rung in [each for each in rungs if each not in reached][:_MOST_TOLD]:
        place, text = where.rung(dated, rung)
        what = "`above`" if text == "above" else f"the step `{text}`"
        highest = max(landing.args[0].numbers.high for _, landing in use.calls if landing.rungs)
        yield Problem(
            place,
            f"{what} of `{name}` is never reached: it is asked for {_number(highest, key)} at most"
            if ladder.starts[rung] > highest
            else f"{what} of `{name}` is never reached",
            "steps that can all be reached",
            "Correct the step, or what is looked up",
        )


def _table(use: _Use, table: Table, where: Whereabouts) -> Iterator[Problem]:
    dated, name = use.dated, use.name
    if not use.calls:
        return
    wrong = list(_wrong_keys(use, table, where))
    yield from wrong
    misses = dict.fromkeys(miss for _, landing in use.calls for miss in landing.misses)
    if misses and table.otherwise is None and not wrong:
        types = [arg.type for arg in use.calls[0][0].args]
        listed = "; ".join(_key(miss, types, table.by) for miss in list(misses)[:3])
        yield Problem(
            where.field(dated.at, "rows"),
            f"`{name}` has no row for {listed}" + (" and others" if len(misses) > 3 else ""),
            "a cell for every key that can occur",
            "Add it, or `otherwise: refer` if a person should look",
        )
    reached = frozenset(cell for _, landing in use.calls for cell in landing.cells)
    if not reached and wrong:
        return
    told = {problem.where for problem in wrong}
    types = [arg.type for arg in use.calls[0][0].args]
    count = 0
    for cell in table.cells:
        place = where.cell(dated, cell)
        above = {where.cell(dated, cell[:depth]) for depth in range(1, len(cell) + 1)}
        if cell not in reached and not above & told and count < _MOST_TOLD:
            count += 1
            yield Problem(
                place,
                f"nothing ever reaches the cell for {_key(cell, types, table.by)} in `{name}`",
                "rows that can all occur",
                "Correct the key or remove it",
            )
    if table.otherwise is not None and table.otherwise is not REFER and not misses:
        yield Problem(
            where.field(dated.at, "otherwise"),
            f"`otherwise` of `{name}` is never reached: every key has its cell",
            "results that can all occur",
            "Remove it",
        )


def _wrong_keys(use: _Use, table: Table, where: Whereabouts) -> Iterator[Problem]:
    told: set[tuple[int, Value | None]] = set()
    for cell in table.cells:
        for position, key in enumerate(cell):
            if key is None or (position, key) in told:
                continue
            at, written = where.key(use.dated, cell[: position + 1])
            problems = [_unfit(key, written, node.args[position].type) for node, _ in use.calls]
            if all(problems) and problems[0]:
                told.add((position, key))
                expected, remedy = problems[0]
                said = _said(key, written) if written else str(key)
                wrong = f"{said} is not a {table.by[position]} that `{use.name}` is asked for"
                yield Problem(at, wrong, expected, remedy)


def _unfit(key: Value, written: Type | None, asked: Type) -> tuple[str, str] | None:
    """What was expected and what to do, where a key is not of the kind it is looked up by."""
    if asked.kind == "choice":
        if isinstance(key, str) and key in asked.options:
            return None
        quoted = str(key)
        if not isinstance(key, str) and quoted in asked.options:
            return f'the name "{quoted}"', f'Put quotes around it: "{quoted}"'
        listed = ", ".join(f'"{each}"' for each in asked.options[:12])
        return f"one of {listed}", "Correct the key"
    kind = written.kind if written else asked.kind
    same = kind == asked.kind or {kind, asked.kind} <= {"whole", "number"}
    return None if same else (_WORDS.get(asked.kind, f"a {asked}"), "Write the keys as what is asked for is written")


def _swapped(use: _Use, table: Table) -> Iterator[Problem]:
    for node, _ in use.calls:
        names = tuple(arg.name for arg in node.args if isinstance(arg, Name))
        if names != table.by and set(names) == set(table.by):
            yield Problem(
                node.at,
                f"`{node.name}` is called with ({', '.join(names)})",
                f"the order of its `by`: ({', '.join(table.by)})",
                "Put them in that order",
            )


def _key(key: Sequence[Value | None], types: Sequence[Type], by: Sequence[str]) -> str:
    parts = [
        f"{name} {'*' if part is None else _said(part, type_)}"
        for part, type_, name in zip(key, types, by, strict=True)
    ]
    return ", ".join(parts)


def _said(value: Value, type_: Type) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | tuple | frozenset) or not hasattr(value, "as_integer_ratio"):
        return f'"{value}"' if isinstance(value, str) else str(value)
    return _number(value, type_)


def _number(value: object, type_: Type) -> str:
    assert isinstance(value, int | Decimal | Fraction)
    ratio = Fraction(value)
    if type_.kind == "money":
        return f"£{pounds_text(int(ratio))}"
    number = plain(Decimal(ratio.numerator) / Decimal(ratio.denominator))
    return f"{number}%" if type_.kind == "percent" else number
