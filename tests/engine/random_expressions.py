"""Random expressions of the rulebook language, as text: every operator, every function, every kind.

What an expression names is declared the first time it is named, so that a shrunken rulebook declares
only what it uses. Products and quotients take plain names, not whole expressions, so that numbers stay
within the digits the language promises.
"""

from collections.abc import Callable
from typing import Any, Protocol

from hypothesis import strategies as st

OPTIONS = ("red", "green", "blue", "amber")
DATES = ("2026-01-31", "2026-04-01", "2024-02-29", "2025-08-31")
ORDERINGS = ("<", "<=", ">", ">=", "==", "!=")
ROUNDINGS = ("half_even", "half_up", "down", "up")
Draw = Callable[[st.SearchStrategy[Any]], Any]
Write = Callable[[int], str]


class Names(Protocol):
    """Declares what expressions name."""

    def fact(self, sort: str) -> str: ...
    def value(self, kind: str) -> str: ...
    def lookup(self, kind: str, write: "Expressions", depth: int) -> str: ...
    def derived(self, kind: str) -> list[str]: ...


class Expressions:
    """Writes expressions of each kind, no deeper than asked. `rules` may be read; `known` may be asked."""

    def __init__(self, draw: Draw, names: Names, rules: tuple[str, ...] = (), known: bool = False) -> None:
        self.draw, self.names, self.rules, self.known = draw, names, rules, known

    def one(self, *ways: Callable[[], str]) -> str:
        """One of the ways; shrinks towards the first."""
        return self.draw(st.sampled_from(ways))()

    def pick(self, *words: str) -> str:
        return self.draw(st.sampled_from(words))

    def small(self, most: int, least: int = 0) -> int:
        return self.draw(st.integers(least, most))

    def several(self, write: Write, depth: int, least: int = 2) -> list[str]:
        return [write(depth) for _ in range(self.small(3, least))]

    def kind(self, kind: str, depth: int) -> str:
        """An expression of one of the six kinds an outcome may have."""
        written: dict[str, Write] = {
            "number": self.number,
            "money": self.money,
            "percent": self.percent,
            "date": self.date,
            "choice": self.choice,
            "yes_no": self.condition,
        }
        return written[kind](depth)

    def named(self, kind: str, *sorts: str) -> str:
        """A fact, a plain value, or something derived before."""
        ways: list[Callable[[], str]] = [lambda s=s: self.names.fact(s) for s in sorts]  # type: ignore[misc]
        derived = self.names.derived(kind)
        if derived:
            ways.append(lambda: self.pick(*derived))
        return self.one(*ways, lambda: self.names.value(kind))

    def shared_ways(self, kind: str, depth: int) -> list[Callable[[], str]]:
        """What gives any kind: a branch, a ladder or a table."""
        write = self.kind
        return [
            lambda: f"({write(kind, depth)} if {self.without_rules().condition(depth)} else {write(kind, depth)})",
            *[lambda: self.names.lookup(kind, self.without_rules(), depth)] * 3,
        ]

    def sums(self, write: Write, depth: int, other: Write) -> list[Callable[[], str]]:
        """What money, percents and numbers have in common."""
        return [
            lambda: f"({write(depth)} {self.pick('+', '-')} {other(depth)})",
            lambda: f"({write(depth)} / {self.pick('2', '4', '5', '8', '1.25')})",
            lambda: f"{self.pick('min', 'max', 'sum')}({write(depth)}, {', '.join(self.several(other, depth, 1))})",
            lambda: self.highest(write, depth),
            lambda: f"round({write(depth)}, places={self.small(3, -2)}, how={self.how()})",
            lambda: f"round({write(depth)})",
            lambda: f"(-{write(depth)})",
        ]

    def highest(self, write: Write, depth: int) -> str:
        parts = self.several(write, depth)
        return f"{self.pick('top', 'nth_highest')}({self.small(len(parts), 1)}, {', '.join(parts)})"

    def how(self) -> str:
        return f'"{self.pick(*ROUNDINGS)}"'

    # Numbers

    def bare(self, depth: int = 0) -> str:
        return self.one(lambda: str(self.small(30)), lambda: self.pick("0.5", "1.25", "2.5", "1000", "0.01"))

    def number_name(self, depth: int = 0) -> str:
        return self.named("number", "level", "whole", "number")

    def number(self, depth: int) -> str:
        if depth <= 0:
            return self.one(self.number_name, self.bare)
        less, plain = depth - 1, self.without_rules()
        return self.one(
            self.number_name,
            *self.sums(self.number, less, self.number),
            lambda: f"({self.names.fact('number')} * {self.one(self.bare, lambda: self.names.fact('whole'))})",
            lambda: f"({self.names.fact('percent')} * {self.number(less)})",
            lambda: f"({self.number(less)} * {self.names.value('percent')})",
            lambda: f"count({', '.join(plain.several(plain.condition, less, 1))})",
            lambda: self.quotient(self.number(less), self.number(less), self.bare()),
            lambda: self.quotient(self.money(less), self.money(less), self.bare()),
            *[lambda: f"{self.pick('months', 'days')}_between({self.date(less)}, {self.date(less)})"] * 2,
            *[lambda: f"{self.pick('academic', 'financial')}_year({self.date(less)})"] * 2,
            lambda: f"size({self.names.fact(self.pick('set', 'ranked'))})",
            lambda: f"rank({self.one(self.option, lambda: self.choice(less))}, {self.names.fact('ranked')})",
            lambda: f"given({self.names.fact('number_or_none')}, {self.number(less)})",
            *self.shared_ways("number", less),
        )

    def quotient(self, top: str, bottom: str, otherwise: str) -> str:
        settings = self.pick("", ", places=0", ", places=2", ", places=6", ", places=-1")
        return f"divide({top}, {bottom}{settings}, how={self.how()}, otherwise={otherwise})"

    # Money, percents

    def money(self, depth: int) -> str:
        if depth <= 0:
            return self.named("money", "money")
        less = depth - 1
        return self.one(
            lambda: self.named("money", "money"),
            *self.sums(self.money, less, lambda d: self.one(lambda: self.money(d), self.bare)),
            lambda: f"({self.money(less)} * {self.one(self.bare, lambda: self.names.fact('number'))})",
            lambda: f"({self.named('percent', 'percent')} * {self.money(less)})",
            lambda: self.quotient(self.money(less), self.number(less), self.bare()),
            lambda: f"given({self.names.fact('money_or_none')}, {self.one(self.bare, lambda: self.money(less))})",
            *self.shared_ways("money", less),
        )

    def percent(self, depth: int) -> str:
        if depth <= 0:
            return self.named("percent", "percent")
        less = depth - 1
        return self.one(
            lambda: self.named("percent", "percent"),
            *self.sums(self.percent, less, lambda d: self.one(lambda: self.percent(d), self.bare)),
            lambda: self.quotient(self.percent(less), self.number(less), self.bare()),
            lambda: f"({self.names.fact('percent')} * {self.percent(less)})",
            *self.shared_ways("percent", less),
        )

    # Dates, names

    def date(self, depth: int) -> str:
        ways = [lambda: self.named("date", "date"), lambda: "day"]
        if depth > 0:
            ways.append(lambda: f'given({self.names.fact("evidence")}, "{self.pick(*DATES)}")')
            ways += self.shared_ways("date", depth - 1)
        return self.one(*ways)

    def option(self) -> str:
        return f'"{self.pick(*OPTIONS)}"'

    def full_choice(self, depth: int = 0) -> str:
        """One that may be any of the options, so that any may be compared with it; it may be none."""
        return self.one(
            lambda: self.names.fact("choice"),
            lambda: self.names.fact("choice_or_none"),
            lambda: f"at_rank({self.names.fact('ranked')}, {self.small(3, 1)})",
        )

    def choice(self, depth: int) -> str:
        ways: list[Callable[[], str]] = [lambda: self.named("choice", "choice")]
        if depth > 0:
            ways.append(lambda: f"given({self.names.fact('choice_or_none')}, {self.option()})")
            ways.append(lambda: f"given(at_rank({self.names.fact('ranked')}, {self.small(3, 1)}), {self.option()})")
            ways += self.shared_ways("choice", depth - 1)
        return self.one(*ways)

    # Conditions

    def without_rules(self) -> "Expressions":
        """Where a rule's id may not stand."""
        return Expressions(self.draw, self.names, (), self.known) if self.rules else self

    def condition(self, depth: int) -> str:
        ways = [lambda: self.named("yes_no", "yes_no"), *self.comparisons(0)]
        if self.rules:
            ways[:1] = [lambda: self.pick(*self.rules)] * 8
            ways += [lambda: f"(not {self.pick(*self.rules)})"] * 8
        if self.known:
            ways += [lambda: f"known({self.names.fact(self.pick('level', 'money_or_none', 'evidence', 'set'))})"] * 4
        if depth > 0:
            less, plain = depth - 1, self.without_rules()
            ways += [
                lambda: self.pick("yes", "no"),
                *[lambda: self.joined(less)] * 6,
                *[lambda: f"(not {self.condition(less)})"] * 4,
                *[lambda: self.enough(less)] * 4,
                *plain.comparisons(less),
                *plain.shared_ways("yes_no", less),
            ]
        return self.one(*ways)

    def joined(self, depth: int) -> str:
        word = self.pick(" and ", " or ")
        return f"({word.join(self.several(self.condition, depth))})"

    def enough(self, depth: int) -> str:
        parts = self.several(self.condition, depth)
        return f"at_least({self.small(len(parts), 1)}, {', '.join(parts)})"

    def comparisons(self, depth: int) -> list[Callable[[], str]]:
        fact, pick = self.names.fact, self.pick
        return [
            lambda: f"{self.number(depth)} {pick(*ORDERINGS)} {self.number(depth)}",
            lambda: f"{self.number(depth)} {pick('<', '<=')} {self.number(depth)} {pick('<', '<=')} {self.bare()}",
            lambda: f"{self.money(depth)} {pick(*ORDERINGS)} {self.one(self.bare, lambda: self.money(depth))}",
            lambda: f"{self.percent(depth)} {pick(*ORDERINGS)} {self.one(self.bare, lambda: self.percent(depth))}",
            lambda: f"{self.date(depth)} {pick(*ORDERINGS)} {self.date(depth)}",
            lambda: f'{self.date(depth)} {pick(*ORDERINGS)} "{pick(*DATES)}"',
            lambda: f"{self.full_choice()} {pick('==', '!=')} {self.option()}",
            lambda: f"{self.choice(depth)} {pick('==', '!=')} {self.choice(depth)}",
            lambda: f"{fact(pick('choice_or_none', 'money_or_none', 'evidence'))} {pick('==', '!=')} none",
            lambda: f"at_rank({fact('ranked')}, {self.small(3, 1)}) {pick('==', '!=')} none",
            lambda: f"{fact(pick('money_or_none', 'number_or_none'))} {pick('==', '!=')} {self.bare()}",
            lambda: f"{self.full_choice()} {pick('in', 'not in')} [{self.option()}, {self.option()}]",
            lambda: f"{self.number(depth)} {pick('in', 'not in')} [{self.bare()}, {self.bare()}, 1]",
            lambda: f"{self.one(self.option, self.full_choice)} {pick('in', 'not in')} {fact(pick('set', 'ranked'))}",
            lambda: f"{fact('set')} {pick('<=', '==', '!=')} {fact('set')}",
            lambda: f"{fact('ranked')} {pick('==', '!=')} {fact('ranked')}",
            lambda: f"overlap({fact(pick('set', 'ranked'))}, {fact(pick('set', 'ranked'))})",
            lambda: f"recent({fact(pick('date', 'evidence'))}, {pick('months', 'days')}={self.small(30)})",
            lambda: f"{fact('yes_no')} {pick('==', '!=')} {pick('yes', 'no')}",
        ]
