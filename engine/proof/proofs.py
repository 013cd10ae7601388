"""What is proved with ranges, on every stretch of days: no gap, no dead step, no division by zero, exact to the end."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.opinions.circuit import circuit_problems
from engine.opinions.layout import layout_of
from engine.problems import Place, Problem
from engine.proof.need_led import decided_by, need_led
from engine.proof.proofs_lookups import lookup_proofs
from engine.proof.tried import lowest, may_divide_by_zero
from engine.proof.whereabouts import Whereabouts
from engine.proof.written import value_written, written
from engine.reach.ranges import MOST_DIGITS, Ranges, ranges_of
from engine.rulebook import DatedCounting, DatedShape, InForce, Period, Rule, Rulebook
from engine.tree import And, AtLeast, Call, IfElse, Literal, Node, Not, Or, conditions, walk


@dataclass(frozen=True)
class Stretch:
    """Days on which nothing changes, and all that can come out on them."""

    period: Period
    in_force: InForce
    ranges: Ranges


def proofs(book: Rulebook, where: Whereabouts) -> Iterator[Problem]:
    """Every problem of this kind in the rulebook."""
    yield from _coverage_of_days(book)
    found = list(stretches(book))
    if any(each.ranges.too_long for each in found):
        yield from _too_long(found)
        return
    yield from lookup_proofs([(each.in_force, each.ranges) for each in found], where)
    yield from need_led(book, where, [each.ranges for each in found])
    yield from _logic(book, found, where)
    for each in found:
        yield from _arithmetic(book, each)
        yield from circuit_problems(each.in_force, book.file)


def stretches(book: Rulebook) -> Iterator[Stretch]:
    """Each stretch of days on which every value is in force, with its ranges."""
    days = book.turning_days
    for start, following in zip(days, [*days[1:], None], strict=True):
        end = following - dt.timedelta(days=1) if following else book.in_force.end
        in_force = book.on(start)
        if set(in_force.values) == set(book.values):
            period = Period(start, end)
            yield Stretch(period, in_force, ranges_of(in_force, {}, period, unanswered=True))


def _coverage_of_days(book: Rulebook) -> Iterator[Problem]:
    dated_parts: list[tuple[str, Sequence[DatedShape | DatedCounting]]] = [*book.values.items()]
    dated_parts += [("award", book.award)] if book.award else []
    for name, dated in dated_parts:
        day: dt.date | None = book.in_force.start
        for entry in dated:
            if not _meets(entry.period, book.in_force):
                yield Problem(
                    entry.at,
                    f"this entry of `{name}` is never in force",
                    f"days within the rulebook's, {_words(book.in_force)}",
                    "Correct the days or remove it",
                )
                continue
            if day is not None and entry.period.start > day:
                yield _gap(name, entry.at, day, entry.period.start - dt.timedelta(days=1))
            day = _next(entry.period.end)
        if day is not None and (book.in_force.end is None or day <= book.in_force.end):
            yield _gap(name, dated[-1].at, day, book.in_force.end)
    for rule in book.rules:
        if rule.period and not _meets(rule.period, book.in_force):
            yield Problem(
                rule.at,
                f"`{rule.id}` is never in force",
                f"days within the rulebook's, {_words(book.in_force)}",
                "Correct the days or remove it",
            )


def _gap(name: str, at: Place, start: dt.date, end: dt.date | None) -> Problem:
    days = _words(Period(start, end))
    return Problem(
        at,
        f"`{name}` has no value {days}",
        "values that cover the whole of the rulebook's `in_force`",
        "Add an entry, or change the days",
    )


def _next(day: dt.date | None) -> dt.date | None:
    return day + dt.timedelta(days=1) if day and day < dt.date.max else None


def _meets(a: Period, b: Period) -> bool:
    return (a.end is None or b.start <= a.end) and (b.end is None or a.start <= b.end)


def _words(period: Period) -> str:
    return f"from {period.start}" + (f" to {period.end}" if period.end else " on")


def _logic(book: Rulebook, found: list[Stretch], where: Whereabouts) -> Iterator[Problem]:
    """Rules, conditions and branches that can only ever go one way."""
    rigid: set[str] = set()
    for rule in book.rules:
        truths, asked = set[bool](), False
        for each in found:
            if rule.id in each.ranges.rules:
                asked = True
                truths |= each.ranges.rules[rule.id].truths
        if asked and len(truths) < 2:
            rigid.add(rule.id)
            yield _rigid(rule, truths, where.field(rule.at, "when"))
    told: set[int] = set()
    for number, each in enumerate(found):
        for site in layout_of(each.in_force).conditions:
            node = site.node
            if id(node) in told or (site.home == "rule" and site.within in rigid):
                continue
            told.add(id(node))
            seen = [s.ranges.nodes[id(node)].truths for s in found[number:] if id(node) in s.ranges.nodes]
            truths = set().union(*seen)
            if seen and len(truths) == 1:
                word = "true" if True in truths else "false"
                yield Problem(
                    node.at,
                    f"`{written(node)}`, in `{site.within}`, is always {word}",
                    "a condition that can go both ways",
                    "Correct or remove it",
                )
                told |= {id(node)}
    yield from _branches(book, found)


def _rigid(rule: Rule, truths: set[bool], at: Place) -> Problem:
    if not truths:
        wrong = f"whether `{rule.id}` is met can never be known"
    else:
        wrong = f"`{rule.id}` is always met" if True in truths else f"`{rule.id}` can never be met"
    return Problem(at, wrong, "a rule that some meet and others do not", "Correct `when` or remove the rule")


def _branches(book: Rulebook, found: list[Stretch]) -> Iterator[Problem]:
    roots = [s.node for steps in (book.derives, book.outcomes, book.order) for s in steps.values()]
    roots += [rule.when for rule in book.rules]
    for node in (each for root in roots for each in walk(root) if isinstance(each, IfElse)):
        taken = [s.ranges.branches[id(node)] for s in found if id(node) in s.ranges.branches]
        ways = frozenset[bool]().union(*taken)
        if taken and len(ways) == 1 and not _has_constant(node.test, found):
            side, branch = ("after `else`", node.no) if True in ways else ("before `if`", node.yes)
            yield Problem(
                branch.at, f"what stands {side} is never taken", "a test that can go both ways", "Correct the test"
            )


def _has_constant(test: Node, found: list[Stretch]) -> bool:
    """Whether a condition of the test is told as constant already."""
    for node in conditions(test):
        seen = [s.ranges.nodes[id(node)].truths for s in found if id(node) in s.ranges.nodes]
        if not isinstance(node, Literal) and len(set().union(*seen)) == 1:
            return True
    return not any(isinstance(test, kind) for kind in (And, Or, Not, AtLeast))


def _too_long(found: list[Stretch]) -> Iterator[Problem]:
    for node in (node for each in found for node in each.ranges.too_long):
        yield Problem(
            node.at,
            f"this number may need more than {MOST_DIGITS} digits",
            "arithmetic that stays exact",
            "Use round(…) on the way, or set `least` and `most` of the facts",
        )


def _arithmetic(book: Rulebook, stretch: Stretch) -> Iterator[Problem]:
    ranges = stretch.ranges
    day, in_force = stretch.period.start, stretch.in_force
    roots = [s.node for steps in (book.derives, book.outcomes, book.order) for s in steps.values()]
    roots += [rule.when for rule in in_force.rules]
    for root in roots:
        for node in walk(root):
            if isinstance(node, Call) and node.name == "divide" and node.setting("otherwise") is None:
                bottom = ranges.nodes.get(id(node.args[1]))
                if bottom is None or not bottom.numbers.may_be(0):
                    continue
                facts = decided_by(book, root, node.args[1])
                if facts is None or may_divide_by_zero(in_force, facts, day):
                    yield Problem(
                        node.args[1].at,
                        "this may be 0, and it divides",
                        "a divisor that is never 0",
                        "Say what then holds: divide(a, b, otherwise=0)",
                    )
    if book.decides not in ("top_up", "placement"):
        return
    for name, step in book.outcomes.items():
        found = ranges.outcomes[name]
        if step.node.type.kind == "money" and not found.empty and found.numbers.low < 0:
            facts = decided_by(book, step.node, step.node)
            tried = lowest(in_force, name, facts, day) if facts is not None else None
            if tried is not None and tried >= 0:
                continue
            low = value_written(int(found.numbers.low) if tried is None else tried, step.node.type)
            yield Problem(
                step.at, f"the outcome `{name}` may come to {low}", "an amount that is never below £0", "Use max(0, …)"
            )
