"""Which conditions and lookups are asked at all: those in a branch only where every test on the way there chose it."""

from collections.abc import Mapping
from functools import reduce
from typing import TYPE_CHECKING

import polars as pl

from engine.rulebook import InForce
from engine.tree import IfElse, Node, children

if TYPE_CHECKING:
    from engine.columns.compiling import Compiler

Way = tuple[tuple[Node, bool], ...]
"""The tests on the way to a node and which way each must go."""


def paths_of(in_force: InForce) -> Mapping[int, Way]:
    """The way to every node of every step and rule, by the node's identity."""
    kept = in_force.kept.get("ways")
    if not isinstance(kept, dict):
        kept = in_force.kept["ways"] = {}
        book = in_force.rulebook
        for steps in (book.derives, book.outcomes, book.order):
            for step in steps.values():
                _walk(step.node, (), kept)
        for rule in in_force.rules:
            _walk(rule.when, (), kept)
    return kept


def _walk(node: Node, way: Way, found: dict[int, Way]) -> None:
    found[id(node)] = way
    if isinstance(node, IfElse):
        _walk(node.test, way, found)
        _walk(node.yes, (*way, (node.test, True)), found)
        _walk(node.no, (*way, (node.test, False)), found)
        return
    for child in children(node):
        _walk(child, way, found)


def asked(way: Way, compiler: "Compiler") -> pl.Expr:
    """Whether every test on the way went as it must; not where one is unknown."""
    tests = [compiler.truth(test) if truth else ~compiler.truth(test) for test, truth in way]
    return reduce(lambda a, b: a & b, tests, pl.lit(True)).fill_null(False)
