"""Which rules of a fit rulebook are hard: those whose conditions the verdict `suits` itself joins with `and`.

Every other rule is softer: it is said beside the verdict and cannot change it. Nothing is marked twice, so nothing
can be marked wrongly: a place suits exactly where every hard rule is met, does not where one is not met, and
otherwise nobody knows yet.
"""

from collections.abc import Iterator
from typing import Final

from engine.problems import Problem
from engine.proof.tidiness import trees
from engine.proof.whereabouts import Whereabouts
from engine.rulebook import Rulebook
from engine.tree import And, Call, Compare, Name, Node, likeness, walk

VERDICT: Final = "suits"
"""The first outcome of a fit rulebook: whether the place suits, yes or no."""

_ASKED: Final = "Leave it out: what is not known is asked by itself"


def hard_rules(book: Rulebook) -> frozenset[str]:
    """The ids of the rules that say a part of the verdict, each in full."""
    verdict = _parts(book, next(iter(book.outcomes.values())).node).keys()
    return frozenset(rule.id for rule in book.rules if _parts(book, rule.when).keys() <= verdict)


def fitting(book: Rulebook, where: Whereabouts) -> Iterator[Problem]:
    """What a fit rulebook lacks: its verdict first, a rule for each part of it, and rules that only note."""
    if book.decides != "fit" or not book.outcomes:
        return
    first = next(iter(book.outcomes.values()))
    if first.node.type.kind != "yes_no" or first.name != VERDICT:
        wrong = f"the first outcome, `{first.name}`, is a {first.node.type}"
        yield Problem(first.at, wrong, f"`{VERDICT}`, yes or no: whether the place suits", "Put that first")
        return
    hard, said = hard_rules(book), set[object]()
    for rule in book.rules:
        if rule.then != "note":
            at = where.field(rule.at, "then")
            wrong = f"`{rule.id}` has `then: {rule.then}` in a fit rulebook"
            yield Problem(at, wrong, "`note`: a condition, met or not met", _ASKED)
        for node in walk(rule.when):
            if isinstance(node, Call) and node.name == "known":
                wrong = f"known(…) stands in `{rule.id}`, in a fit rulebook"
                yield Problem(node.at, wrong, "a condition that is unknown while its facts are", _ASKED)
        if rule.id in hard:
            said |= _parts(book, rule.when).keys()
            if rule.period:
                at = where.field(rule.at, "in_force")
                wrong = f"`{rule.id}` says a part of `{VERDICT}`, and not on every day"
                yield Problem(at, wrong, f"a rule in force as long as `{VERDICT}`", "Remove `in_force`")
    yield from _never_offered(book)
    for key, part in _parts(book, first.node).items():
        if key not in said:
            yield Problem(
                part.at,
                f"no rule says this part of `{VERDICT}`",
                "each part joined by `and` to be the `when` of a rule, with its two sentences",
                "Write the rule, or name the part under `derive` and read the name in both",
            )


def _never_offered(book: Rulebook) -> Iterator[Problem]:
    """Sets held against each other where the first may hold what the second has no option for: it could never be."""
    for _, name, tree in trees(book):
        for node in walk(tree):
            if isinstance(node, Compare) and node.op == "<=" and node.left.type.kind == "set":
                for option in [each for each in node.left.type.options if each not in node.right.type.options]:
                    wrong = f"`{option}` may be asked for in `{name}`, and no place can answer it"
                    yield Problem(node.at, wrong, "the same options on both sides", "Add it to the other fact")


def _parts(book: Rulebook, node: Node) -> dict[object, Node]:
    """What a condition joins with `and`, through derived names, by what each part says."""
    found: dict[object, Node] = {}
    seen = set[str]()
    left = [node]
    while left:
        each = left.pop()
        if isinstance(each, And):
            left += reversed(each.parts)
        elif isinstance(each, Name) and each.source == "derive":
            if each.name not in seen:
                seen.add(each.name)
                left.append(book.derives[each.name].node)
        else:
            found.setdefault(likeness(each), each)
    return found
