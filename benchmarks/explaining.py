"""How long the reasons take: the explanation of an assessment, and what is still possible where facts are missing."""

from typing import Final

from benchmarks.facts import DAY, county_rulebook, fact_sets
from benchmarks.table import Row, Section
from benchmarks.timing import Contender, race
from engine.assessing import assess
from engine.explaining.explain import explain
from engine.remaining.possible import possible

FACT_SETS: Final = 60
ROUNDS: Final = 1


def section(count: int = FACT_SETS, rounds: int = ROUNDS) -> Section:
    """Explaining and what is possible, on the county's rulebook. What is possible only where a case is unsettled."""
    book = county_rulebook()
    assessments = [assess(book, answers, DAY) for answers in fact_sets(book, count)]
    open_ones = [each.evaluation for each in assessments if each.evaluation and each.status == "unsettled"]
    explained = Contender("explain: why, why not, smallest changes, next", explain, assessments)
    remaining = Contender("possible: every outcome that remains", possible, open_ones)
    race((explained, remaining), rounds, warm_up=0)
    return Section(
        f"Reasons: {book.name}, {count} fact sets, of which {len(open_ones)} unsettled",
        [Row(each.name, each.quiet, each.p50, each.p95) for each in (explained, remaining)],
    )
