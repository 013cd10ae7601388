"""How long one assessment takes, the truth of every condition kept: the engine, zen-engine, Python by hand."""

from typing import Final

from benchmarks import agreement, by_hand, zen_rules
from benchmarks.facts import DAY, benchmark_rulebook, fact_sets
from benchmarks.table import Aim, Row, Section
from benchmarks.timing import Contender, race
from engine.opinions.evaluate import evaluate
from engine.opinions.layout import layout_of

FACT_SETS: Final = 500
ROUNDS: Final = 12


def section(count: int = FACT_SETS, rounds: int = ROUNDS) -> Section:
    """The three contenders on the same fact sets. Raises Disagreement before timing where results differ."""
    book = benchmark_rulebook()
    sets = fact_sets(book, count)
    decision = zen_rules.decision()
    for answers in sets:
        agreement.check(book, answers, decision)

    engine = Contender("engine.opinions.evaluate", lambda answers: evaluate(book, answers, DAY), sets)
    zen = Contender(
        "zen-engine, trace on",
        lambda facts: decision.evaluate(facts, zen_rules.TRACE),
        [zen_rules.facts_for_zen(answers, DAY) for answers in sets],
    )
    hand = Contender(
        "Decimal Python by hand",
        lambda facts: by_hand.assess(facts, DAY),
        [agreement.facts_by_hand(book, answers) for answers in sets],
    )
    race((engine, zen, hand), rounds)

    in_force = book.on(DAY)
    rules, conditions = len(in_force.rules), len(layout_of(in_force).conditions)
    return Section(
        f"Assessing, the truth of every condition kept: {rules} rules, {conditions} conditions, "
        f"{count} fact sets, results equal",
        [
            Row(engine.name, engine.quiet, engine.p50, engine.p95),
            Row(zen.name, zen.quiet, zen.p50, zen.p95, zen.quiet / engine.quiet, "{:.1f}x the engine's", Aim(least=25)),
            Row(
                hand.name,
                hand.quiet,
                hand.p50,
                hand.p95,
                engine.quiet / hand.quiet,
                "engine {:.2f}x of it",
                Aim(most=4),
            ),
        ],
    )
