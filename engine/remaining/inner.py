"""What any part of an expression came to in one evaluation, for the sentences that explain it.

The evaluator keeps derived values, conditions and lookups; what lies between them is read again,
only when asked for, with the reference's plain meaning of each node.
"""

from functools import cached_property

from engine.opinions.evaluation import Evaluation
from engine.opinions.reference import Reading, exact, outward
from engine.tree import IfElse, Node, children
from engine.values import Answer


class Inner:
    """The parts of one evaluation's expressions. reading: where it was read beside others (`engine.sharing`)."""

    def __init__(self, evaluation: Evaluation, reading: Reading | None = None) -> None:
        self.evaluation, self._given = evaluation, reading

    @cached_property
    def _reading(self) -> Reading:
        if self._given:
            return self._given
        evaluation = self.evaluation
        book = evaluation.in_force.rulebook
        answers = {name: value for name, value in zip(book.facts, evaluation.answers, strict=True) if value is not None}
        reading = Reading(evaluation.in_force, answers, evaluation.day)
        reading.derived = {name: exact(value) for name, value in zip(book.derives, evaluation.derived, strict=True)}
        reading.concluded = dict(evaluation.rule_truths)
        return reading

    def value(self, node: Node) -> Answer:
        """The value of `node`, None where it is not known; money in pence."""
        return outward(self._reading.value(node))

    def taken(self, node: Node) -> tuple[Node, ...]:
        """The parts directly under `node` that were asked: of `x if c else y` the test and the branch taken."""
        if not isinstance(node, IfElse):
            return children(node)
        test = self.value(node.test)
        return (node.test,) if test is None else (node.test, node.yes if test else node.no)
