"""What the cases show: every rule met and not met, every elementary condition true and false."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from engine.opinions.evaluation import Evaluation
from engine.opinions.layout import layout_of
from engine.problems import Problem
from engine.proof.written import written
from engine.rulebook import Rulebook
from engine.tree import Node, Not


@dataclass
class Coverage:
    """Which truths the cases have shown, of each rule by id and of each condition by its node."""

    rules: dict[str, set[bool]] = field(default_factory=dict)
    conditions: dict[int, set[bool]] = field(default_factory=dict)

    def add(self, evaluation: Evaluation) -> None:
        """Note what one evaluation shows."""
        for rule, truth in evaluation.rule_truths.items():
            if truth is not None:
                self.rules.setdefault(rule, set()).add(truth)
        for site, shown in zip(layout_of(evaluation.in_force).conditions, evaluation.conditions, strict=True):
            if isinstance(shown, bool):
                self.conditions.setdefault(id(site.node), set()).add(shown)

    def figures(self, book: Rulebook) -> tuple[int, int, int, int]:
        """Rules seen both ways and in all; conditions seen both ways and in all."""
        conditions = list(every_condition(book))
        both = sum(len(self.conditions.get(id(node), ())) == 2 for _, _, node in conditions)
        return sum(len(seen) == 2 for seen in self.rules.values()), len(book.rules), both, len(conditions)

    def gaps(self, book: Rulebook) -> Iterator[Problem]:
        """Every rule and condition that the cases have not shown both ways."""
        whole: set[int] = set()
        for rule in book.rules:
            seen = self.rules.get(rule.id, set())
            whole.add(id(rule.when.part if isinstance(rule.when, Not) else rule.when))
            for truth, word in ((True, "is met"), (False, "is not met")):
                if truth not in seen:
                    yield Problem(
                        rule.at,
                        f"`{rule.id}` {word} in no case",
                        "cases that show it both ways",
                        "Add a case where it is",
                    )
        for home, within, node in every_condition(book):
            seen = self.conditions.get(id(node), set())
            if id(node) in whole and home == "rule":
                continue
            for truth, word in ((True, "true"), (False, "false")):
                if truth not in seen:
                    wrong = f"`{_short(written(node))}`, in `{within}`, is {word} in no case"
                    yield Problem(node.at, wrong, "cases that show it true and false", "Add a case where it is")


def every_condition(book: Rulebook) -> Iterable[tuple[str, str, Node]]:
    """Each elementary condition once, over all stretches of days: home, name of what it stands in, node."""
    found: dict[int, tuple[str, str, Node]] = {}
    for day in book.turning_days:
        in_force = book.on(day)
        for site in layout_of(in_force).conditions:
            found.setdefault(id(site.node), (site.home, site.within, site.node))
    return found.values()


def _short(text: str) -> str:
    return text if len(text) <= 90 else text[:89] + "…"
