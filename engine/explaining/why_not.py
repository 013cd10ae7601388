"""Why not: the next step of what the headline rests on and how far away it is; the rules that were not met."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from engine.amounts import count_words, inside, money_words, number_words, sentence, spoken, with_unit
from engine.explaining.paths import Number, Paths, Rests
from engine.explaining.wording import noun, unit_of
from engine.remaining.matters import STATUS_RULES
from engine.rulebook import REFER, Table
from engine.tree import Lookup, Name, Node
from engine.values import Answer


@dataclass(frozen=True, slots=True)
class Short:
    """One thing that is not so: the next step (about "step") and by how much, or a rule not met (about "rule")."""

    sentence: str
    about: str
    name: str
    sources: tuple[str, ...] = ()
    short_by: str | None = None


def why_not(paths: Paths) -> tuple[Short, ...]:
    """What the next step would take, then every return and refer rule that is not met."""
    return (*_next_steps(paths), *_not_met(paths))


def _next_steps(paths: Paths) -> Iterator[Short]:
    ladders = list(paths.ladders(paths.headline.node))
    for rests in ladders:
        if rests.argument is not None and rests.rung is not None and not rests.refers:
            yield _next_rung(paths, rests)
    if not ladders and paths.evaluation.outcomes[0] is not None:
        yield from _next_answer(paths)


def _next_rung(paths: Paths, rests: Rests) -> Short:
    """C2 begins at 35 points, one more than here."""
    assert rests.argument is not None
    assert rests.rung is not None
    sources = (paths.in_force.values[rests.lookup.name].source,)
    name = rests.lookup.name
    if rests.rung + 1 >= len(rests.ladder.starts):
        return Short("There is no higher step.", "step", name, sources)
    start, result = rests.ladder.starts[rests.rung + 1], rests.ladder.results[rests.rung + 1]
    gap = start - rests.argument
    where = _amount(paths, rests.measure, start)
    more = f"{_small(paths, rests.measure, gap)} more than here"
    if result is REFER:
        text = f"From {where}, {more}, no {noun(paths.headline)} applies and a person decides."
    else:
        text = f"{_called(paths, rests, result)} begins at {where}, {more}."
    return Short(sentence(text), "step", name, sources, _amount(paths, rests.measure, gap))


def _called(paths: Paths, rests: Rests, result: Answer) -> str:
    said = paths.english.value(rests.lookup, result)
    if paths.unwrapped(paths.headline.node) is rests.lookup:
        return f"{noun(paths.headline)} {said}"
    return f"{spoken(rests.lookup.name)} {said}"


def _amount(paths: Paths, node: Node, value: Number) -> str:
    if node.type.kind == "money":
        return money_words(value)
    if node.type.kind == "percent":
        return paths.english.value(node, value)
    return with_unit(value, unit_of(paths, node))


def _small(paths: Paths, node: Node, gap: Number) -> str:
    """A gap as people say it: "one", "six", "12", "£400"."""
    if node.type.kind in ("money", "percent"):
        return _amount(paths, node, gap)
    return count_words(gap) if isinstance(gap, int) else number_words(gap)


def _next_answer(paths: Paths) -> Iterator[Short]:
    """Where a table or an answer gives the headline itself: the answer that comes after this one."""
    node = paths.unwrapped(paths.headline.node)
    lookup = node if isinstance(node, Lookup) else None
    if lookup is not None:
        needs = [arg for arg in lookup.args if _need_of(paths, arg)]
        node = paths.unwrapped(needs[-1]) if needs else node
    if not isinstance(node, Name) or node.source != "fact" or paths.book.facts[node.name].kind != "need":
        return
    fact, value = paths.book.facts[node.name], paths.english.known[node.name]
    following = _after(fact.type.options, value) if fact.type.options else _plus_one(value, fact.most)
    if following is None:
        if paths.evaluation.status == "settled":
            yield Short("There is no higher step.", "step", node.name)
        return
    asked = f"the answer to “{fact.asks.strip()}” would have to be" if "?" in fact.asks else f"{inside(fact.asks)}:"
    said = paths.english.constant(following, node)
    if fact.is_level:
        said = f"level {following} ({inside(fact.words[str(following)])})"
    elif fact.type.options:
        said = f"“{said}”"
    person = ", and then a person decides" if _refers(paths, node.name, following) else ""
    yield Short(sentence(f"for the next step {asked} {said}{person}"), "step", node.name)


def _need_of(paths: Paths, node: Node) -> bool:
    inner = paths.unwrapped(node)
    return isinstance(inner, Name) and inner.source == "fact" and paths.book.facts[inner.name].kind == "need"


def _after(options: tuple[str, ...], value: Answer) -> str | None:
    if value not in options:
        return None
    position = options.index(str(value)) + 1
    return options[position] if position < len(options) else None


def _plus_one(value: Answer, most: int | Decimal | None) -> int | None:
    if not isinstance(value, int) or isinstance(value, bool) or (most is not None and value >= most):
        return None
    return value + 1


def _refers(paths: Paths, fact: str, value: Answer) -> bool:
    """Whether some table by this fact alone leaves that answer to a person."""
    for step in paths.book.outcomes.values():
        for lookup in paths.lookups(step.node):
            shape = paths.in_force.values[lookup.name].shape
            only = len(lookup.args) == 1 and isinstance(lookup.args[0], Name) and lookup.args[0].name == fact
            if isinstance(shape, Table) and only and shape.cells.get((value,), shape.otherwise) in (REFER, None):
                return True
    return False


def _not_met(paths: Paths) -> Iterator[Short]:
    truths = paths.evaluation.rule_truths
    for rule in paths.in_force.rules:
        if rule.then in STATUS_RULES and truths[rule.id] is False:
            yield Short(paths.english.fill(rule.not_met), "rule", rule.id, (rule.source,))
