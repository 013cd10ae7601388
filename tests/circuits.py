"""Rulebooks made of trees by hand or at random, for the tests of the rules network, and their plain truth."""

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from decimal import Decimal

from engine import tree
from engine.facts import Fact
from engine.opinions.evaluation import Evaluation, Landing, Truth
from engine.opinions.layout import layout_of
from engine.problems import Place
from engine.rulebook import REFER, DatedShape, InForce, Ladder, Period, Rule, Rulebook, Step
from engine.tree import Node
from engine.values import NONE, WHOLE, YES_NO, Value

AT = Place("rulebook.yaml", 7, 3)
DAY = dt.date(2026, 9, 14)
ALWAYS = Period(dt.date(2026, 4, 1))


def fact(name: str) -> Node:
    return tree.Name(name, "fact", YES_NO, AT)


def concluded(rule: str) -> Node:
    return tree.Concluded(rule, YES_NO, AT)


def literal(value: bool) -> Node:
    return tree.Literal(value, YES_NO, AT)


def all_of(*parts: Node) -> Node:
    return tree.And(parts, YES_NO, AT)


def any_of(*parts: Node) -> Node:
    return tree.Or(parts, YES_NO, AT)


def not_(part: Node) -> Node:
    return tree.Not(part, YES_NO, AT)


def at_least(n: int, *parts: Node) -> Node:
    return tree.AtLeast(n, parts, YES_NO, AT)


def in_force(rules: Mapping[str, Node], ladders: Mapping[str, Ladder] | None = None) -> InForce:
    """A rulebook with these rules in this order, and each ladder looked up once in an outcome."""
    made = tuple(Rule(i, node, "", "note", i, i, "s", AT) for i, node in rules.items())
    shapes = {n: DatedShape(ALWAYS, "s", ladder, False, AT) for n, ladder in (ladders or {}).items()}
    argument = tree.Name("points", "fact", WHOLE, AT)
    outcomes = {n: Step(n, tree.Lookup(n, (argument,), WHOLE, AT), "", n, AT) for n in ladders or {}}
    book = Rulebook(
        name="made", title="", about="", notice="", decides="top_up", in_force=ALWAYS,
        rounding="half_even", over=None, sources={}, facts={},
        values={n: (shape,) for n, shape in shapes.items()}, derives={}, rules=made,
        rule_order=tuple(rules), outcomes=outcomes, order={}, allow=(), areas={}, routes={},
        text="", vocabulary_text="", sha256="", file="rulebook.yaml",
    )  # fmt: skip
    return InForce(book, shapes, made)


def evaluation(
    made: InForce, truths: Sequence[Truth | str], arguments: Sequence[int | Decimal | None] = ()
) -> Evaluation:
    """What an evaluator would say, where the conditions have these truths and the ladders these arguments."""
    numbers = {id(site.node): n for n, site in enumerate(layout_of(made).conditions)}
    known: dict[str, Truth] = {}
    for rule in made.ordered_rules:
        known[rule.id] = kleene(rule.when, numbers, truths, known)
    landings: list[Landing | str] = [("", None)] * len(layout_of(made).lookups)
    for (number, ladder), argument in zip(layout_of(made).ladders(made), arguments, strict=True):
        landings[number] = ((argument,), _landing(ladder, argument))
    return Evaluation(made, DAY, (), (), (), (), tuple(truths), tuple(landings), tuple(known.values()))


def _landing(ladder: Ladder, argument: int | Decimal | None) -> object:
    if argument is None:
        return None
    reached = [r for s, r in zip(ladder.starts, ladder.results, strict=True) if argument >= s]
    return reached[-1] if reached else REFER


def kleene(node: Node, numbers: Mapping[int, int], truths: Sequence[Truth | str], known: Mapping[str, Truth]) -> Truth:
    """Three-valued truth, by the definition."""
    each = [kleene(part, numbers, truths, known) for part in tree.children(node) if tree.is_logic(node)]
    match node:
        case tree.Literal():
            return node.value is True
        case tree.Concluded():
            return known.get(node.rule, False)
        case tree.Not():
            return None if each[0] is None else not each[0]
        case tree.And():
            return False if False in each else None if None in each else True
        case tree.Or():
            return True if True in each else None if None in each else False
        case tree.AtLeast():
            certain, possible = each.count(True), each.count(True) + each.count(None)
            return True if certain >= node.n else False if possible < node.n else None
    truth = truths[numbers[id(node)]]
    return truth if isinstance(truth, bool) else None


def random_rules(dice: random.Random, count: int, depth: int = 3) -> dict[str, Node]:
    """So many rules, which read each other positively and negatively."""
    rules: dict[str, Node] = {}
    for number in range(count):
        rules[f"rule_{number}"] = _random_node(dice, depth, list(rules))
    return rules


def _random_node(dice: random.Random, depth: int, earlier: list[str]) -> Node:
    if depth == 0 or dice.random() < 0.15:
        if dice.random() < 0.03:
            return literal(dice.random() < 0.5)
        if dice.random() < 0.3:
            return concluded(dice.choice([*earlier[-6:], "not_in_force"]))
        return fact(f"f{dice.randrange(40)}")
    parts = [_random_node(dice, depth - 1, earlier) for _ in range(dice.randint(1, 4))]
    match dice.randrange(4):
        case 0:
            return not_(parts[0])
        case 1:
            return all_of(*parts)
        case 2:
            return any_of(*parts)
    return at_least(dice.randint(0, len(parts) + 1), *parts)


def random_truths(dice: random.Random, made: InForce) -> list[Truth | str]:
    """A truth for every condition; now and then one was not asked."""
    bias = dice.choice([[True, False, None], [True, True, False], [True, False, False, False]])
    return [dice.choice(bias) if dice.random() < 0.97 else "-" for _ in layout_of(made).conditions]


def ladder(*starts: int | Decimal) -> Ladder:
    """A ladder whose results count its steps, the last of which is for a person."""
    return Ladder(starts, (*range(len(starts) - 1), REFER), WHOLE, WHOLE)


def random_answers(dice: random.Random, facts: Mapping[str, Fact]) -> dict[str, Value]:
    """Answers of the right kinds, about one in eight of them missing and some of them "none"."""
    return {name: _random_answer(dice, fact) for name, fact in facts.items() if dice.random() < 0.87}


def _random_answer(dice: random.Random, asked: Fact) -> Value:
    if asked.type.maybe_none and dice.random() < 0.3:
        return NONE
    least, most = asked.least, asked.most
    options = list(asked.type.options)
    match asked.type.kind:
        case "yes_no":
            return dice.random() < 0.5
        case "date":
            return DAY - dt.timedelta(days=dice.choice([0, 30, 400, 2000, 5000]))
        case "choice":
            return dice.choice(options)
        case "set":
            return frozenset(dice.sample(options, dice.randint(0, len(options))))
        case "ranked":
            return tuple(dice.sample(options, dice.randint(0, min(int(most or 2), len(options)))))
    low, high = int(least or 0), int(most if most is not None else 1_000_000)
    return dice.choice([low, high, dice.randint(low, high), dice.randint(low, min(high, low + 60))])
