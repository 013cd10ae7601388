"""A rulebook in memory: dated, sourced, its expressions as checked trees. Loaded by `engine.language.loading`."""

import datetime as dt
import enum
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Final

from engine.awards.counting import Counting
from engine.facts import Fact
from engine.problems import Place
from engine.tree import Node
from engine.values import Type, Value


class Refer(enum.Enum):
    """Where a ladder or table gives no number: a person must price or judge it."""

    REFER = "refer"


REFER: Final = Refer.REFER
Result = Value | Refer


@dataclass(frozen=True, slots=True)
class Period:
    """Days from and to, both included; None is open."""

    start: dt.date
    end: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        """Whether `day` lies in it."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure or a rule comes from."""

    key: str
    title: str
    publisher: str
    at: Place
    url: str | None = None
    read: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Plain:
    """One dated amount or threshold."""

    value: Value
    type: Type


@dataclass(frozen=True, slots=True)
class Ladder:
    """Steps: from `starts[i]` on, up to the next start, the result is `results[i]`; below the first, refer.

    `below` says the author meant that; `open_end` that the last step goes on for ever.
    """

    starts: tuple[int | Decimal, ...]
    results: tuple[Result, ...]
    key_type: Type
    type: Type
    below: bool = False
    open_end: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """Cells by keys. A key of None is the wildcard "*"; an exact key wins, leftmost first.

    `otherwise` is None where none was written: a lookup that misses then refers.
    """

    by: tuple[str, ...]
    cells: Mapping[tuple[Value | None, ...], Result]
    otherwise: Result | None
    type: Type


Shape = Plain | Ladder | Table


@dataclass(frozen=True, slots=True)
class DatedShape:
    """A value as it stands in one period, with its source. `up_to` marks amounts as ceilings."""

    period: Period
    source: str
    shape: Shape
    up_to: bool
    at: Place


@dataclass(frozen=True, slots=True)
class Step:
    """A derived number or name, an outcome, or an order key: its tree and how it is said."""

    name: str
    node: Node
    text: str
    says: str
    at: Place
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A conclusion with a sentence for met and one for not met. `route` names the account."""

    id: str
    when: Node
    text: str
    then: str
    met: str
    not_met: str
    source: str
    at: Place
    period: Period | None = None
    route: str | None = None


@dataclass(frozen=True, slots=True)
class Allow:
    """Leave for a context or provision fact to shape named outcomes, and why."""

    fact: str
    shapes: tuple[str, ...]
    why: str
    at: Place


@dataclass(frozen=True, slots=True)
class DatedCounting:
    """How awards are counted in time in one period, with its source."""

    period: Period
    source: str
    counting: Counting
    at: Place


@dataclass(frozen=True)
class Rulebook:
    """The whole rulebook. `derives` stand in an order in which each reads only those before it.

    `rules` keep the order written; `rule_order` lists their ids so that each concludes after what it reads.
    `sha256` is over the rulebook's bytes followed by the vocabulary's:
    `cat rulebook.yaml vocabulary.yaml | sha256sum`.
    """

    name: str
    title: str
    about: str
    notice: str
    decides: str
    in_force: Period
    rounding: str
    over: str | None
    sources: Mapping[str, Source]
    facts: Mapping[str, Fact]
    values: Mapping[str, tuple[DatedShape, ...]]
    derives: Mapping[str, Step]
    rules: tuple[Rule, ...]
    rule_order: tuple[str, ...]
    outcomes: Mapping[str, Step]
    order: Mapping[str, Step]
    allow: tuple[Allow, ...]
    areas: Mapping[str, str]
    routes: Mapping[str, str]
    text: str
    vocabulary_text: str
    sha256: str
    file: str
    award: tuple[DatedCounting, ...] = ()
    _stretches: dict[int, "InForce"] = field(default_factory=dict, repr=False, compare=False)

    def on(self, day: dt.date) -> "InForce":
        """The rulebook as it stands on `day` (which must lie in `in_force`)."""
        stretch = bisect_right(self.turning_days, day)
        if stretch not in self._stretches:
            held = {name: entry for name, dated in self.values.items() for entry in dated if entry.period.holds(day)}
            rules = tuple(rule for rule in self.rules if rule.period is None or rule.period.holds(day))
            self._stretches[stretch] = InForce(self, held, rules)
        return self._stretches[stretch]

    @property
    def amount(self) -> Step | None:
        """The outcome that is money a year, the first where there are several; None in a rulebook that gives none."""
        return next((step for step in self.outcomes.values() if step.node.type.kind == "money"), None)

    def counting(self, day: dt.date) -> Counting:
        """How an award agreed on `day` is counted in time: by days where the rulebook does not say."""
        said = (entry.counting for entry in self.award if entry.period.holds(day))
        return next(said, Counting("days", self.rounding))

    @cached_property
    def turning_days(self) -> tuple[dt.date, ...]:
        """The days on which anything begins or has just ended, within `in_force`, in order."""
        periods = [entry.period for dated in self.values.values() for entry in dated]
        periods += [rule.period for rule in self.rules if rule.period]
        periods += [entry.period for entry in self.award]
        days = {self.in_force.start}
        for period in periods:
            days.add(period.start)
            if period.end is not None and period.end < dt.date.max:
                days.add(period.end + dt.timedelta(days=1))
        return tuple(sorted(day for day in days if self.in_force.holds(day)))


@dataclass(frozen=True)
class InForce:
    """A rulebook's values and rules as they stand in one stretch of days."""

    rulebook: Rulebook
    values: Mapping[str, DatedShape]
    rules: tuple[Rule, ...]
    kept: dict[str, object] = field(default_factory=dict, repr=False, compare=False)
    """What readers of the tree work out once: layout, generated code, circuit."""

    @cached_property
    def ordered_rules(self) -> tuple[Rule, ...]:
        """The rules in force, each after the rules whose conclusions it reads."""
        by_id = {rule.id: rule for rule in self.rules}
        return tuple(by_id[each] for each in self.rulebook.rule_order if each in by_id)
