"""What one evaluation found: every derived value, every condition's truth, every lookup, every rule."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from engine.opinions.layout import Layout, layout_of
from engine.rulebook import REFER, InForce, Result, Rule
from engine.values import Answer

Truth = bool | None
Landing = tuple[tuple[Answer, ...], Result | None]
"""A lookup's arguments and what it gave: a value, REFER, or None where an argument is unknown."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Vectors in fixed orders. `None` is unknown; a condition or lookup that was not asked
    (it stands in a branch not taken) is the string "-".

    answers: `rulebook.facts` · derived: `rulebook.derives` · outcomes, order_keys: as written ·
    conditions, lookups: `layout_of(in_force)` · rules: `in_force.ordered_rules`.
    """

    in_force: InForce
    day: dt.date
    answers: tuple[Answer, ...]
    derived: tuple[Answer, ...]
    outcomes: tuple[Answer, ...]
    order_keys: tuple[Answer, ...]
    conditions: tuple[Truth | str, ...]
    lookups: tuple[Landing | str, ...]
    rules: tuple[Truth, ...]

    @property
    def layout(self) -> Layout:
        """The order of `conditions` and `lookups`."""
        return layout_of(self.in_force)

    @property
    def outcome(self) -> dict[str, Answer]:
        """Outcome by name, money in whole pence."""
        return dict(zip(self.in_force.rulebook.outcomes, self.outcomes, strict=True))

    @property
    def truths(self) -> str:
        """All conditions in one word: 1 true, 0 false, u unknown, - not asked."""
        return "".join([_LETTERS[truth] for truth in self.conditions])

    @property
    def rule_truths(self) -> Mapping[str, Truth]:
        """Each rule in force, by id, in an order in which conclusions come before their readers."""
        return {r.id: t for r, t in zip(self.in_force.ordered_rules, self.rules, strict=True)}

    def fired(self, *kinds: str) -> list[Rule]:
        """The rules that are met, in the order written; of these kinds only, if any are given."""
        truths = self.rule_truths
        return [r for r in self.in_force.rules if truths[r.id] and (not kinds or r.then in kinds)]

    def referrals(self) -> Iterator[int]:
        """The numbers of the lookups that landed on refer."""
        for number, landing in enumerate(self.lookups):
            if not isinstance(landing, str) and landing[1] is REFER:
                yield number

    @property
    def status(self) -> str:
        """incomplete, referred, unsettled or settled: the first that applies."""
        if self.fired("return"):
            return "incomplete"
        if self.fired("refer") or next(self.referrals(), None) is not None:
            return "referred"
        truths = self.rule_truths
        open_rules = any(truths[r.id] is None for r in self.in_force.rules if r.then in ("return", "refer"))
        return "unsettled" if open_rules or None in self.outcomes else "settled"


_LETTERS: Final[Mapping[Truth | str, str]] = {True: "1", False: "0", None: "u", "-": "-"}
