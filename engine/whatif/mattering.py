"""What of a case's answers can matter: the facts that outcomes, statuses and lookups read, and those still open."""

import datetime as dt

from engine.opinions.evaluate import evaluate_vector
from engine.opinions.evaluation import Evaluation
from engine.remaining.matters import Matters
from engine.rulebook import Rulebook
from engine.tree import Concluded, Lookup, Name, Node, walk
from engine.values import Answer


def evaluated(book: Rulebook, answers: dict[str, Answer], day: dt.date) -> Evaluation:
    """A case by a text."""
    return evaluate_vector(book.on(day), tuple(answers.get(name) for name in book.facts), day)


def open_facts(evaluation: Evaluation) -> tuple[str, ...]:
    """The unanswered facts that can still change what a case comes to."""
    return Matters(evaluation).facts


def facts_read(book: Rulebook, day: dt.date) -> frozenset[str]:
    """The facts that can matter to status or outcome: all that is read by outcomes, by rules of status, by lookups."""
    in_force = book.on(day)
    rules = {rule.id: rule.when for rule in in_force.rules}
    roots: list[Node] = [step.node for step in book.outcomes.values()]
    roots += [rule.when for rule in in_force.rules if rule.then in ("return", "refer")]
    trees = [*rules.values(), *(step.node for step in book.derives.values())]
    roots += [node for tree in trees for node in walk(tree) if isinstance(node, Lookup)]
    found: set[str] = set()
    seen: set[tuple[str, str]] = set()
    while roots:
        for node in walk(roots.pop()):
            if isinstance(node, Name) and node.source == "fact":
                found.add(node.name)
            elif isinstance(node, Name) and node.source == "derive" and ("derive", node.name) not in seen:
                seen.add(("derive", node.name))
                roots.append(book.derives[node.name].node)
            elif isinstance(node, Concluded) and node.rule in rules and ("rule", node.rule) not in seen:
                seen.add(("rule", node.rule))
                roots.append(rules[node.rule])
    return frozenset(found)
