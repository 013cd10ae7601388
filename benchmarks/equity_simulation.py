"""`python -m benchmarks.equity_simulation [--counties N]`: how often a fair county is alarmed, and a plant is found.

Fair counties first: needs by chance, awards by what is scored, and a panel whose changes are the same for all. At most
at the stated rate may one of them be given any alarm at all. Then the same counties with a plant: one partnership of
nine scores low for like evidence. Its awards look equal at the same assessed need, since need itself was scored low; so
beside what scoring tells stands how often awards alone would have told it. Last, what is no unfairness: a partnership
whose children have milder needs, truly.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from benchmarks.equity_county import CASES, PLANTED_IN, Plant, draw
from engine.auditing.control import limits
from engine.equity.cases import DIMENSIONS, EquityCase
from engine.equity.family import RATE, holm, report

PLANTS: Final = (
    ("one level low in every strand", Plant(PLANTED_IN)),
    ("in four strands", Plant(PLANTED_IN, ("learning", "talking", "feelings", "interaction"))),
    ("in one strand", Plant(PLANTED_IN, ("learning",))),
    ("in one strand, half of the cases", Plant(PLANTED_IN, ("learning",), 50)),
    ("in one strand, a quarter of them", Plant(PLANTED_IN, ("learning",), 25)),
    ("in every strand, a tenth of them", Plant(PLANTED_IN, per_cent=10)),
)
_SCORING: Final = ("levels", "moderated")


@dataclass(frozen=True, slots=True)
class Fair:
    """What fair counties were given. alarmed: counties with any alarm. made: comparisons, over all. uncorrected: how
    many of them would have been alarms with no correction."""

    counties: int
    alarmed: int
    made: int
    uncorrected: int

    @property
    def within(self) -> bool:
        """Whether so many may be alarmed by chance where the rate is kept (three standard errors, or as exactly)."""
        return self.alarmed <= limits(self.counties, RATE)[1]


@dataclass(frozen=True, slots=True)
class Found:
    """In how many counties scoring told of the planted partnership, and in how many its awards at the same need did."""

    words: str
    counties: int
    by_scoring: int
    by_moderation: int
    by_awards: int


def fair(numbers: Sequence[int], cases: int = CASES, dimensions: Sequence[str] = tuple(DIMENSIONS)) -> Fair:
    """Reports of fair counties."""
    alarmed = made = uncorrected = 0
    for number in numbers:
        found = report(draw(number, cases), dimensions=dimensions)
        alarmed += bool(found.alarms)
        made += found.made
        uncorrected += sum(
            group.p is not None and group.method is not None and group.p <= RATE
            for each in found.comparisons
            for group in (each.groups[:1] if each.once else each.groups)
        )
    return Fair(len(numbers), alarmed, made, uncorrected)


def planted(numbers: Sequence[int], plant: Plant, words: str, made: int, cases: int = CASES) -> Found:
    """Whether the plant is found, with each comparison held as strictly as among the `made` of a whole report."""
    return _found(words, [draw(number, cases, plant) for number in numbers], made)


def milder(numbers: Sequence[int], made: int, cases: int = CASES) -> Found:
    """The same of counties in which one partnership truly has milder needs."""
    drawn = [draw(number, cases, milder=PLANTED_IN) for number in numbers]
    return _found("no plant: milder needs, truly", drawn, made)


def _found(words: str, counties: Sequence[list[EquityCase]], made: int) -> Found:
    scoring = moderation = awards = 0
    for cases in counties:
        first = report(cases, dimensions=("partnership",))
        comparisons, _ = holm(first.comparisons, RATE * first.made / max(made, first.made))
        names = {each.measure.name for each in comparisons for group in each.flagged if group.name == PLANTED_IN}
        scoring += any(name in _SCORING or name.startswith("level.") for name in names)
        moderation += "moderated" in names
        awards += "award" in names
    return Found(words, len(counties), scoring, moderation, awards)


def main() -> int:
    """Try, print, and answer with 1 where the rate is not kept or the first plant is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.equity_simulation", description=__doc__)
    parser.add_argument("--counties", type=int, default=40, metavar="N")
    parser.add_argument("--planted", type=int, default=10, metavar="N", help="how many of them are tried with plants")
    options = parser.parse_args()
    started, numbers = time.monotonic(), range(1, options.counties + 1)
    kept = fair(numbers)
    each = Fraction(kept.made, kept.counties)
    most = limits(kept.counties, RATE)[1]
    print(f"{kept.counties} fair counties of {CASES:,} cases, {round(each)} comparisons each", end=": ")
    print(f"{kept.alarmed} were given an alarm; a rate of {RATE * 100} % kept gives {most} at most")
    print(
        f"with no correction there would have been {round(Fraction(kept.uncorrected, kept.counties))} alarms a county"
    )
    tried = numbers[: options.planted]
    rows = [planted(tried, plant, words, round(each)) for words, plant in PLANTS]
    rows.append(milder(tried, round(each)))
    print(f"\n{'planted in one partnership of nine':<38}{'scoring':>10}{'moderation':>12}{'awards':>9}")
    for row in rows:
        print(f"{row.words:<38}{row.by_scoring:>7} of {row.counties}{row.by_moderation:>7} of {row.counties}", end="")
        print(f"{row.by_awards:>5} of {row.counties}")
    print(f"tried in {time.monotonic() - started:.0f} s", file=sys.stderr)
    return 0 if kept.within and rows[0].by_scoring == rows[0].counties else 1


if __name__ == "__main__":
    sys.exit(main())
