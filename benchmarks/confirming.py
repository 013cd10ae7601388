"""How long a confirmed assessment takes, beside the raw durable-rules C module on the same rules and facts.

The confirmed one evaluates, recomputes by the reference, has the rules judged by the network in its own
process and compares all three. The raw one is handed the truths of the elementary conditions and runs
the same network rules in this process: it evaluates nothing, compares nothing and survives no crash. A
second row lets it find those truths itself, as anyone who has only facts must.
"""

from collections.abc import Mapping
from typing import Final

from benchmarks.agreement import Disagreement
from benchmarks.facts import DAY, benchmark_rulebook, county_rulebook, fact_sets
from benchmarks.raw_network import RawNetwork
from benchmarks.table import Aim, Row, Section
from benchmarks.timing import Contender, race
from engine.assessing import assess, confirm
from engine.opinions import reference
from engine.opinions.evaluate import evaluate
from engine.opinions.network import Network
from engine.rulebook import Rulebook
from engine.values import Value

FACT_SETS: Final = 150
ROUNDS: Final = 8
AIM: Final = Aim(most=1.5)


def sections(count: int = FACT_SETS, rounds: int = ROUNDS) -> list[Section]:
    """The benchmark's rulebook and the county's."""
    with Network() as network:
        return [_section(book, network, count, rounds) for book in (benchmark_rulebook(), county_rulebook())]


def _section(book: Rulebook, network: Network, count: int, rounds: int) -> Section:
    sets = fact_sets(book, count)
    in_force = book.on(DAY)
    raw = RawNetwork(in_force)
    flags, evaluations = [], []
    for answers in sets:
        evaluation = evaluate(book, answers, DAY)
        confirm(assess(book, answers, DAY), network)
        evaluations.append(evaluation)
        flags.append(raw.flags(evaluation))
        met = frozenset(rule.id for rule in evaluation.fired())
        if raw.met(flags[-1]) != met:
            raise Disagreement("the raw C module meets other rules than the evaluator")

    def confirmed(answers: Mapping[str, Value]) -> None:
        confirm(assess(book, answers, DAY), network)

    whole = Contender("assess and confirm", confirmed, sets)
    raw_alone = Contender("raw C module, flags given", raw.judge, flags)
    parts = [
        Contender("  of which: evaluate", lambda answers: evaluate(book, answers, DAY), sets),
        Contender(
            "  of which: reference, while the network runs",
            lambda answers: reference.evaluate(book, answers, DAY),
            sets,
        ),
        Contender("  of which: network, there and back", lambda found: network.judge(in_force, found), evaluations),
    ]
    raw_whole = Contender(
        "raw C module, from the facts", lambda answers: raw.judge(raw.flags(evaluate(book, answers, DAY))), sets
    )
    race((whole, raw_alone, raw_whole, *parts), rounds)
    rules = sum(len(each.alternatives) for each in raw.circuit.sets)
    return Section(
        f"Confirmed assessment: {book.name}, {len(in_force.rules)} rules as {rules} network rules, {count} fact sets",
        [
            Row(
                whole.name,
                whole.quiet,
                whole.p50,
                whole.p95,
                whole.quiet / raw_alone.quiet,
                "{:.2f}x the raw module",
                AIM,
            ),
            Row(raw_alone.name, raw_alone.quiet, raw_alone.p50, raw_alone.p95),
            Row(
                raw_whole.name,
                raw_whole.quiet,
                raw_whole.p50,
                raw_whole.p95,
                whole.quiet / raw_whole.quiet,
                "confirmed {:.2f}x of it",
            ),
            *(Row(part.name, part.quiet, part.p50, part.p95) for part in parts),
        ],
    )
