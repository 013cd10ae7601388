"""Why: the chain from fact to points to step to amount to what a rule concludes, in three to eight sentences."""

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Final

from engine.amounts import (
    answer_words,
    count_words,
    inside,
    is_plural,
    listing,
    number_words,
    sentence,
    spoken,
    with_unit,
)
from engine.explaining.paths import Number, Paths, Rests, Term
from engine.explaining.wording import amount_words, measured, noun, outcome_words, quoted, unit_of
from engine.rulebook import REFER, Ladder, Rule, Step
from engine.tree import Lookup, Name, Node, children, is_logic

LEAST_SENTENCES: Final = 3
MOST_SENTENCES: Final = 8
MOST_TERMS: Final = 3


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence: what it is about ("fact", "step", "amount", "rule"), the name it explains, and its sources."""

    sentence: str
    about: str
    name: str
    sources: tuple[str, ...] = ()


def why(paths: Paths) -> tuple[Reason, ...]:
    """The reasons for the outcome, in the order fact → points → step → amount → route, refer, return."""
    concluded = list(_concluded(paths))
    amounts = list(_amounts(paths))
    room = max(3, MOST_SENTENCES - len(concluded) - len(amounts) - 1)
    found = [*_steps(paths, min(room, MOST_TERMS + 1)), *amounts, *concluded]
    if paths.evaluation.status == "settled":
        found += list(_nothing_against(paths))[: max(0, LEAST_SENTENCES - len(found))]
    if not found:
        found.append(Reason(f"Nothing answered so far gives the {noun(paths.headline)}.", "fact", paths.headline.name))
    return tuple(found)


def _nothing_against(paths: Paths) -> Iterator[Reason]:
    """Why a settled case goes to nobody for judging and does not go back."""
    for rule in paths.in_force.rules:
        if rule.then in ("refer", "return"):
            yield Reason(paths.english.fill(rule.not_met), "rule", rule.id, (rule.source,))


# Facts and steps


def _steps(paths: Paths, room: int) -> Iterator[Reason]:
    """From facts to the headline: by the ladders it rests on, else by the facts it was read from."""
    ladders = list(paths.ladders(paths.headline.node))
    for rests in ladders:
        each = max(2, room // len(ladders))
        yield from _terms(paths, rests, each)
        yield from _ladder(paths, rests)
    if not ladders and paths.headline.node.type.kind == "yes_no":
        yield from _verdicts(paths)
    elif not ladders:
        facts = paths.facts(paths.headline.node)
        for name in facts[:room]:
            if paths.english.known[name] is not None:
                yield _fact(paths, name)
        yield from _derived(paths)


def _verdicts(paths: Paths) -> Iterator[Reason]:
    """Where the headline is yes or no: each of its conditions, as it turned out."""
    for part in _elementary(paths.unwrapped(paths.headline.node)):
        truth = paths.inner.value(part)
        if truth is None:
            continue
        finding = paths.english.finding(part)
        said = paths.english.condition(part, negated=truth is False)
        yield Reason(sentence(f"{said} ({finding})" if finding else said), "fact", paths.headline.name)


def _elementary(node: Node) -> Iterator[Node]:
    if is_logic(node):
        for part in children(node):
            yield from _elementary(part)
    else:
        yield node


def _terms(paths: Paths, rests: Rests, room: int) -> Iterator[Reason]:
    terms = [term for term in paths.terms(rests.measure) if term.facts]
    counting = sorted((term for term in terms if term.value), key=_weight, reverse=True)
    unit, name = unit_of(paths, rests.measure), _name_of(rests.measure)
    yield from _chosen(paths, terms)
    if not counting:
        if all(term.value == 0 for term in terms) and terms:
            yield Reason(f"Nothing described here counts any {unit or 'amount'}.", "fact", name)
        return
    told = counting if len(counting) <= room else counting[: room - 1]
    alone = {fact for term in counting if len(term.facts) == 1 for fact in term.facts}
    for term in told:
        yield _told(paths, term, unit, alone)
    rest = counting[len(told) :]
    if rest:
        yield Reason(_rest(paths, rest, unit), "fact", name)
    if rests.argument is None:
        total = sum(term.value or 0 for term in counting)
        text = f"That is {with_unit(total, unit)} so far, without what is not yet known."
        yield Reason(text, "fact", name)


def _weight(term: Term) -> Number:
    value = term.value or 0
    return -value if value < 0 else value


def _chosen(paths: Paths, terms: Sequence[Term]) -> Iterator[Reason]:
    """Answers that are no numbers and stand in several parts, such as which needs were ranked."""
    often = Counter(name for term in terms for name in term.facts if not paths.book.facts[name].type.numeric)
    for name, count in often.items():
        if count > 1 and paths.english.known[name] is not None:
            yield _fact(paths, name)


def _told(paths: Paths, term: Term, unit: str | None, alone: Set[str]) -> Reason:
    """One part of the measure, with the levels it comes from and what it counts."""
    counted = with_unit(term.value or 0, unit)
    name = term.owner or term.facts[0]
    sources = paths.sources(paths.book.derives[term.owner].node) if term.owner else ()
    levels = [each for each in term.facts if _counts(paths, each)]
    overlapping = len(term.facts) > 1 and alone & set(term.facts)
    if not levels or overlapping:
        called, whole = _called(paths, term)
        return Reason(
            sentence(f"{called}: {counted}" if whole else f"{called} counts {counted}"), "fact", name, sources
        )
    said = [_at_level(paths, levels[0]), *(inside(_at_level(paths, each)) for each in levels[1:])]
    if len(said) == 1:
        return Reason(sentence(f"{said[0]}, which counts {counted}"), "fact", name, sources)
    return Reason(sentence(f"{' and '.join(said)}. Together they count {counted}"), "fact", name, sources)


def _called(paths: Paths, term: Term) -> tuple[str, bool]:
    """What a part without levels is called, and whether what it counts is just what so called comes to."""
    english = paths.english
    if term.owner and english.known.get(term.owner) == term.value:
        return english.label(term.owner), True
    if term.node is not None:
        return english.say(term.node), paths.inner.value(term.node) == term.value
    return (f"what else makes {english.label(term.owner)}" if term.owner else "what else is added"), False


def _rest(paths: Paths, rest: Sequence[Term], unit: str | None) -> str:
    """Four others count 16 points between them: attention and memory 5; worry and mood 2; …"""
    shown = "; ".join(f"{_short(paths, term)} {number_words(term.value or 0)}" for term in rest)
    total = with_unit(sum(term.value or 0 for term in rest), unit)
    if len(rest) == 1:
        return f"One other counts {total}: {_short(paths, rest[0])}."
    return f"{count_words(len(rest)).capitalize()} others count {total} between them: {shown}."


def _counts(paths: Paths, name: str) -> bool:
    value = paths.english.known[name]
    return bool(value) and paths.book.facts[name].type.numeric


def _at_level(paths: Paths, name: str) -> str:
    fact, value = paths.book.facts[name], paths.english.known[name]
    label = paths.english.label(name)
    verb = "are" if is_plural(label) else "is"
    at = "at " if fact.is_level else ""
    return f"{label[:1].upper()}{label[1:]} {verb} {at}{answer_words(fact, value)}"


def _short(paths: Paths, term: Term) -> str:
    names = [name for name in term.facts if _counts(paths, name)]
    if not names:
        return _called(paths, term)[0]
    labels = [paths.english.label(name) for name in names]
    return labels[0] if len(labels) == 1 else " and ".join(map(quoted, labels))


def _ladder(paths: Paths, rests: Rests) -> Iterator[Reason]:
    """34 points is band 3 (30 to 39)."""
    entry = paths.in_force.values[rests.lookup.name]
    if rests.argument is None or rests.rung is None:
        return
    amount = measured(paths, rests.measure, rests.argument)
    about = ("step", rests.lookup.name, (entry.source,))
    if rests.refers:
        told = paths.evaluation.fired("refer")
        text = f"that makes {amount}" if told else f"{amount} {_beyond(paths, rests)}: a person must judge or price it"
        yield Reason(sentence(text), *about)
        return
    result = rests.ladder.results[rests.rung]
    assert result is not REFER
    where = paths.english.ladder_range(rests.ladder, rests.rung, whole=rests.argument == int(rests.argument))
    step = _shown_by(paths, rests)
    yield Reason(sentence(f"{amount} is {step} ({where})"), *about)


def _shown_by(paths: Paths, rests: Rests) -> str:
    """The step reached, called as the headline is where it is the headline."""
    headline = paths.headline
    if paths.unwrapped(headline.node) is rests.lookup:
        return outcome_words(paths, headline, paths.inner.value(headline.node))
    value = paths.inner.value(rests.lookup)
    return f"{spoken(rests.lookup.name)} {paths.english.value(rests.lookup, value)}"


def _beyond(paths: Paths, rests: Rests) -> str:
    assert rests.rung is not None
    name = spoken(rests.lookup.name)
    if rests.rung < 0:
        return f"{_lie(rests)} below where the {name} begin"
    if rests.rung == len(rests.ladder.starts) - 1:
        start = paths.english.constant(rests.ladder.starts[rests.rung], rests.measure)
        return f"{_lie(rests)} beyond the {name}, which end below {start}"
    return f"{_lie(rests)} where the {name} give no figure"


def _lie(rests: Rests) -> str:
    return "lies" if rests.argument == 1 or rests.measure.type.kind == "money" else "lie"


def _name_of(node: Node) -> str:
    return node.name if isinstance(node, Name) else ""


def _fact(paths: Paths, name: str) -> Reason:
    fact, value = paths.book.facts[name], paths.english.known[name]
    if fact.asks.rstrip().endswith("?"):
        return Reason(sentence(f"“{fact.asks.strip()}” {_capital(answer_words(fact, value))}"), "fact", name)
    return Reason(sentence(_at_level(paths, name)), "fact", name)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _derived(paths: Paths) -> Iterator[Reason]:
    """The derived steps that the outcomes name directly, with their arithmetic."""
    seen: set[str] = set()
    for outcome in paths.book.outcomes.values():
        for node in (outcome.node, *paths.inner.taken(outcome.node)):
            if not (isinstance(node, Name) and node.source == "derive") or node.name in seen:
                continue
            seen.add(node.name)
            step, value = paths.book.derives[node.name], paths.english.known[node.name]
            if value is None or isinstance(step.node, Lookup | Name):
                continue
            label = paths.english.label(node.name)
            verb = "are" if is_plural(label) else "is"
            worked = paths.english.worked(step.node)
            text = f"{label} {verb} {paths.english.value(node, value)}: {worked}"
            yield Reason(sentence(text), "step", node.name, paths.sources(step.node))


# Amounts


def _amounts(paths: Paths) -> Iterator[Reason]:
    """What each amount comes to, and the headline itself where neither ladder nor answer told it."""
    headline = paths.headline.node
    told = any(True for _ in paths.ladders(headline)) or _is_fact(paths, headline) or headline.type.kind == "yes_no"
    alone = paths.evaluation.status == "referred"
    for step in paths.book.outcomes.values():
        value, is_money = paths.evaluation.outcome[step.name], step.node.type.kind == "money"
        if value is None or (told and step is paths.headline) or (step is not paths.headline and not is_money):
            continue
        label = inside(step.says)
        verb = "are" if is_plural(label) else "is"
        label = f"{label}{',' if ',' in label else ''} {verb}" if is_money else f"{label}:"
        text = f"{label} {amount_words(paths, step, value)}{_from(paths, step)}"
        text = f"by need alone the {text}" if alone and is_money else text
        yield Reason(sentence(text), "amount", step.name, paths.sources(paths.unwrapped(step.node)))


def _is_fact(paths: Paths, node: Node) -> bool:
    node = paths.unwrapped(node)
    return isinstance(node, Name) and node.source == "fact"


def _from(paths: Paths, step: Step) -> str:
    """Where an amount comes from: ", the tariff for a mainstream school and band 3"."""
    node = paths.unwrapped(step.node)
    if isinstance(node, Lookup) and not isinstance(paths.in_force.values[node.name].shape, Ladder):
        args = listing(_key(paths, arg) for arg in node.args)
        return f", the {spoken(node.name)} for {args}"
    if step.node.type.kind == "money" and not isinstance(node, Lookup | Name):
        return f": {paths.english.worked(node)}"
    return ""


def _key(paths: Paths, node: Node) -> str:
    value = paths.inner.value(node)
    headline = paths.headline
    if isinstance(node, Name) and node.source == "fact":
        fact = paths.book.facts[node.name]
        if fact.type.kind == "choice":
            return quoted(answer_words(fact, value))
        if fact.is_level:
            return f"level {value}"
    if paths.unwrapped(node) is paths.unwrapped(headline.node):
        return outcome_words(paths, headline, value)
    label = paths.english.label(node.name) if isinstance(node, Name) else paths.english.say(node)
    return f"{label} {paths.english.value(node, value)}"


# Rules


def _concluded(paths: Paths) -> Iterator[Reason]:
    """The routes, referrals and returns that are met; then the tables that left something to a person."""
    for rule in sorted(paths.evaluation.fired("route", "refer", "return"), key=_rule_order):
        yield Reason(paths.english.fill(rule.met), "rule", rule.id, (rule.source,))
    if paths.evaluation.fired("refer"):
        return
    ladders = {id(rests.lookup) for rests in paths.ladders(paths.headline.node)}
    told: set[str] = set()
    for number in paths.evaluation.referrals():
        node = paths.evaluation.layout.lookups[number].node
        assert isinstance(node, Lookup)
        shape = paths.in_force.values[node.name].shape
        if id(node) in ladders or isinstance(shape, Ladder) or node.name in told:
            continue
        told.add(node.name)
        args = listing(_key(paths, arg) for arg in node.args)
        source = paths.in_force.values[node.name].source
        text = f"The table “{spoken(node.name)}” gives no figure for {args}: a person must price it"
        yield Reason(sentence(text), "step", node.name, (source,))


def _rule_order(rule: Rule) -> int:
    return ("route", "refer", "return").index(rule.then)
