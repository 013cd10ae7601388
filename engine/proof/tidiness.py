"""What can be checked without ranges: unused and doubled things, sentences, sections, who may use known()."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from engine.facts import SHARED_ONLY
from engine.language.arguments import near
from engine.language.vocabulary import VOCABULARY_FILE, read_vocabulary, shipped
from engine.problems import Complaints, Problem
from engine.proof.whereabouts import Whereabouts
from engine.rulebook import Plain, Rule, Rulebook
from engine.tree import (
    And,
    AtLeast,
    Call,
    Concluded,
    Lookup,
    Name,
    Node,
    Options,
    Or,
    children,
    is_logic,
    likeness,
    walk,
)

_NAMED: Final = re.compile(r"\{([^{}]*)\}")
_WORDS: Final = {"derive": "derived name", "outcome": "outcome", "order": "order key"}
_KNOWN_ALLOWED: Final = ("ask", "note", "return")


def tidiness(book: Rulebook, where: Whereabouts) -> Iterator[Problem]:
    """Every problem of this kind in the rulebook."""
    yield from _sections(book, where)
    yield from _fit_and_allocation(book, where)
    yield from _relabelled(book, where)
    yield from _unused(book, where)
    yield from _sentences(book, where)
    yield from _known(book)
    yield from _conclusions(book)
    yield from _doubled(book, where)


def trees(book: Rulebook) -> Iterator[tuple[str, str, Node]]:
    """Every expression: what it is (derive, rule, outcome, order), its name, its tree."""
    for what, steps in (("derive", book.derives), ("outcome", book.outcomes), ("order", book.order)):
        for step in steps.values():
            yield what, step.name, step.node
    for rule in book.rules:
        yield "rule", rule.id, rule.when


def named_in(sentence: str) -> list[str]:
    """The names in `{…}` of a sentence."""
    return _NAMED.findall(sentence)


def _sections(book: Rulebook, where: Whereabouts) -> Iterator[Problem]:
    if not book.outcomes:
        at = where.section("outcome")
        yield Problem(at, "the rulebook has no outcome", "at least one, the headline first", "Write it under `outcome`")
    if not book.facts:
        yield Problem(where.section("facts"), "the rulebook asks nothing", "at least one fact", "Declare it")
    for name, step in book.outcomes.items():
        if not _reach(book, step.node) & {*book.facts, "day"}:
            wrong = f"the outcome `{name}` is always the same"
            yield Problem(step.at, wrong, "a result that follows from need", "Read what it depends on")
    for name, dated in book.values.items():
        for entry in dated:
            if entry.up_to and entry.shape.type.kind != "money":
                at = where.field(entry.at, "up_to")
                yield Problem(at, f"`up_to` stands beside a {entry.shape.type} in `{name}`", "money", "Remove it")


def _reach(book: Rulebook, *nodes: Node) -> set[str]:
    """The names of facts, values, derives and `day` read by these trees, through derives too."""
    found: set[str] = set()
    left = list(nodes)
    while left:
        for node in walk(left.pop()):
            if isinstance(node, Name | Lookup) and node.name not in found:
                found.add(node.name)
                if node.name in book.derives:
                    left.append(book.derives[node.name].node)
    return found


def _fit_and_allocation(book: Rulebook, where: Whereabouts) -> Iterator[Problem]:
    if (book.over is not None) != (book.decides == "allocation") or book.over not in (None, "partnership"):
        yield Problem(
            where.section("over") if book.over else where.section("decides"),
            f"`decides: {book.decides}` stands with " + (f"`over: {book.over}`" if book.over else "no `over`"),
            "`over: partnership` in allocation rulebooks, and only there",
            "Correct one of them",
        )
    if book.order and book.decides != "fit":
        yield Problem(where.section("order"), "`order` stands here", "it only where `decides: fit`", "Remove it")
    if book.award and book.decides not in ("top_up", "placement"):
        wrong = f"`award` stands where `decides: {book.decides}`"
        yield Problem(where.section("award"), wrong, "it only where a top-up or a placement is decided", "Remove it")
    for name, fact in book.facts.items():
        at = where.section("facts", name)
        if fact.of and book.decides != "fit":
            yield Problem(at, f"the fact `{name}` is `of: {fact.of}`", "`of` only in fit rulebooks", "Remove `of`")
        if book.decides == "fit" and not fact.of and not fact.shared:
            yield Problem(at, f"the fact `{name}` does not say whose it is", "`of: child` or `of: place`", "Add it")
        if fact.once and book.decides != "allocation":
            yield Problem(at, f"the fact `{name}` is asked `once`", "`once` only in allocation rulebooks", "Remove it")


def _relabelled(book: Rulebook, where: Whereabouts) -> Iterator[Problem]:
    """A fact of a shared kind, by the name it has everywhere, that is declared as something else.

    The rulebook's own vocabulary may be a council's; the kinds are held to the one that ships.
    """
    own = Path(book.file).parent.parent / VOCABULARY_FILE
    known = shipped().facts
    for name, fact in read_vocabulary(book.vocabulary_text, str(own), Complaints()).facts.items():
        if name in known and (known[name].kind, known[name].type.kind) != (fact.kind, fact.type.kind):
            yield Problem(
                fact.at,
                f"`{name}` is of the kind {fact.kind} in this vocabulary",
                f"the kind {known[name].kind} and the type {known[name].type}, as everywhere",
                "Give a fact that means something else another name",
            )
    for name, fact in book.facts.items():
        if not fact.shared and name in known and known[name].kind in SHARED_ONLY:
            yield Problem(
                where.section("facts", name),
                f"`{name}` is a {known[name].kind} fact of the shared vocabulary and is declared here anew",
                f"`{name}: shared`",
                "Write that, or give a fact of your own another name",
            )


def _unused(book: Rulebook, where: Whereabouts) -> Iterator[Problem]:
    roots = [step.node for steps in (book.outcomes, book.order) for step in steps.values()]
    roots += [rule.when for rule in book.rules]
    used = _reach(book, *roots)
    said = [name for rule in book.rules for each in (rule.met, rule.not_met) for name in named_in(each)]
    used |= set(said) | _reach(book, *(book.derives[name].node for name in said if name in book.derives))
    for section, what, names in (
        ("facts", "fact", book.facts),
        ("values", "value", book.values),
        ("derive", "derived name", book.derives),
    ):
        for name in names:
            if name not in used:
                remedy = "Use it, or do not ask it" if what == "fact" else "Use it or remove it"
                at = where.section(section, name)
                yield Problem(at, f"the {what} `{name}` is never used", "everything declared to be used", remedy)
    sources = {entry.source for dated in book.values.values() for entry in dated} | {rule.source for rule in book.rules}
    sources |= {entry.source for entry in book.award}
    for key, source in book.sources.items():
        if key not in sources:
            yield Problem(
                source.at,
                f"the source `{key}` is never used",
                "every source to be named by a value, a rule or an award",
                "Remove it",
            )


def _sentences(book: Rulebook, where: Whereabouts) -> Iterator[Problem]:
    plain = {name for name, dated in book.values.items() if isinstance(dated[0].shape, Plain)}
    known = [*book.facts, *plain, *book.derives, "day"]
    for rule in book.rules:
        for field, sentence in (("met", rule.met), ("not_met", rule.not_met)):
            at = where.field(rule.at, field)
            for name in named_in(sentence):
                if name not in known:
                    shape = "is a ladder or table" if name in book.values else "is nothing that can be said"
                    yield Problem(
                        at, f"{{{name}}} in `{field}` of `{rule.id}` {shape}", near(name, known), "Correct the name"
                    )
            if re.search(r"[{}]", _NAMED.sub("", sentence)):
                yield Problem(at, f"a brace stands alone in `{field}` of `{rule.id}`", "{name}", "Close or remove it")
        if rule.met == rule.not_met:
            at = where.field(rule.at, "not_met")
            yield Problem(
                at, f"`{rule.id}` says the same met and not met", "two different sentences", "Say which it is"
            )


def _known(book: Rulebook) -> Iterator[Problem]:
    rules = {rule.id: rule for rule in book.rules}
    for what, name, tree in trees(book):
        if what == "rule" and rules[name].then in _KNOWN_ALLOWED:
            continue
        for node in walk(tree):
            if isinstance(node, Call) and node.name == "known":
                shown = f"`{name}` ({rules[name].then})" if what == "rule" else f"the {_WORDS[what]} `{name}`"
                yield Problem(
                    node.at,
                    f"known(…) stands in {shown}",
                    "known(…) only in rules that ask, note or return",
                    "Whether a box was filled in must not change a result; an `ask` rule may say what is missing",
                )
    for rule in book.rules:
        path = _known_path(rules, rule) if rule.then in ("refer", "route") else None
        if path:
            yield Problem(
                rule.at,
                f"`{rule.id}` ({rule.then}) rests on known(…): " + " → ".join(path),
                "known(…) only in rules that ask, note or return",
                "Read something else here",
            )


def _known_path(rules: dict[str, Rule], rule: Rule) -> list[str] | None:
    for node in walk(rule.when):
        if isinstance(node, Concluded) and node.rule in rules:
            read = rules[node.rule]
            if any(isinstance(each, Call) and each.name == "known" for each in walk(read.when)):
                return [rule.id, read.id, "known(…)"]
            path = _known_path(rules, read)
            if path:
                return [rule.id, *path]
    return None


def _conclusions(book: Rulebook) -> Iterator[Problem]:
    """A rule's id stands only under and, or, not, at_least: nothing is worked out from conclusions."""
    left = [rule.when for rule in book.rules]
    while left:
        node = left.pop()
        if is_logic(node):
            left += children(node)
            continue
        for below in walk(node):
            if isinstance(below, Concluded):
                yield Problem(
                    below.at,
                    f"the rule `{below.rule}` stands inside a condition",
                    "a rule's id only under and, or, not, at_least",
                    "Write it on its own: `… and " + below.rule + "`",
                )


def _doubled(book: Rulebook, where: Whereabouts) -> Iterator[Problem]:
    for _, _, tree in trees(book):
        for node in walk(tree):
            if isinstance(node, Options) and len(set(node.values)) != len(node.values):
                yield Problem(node.at, "the list holds something twice", "each once", "Remove one")
            if isinstance(node, And | Or | AtLeast):
                told: set[object] = set()
                for part in node.parts:
                    shape = likeness(part)
                    if shape in told:
                        yield Problem(part.at, "the same condition stands here twice", "each once", "Remove one")
                    told.add(shape)
    seen: dict[object, Rule] = {}
    for rule in book.rules:
        key = (rule.then, rule.route, rule.period, likeness(rule.when))
        before = seen.setdefault(key, rule)
        if before is not rule:
            at = where.field(rule.at, "when")
            wrong = f"`{rule.id}` and `{before.id}` have the same condition and the same `then`"
            yield Problem(at, wrong, "one rule for one conclusion", "Remove one or say what differs")
    for name, fact in book.facts.items():
        words = list(fact.words.values())
        if len(set(words)) != len(words):
            at = where.section("facts", name)
            yield Problem(at, f"two answers of `{name}` have the same words", "words that differ", "Tell them apart")
