"""The circuit says what the rules say, and what the network cannot hold is told before it is loaded."""

import random
import subprocess
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from engine.opinions.circuit import ALTERNATIVES_A_RULE, Circuit, circuit_of, circuit_problems
from engine.opinions.layout import layout_of
from engine.opinions.rule_sets import FLAGS_A_FACT, JOINS, KINDS_A_SET
from engine.problems import Problem
from engine.rulebook import InForce
from engine.tree import Node
from tests.circuits import (
    AT,
    all_of,
    any_of,
    at_least,
    concluded,
    evaluation,
    fact,
    in_force,
    ladder,
    not_,
    random_rules,
    random_truths,
)


def run(circuit: Circuit, flags: str) -> set[int]:
    """The circuit's own meaning, without durable-rules: alternatives until nothing more is concluded."""
    found: set[int] = set()
    for rule_set in circuit.sets:
        before = -1
        while before < len(found):
            before = len(found)
            for each in rule_set.alternatives:
                carried = rule_set.facts[each.fact] if each.fact is not None else ()
                if all(flags[carried[c]] == str(t) for c, t in each.flags) and found.issuperset(each.joins):
                    found.add(each.gives)
    return found


def within_limits(circuit: Circuit) -> bool:
    return all(
        all(len(carried) <= FLAGS_A_FACT for carried in rule_set.facts)
        and all(len(each.joins) <= JOINS for each in rule_set.alternatives)
        and len(rule_set.facts) + len({n for a in rule_set.alternatives for n in a.joins}) <= KINDS_A_SET
        for rule_set in circuit.sets
    )


def agrees(made: InForce, dice: random.Random, cases: int = 5) -> None:
    circuit = circuit_of(made)
    assert within_limits(circuit)
    for _ in range(cases):
        found = evaluation(made, random_truths(dice, made))
        outputs = run(circuit, circuit.flags(found))
        truths = found.rule_truths
        assert {circuit.met[o] for o in outputs if o in circuit.met} == {
            rule for rule, truth in truths.items() if truth is True
        }
        assert {circuit.refuted[o] for o in outputs if o in circuit.refuted} == {
            rule for rule in circuit.refutable if truths[rule] is False
        }


@given(st.integers(0, 2**32 - 1), st.integers(1, 60))
def test_random_rules_mean_what_they_say(seed: int, count: int) -> None:
    dice = random.Random(seed)
    agrees(in_force(random_rules(dice, count)), dice)


def test_conclusions_read_negatively_are_compiled_both_ways() -> None:
    made = in_force(
        {
            "a": fact("x"),
            "b": not_(concluded("a")),
            "c": fact("y"),
            "d": all_of(concluded("b"), not_(any_of(concluded("c"), fact("z")))),
            "e": not_(concluded("d")),
        }
    )
    assert circuit_of(made).refutable == {"a", "b", "c", "d"}


def test_a_rule_not_in_force_is_false() -> None:
    made = in_force({"a": concluded("gone"), "b": not_(concluded("gone"))})
    assert run(circuit_of(made), "") == {o for o, r in circuit_of(made).met.items() if r == "b"}


def test_many_combinations_are_cut_into_parts() -> None:
    strands = [fact(f"f{n}") for n in range(14)]
    more = [fact(f"g{n}") for n in range(14)]
    made = in_force(
        {
            "four": at_least(4, *strands),
            "both": all_of(at_least(7, *more), at_least(2, *[concluded("four"), *more[:5]])),
            "neither": not_(concluded("both")),
            "wide": all_of(*[fact(f"w{n}") for n in range(130)]),
            "long": any_of(*[all_of(fact(f"v{n}"), fact(f"u{n}")) for n in range(100)]),
            "joins": all_of(*[any_of(concluded("four"), fact(f"j{n}")) for n in range(40)]),
        }
    )
    assert not circuit_problems(made, "rulebook.yaml")
    agrees(made, random.Random(4), cases=60)


def test_many_rules_are_split_by_what_reads_what() -> None:
    rules: dict[str, Node] = {"r0": fact("f0")}
    for number in range(1, 300):
        rules[f"r{number}"] = any_of(fact(f"f{number}"), all_of(concluded(f"r{number // 2}"), fact(f"g{number}")))
    made = in_force(rules)
    assert len(circuit_of(made).sets) >= 5
    agrees(made, random.Random(5), cases=20)


def test_ladders_land_on_one_step() -> None:
    made = in_force({"a": fact("x")}, {"steps": ladder(0, 12, 24, 40), "long": ladder(*range(150))})
    circuit = circuit_of(made)
    (flag,) = [n for n, _ in enumerate(layout_of(made).conditions)]
    for points, steps in ((-1, {(0, -1), (1, -1)}), (11, {(0, 0), (1, 11)}), (24, {(0, 2), (1, 24)}),
                          (1000, {(0, 3), (1, 149)}), (None, set())):  # fmt: skip
        found = evaluation(made, [None], [points, points])
        flags = circuit.flags(found)
        assert flags[flag] == "u"
        assert {circuit.steps[output] for output in run(circuit, flags)} == steps


def problems(rules: dict[str, Node]) -> list[Problem]:
    return circuit_problems(in_force(rules), "rulebook.yaml")


def test_what_cannot_be_held_is_told_at_the_rule() -> None:
    pairs = [all_of(fact(f"a{n}"), fact(f"b{n}")) for n in range(ALTERNATIVES_A_RULE + 1)]
    found = problems({"fine": fact("x"), "wide": any_of(*pairs), "also": any_of(*pairs, fact("y"))})
    assert [(problem.where, problem.wrong) for problem in found] == [
        (AT, "wide can be met in 241 different ways"),
        (AT, "also can be met in 242 different ways"),
    ]
    assert "Split the rule" in found[0].message


def test_half_of_thirty_is_told_and_ends() -> None:
    assert problems({"half": at_least(15, *[fact(f"f{n}") for n in range(30)])})


def test_a_rulebook_too_large_in_all_is_told() -> None:
    pairs = [all_of(fact(f"a{n}"), fact(f"b{n}")) for n in range(200)]
    found = problems({f"r{n}": any_of(*pairs) for n in range(25)})
    assert [str(problem.where) for problem in found] == ["rulebook.yaml:1:1"]


def test_a_ladder_too_long_is_told() -> None:
    made = in_force({}, {"long": ladder(*range(500))})
    assert "500 steps" in circuit_problems(made, "rulebook.yaml")[0].wrong


def test_the_hash_does_not_hang_on_the_process() -> None:
    script = (
        "import random; from tests.circuits import *; from engine.opinions.circuit import circuit_of;"
        "print(circuit_of(in_force(random_rules(random.Random(1), 60))).sha256)"
    )
    hashes = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=Path(__file__).parents[2],
            env={"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(hashes) == 1
