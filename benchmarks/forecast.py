"""`python -m benchmarks.forecast`: the forecast tried on years it never saw, and the alarm on areas it never saw.

The forecast is made at several months' ends from what was known then, and held against what came. Beside it stands last
year's profile: what is committed so far, divided by the share of last year's outturn that was committed by then. First
on invented caseloads of several years, then on the invented county drawn from another number (`forecast_county`).
"""

import datetime as dt
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks import forecast_county
from benchmarks.areas import fair_area, fast_area
from benchmarks.caseloads import Caseload, draw
from benchmarks.forecast_county import county_back_test
from engine.forecast.outturn import outturn
from engine.forecast.year import last_day
from panel_api.seed.awarded import END
from panel_api.seed.loading import REQUESTS

YEAR: Final = 2025
DAYS: Final = tuple(
    dt.date(*day) for day in ((2025, 5, 31), (2025, 7, 31), (2025, 9, 30), (2025, 11, 30), (2026, 1, 31))
)
SEEDS: Final = range(501, 509)
"""None of these was looked at while the forecast was made."""


@dataclass(frozen=True, slots=True)
class Tried:
    """Forecasts made on one day for this year (ahead 0) or the next. error, naive: mean of |forecast − came| / came.

    covered: how often what came lay between low and high. width: half the range, by what came, on average.
    """

    day: dt.date
    ahead: int
    error: Fraction
    naive: Fraction
    covered: Fraction
    width: Fraction


def back_test(caseloads: Sequence[Caseload], days: Sequence[dt.date] = DAYS) -> list[Tried]:
    """Each day's forecasts of this year and the next, of every account of every caseload, against what came."""
    found = []
    for ahead in (0, 1):
        for day in days:
            tried = [each for caseload in caseloads for each in _tried(caseload, day, YEAR + ahead)]
            errors, naive, covered, width = zip(*tried, strict=True)
            count = len(tried)
            found.append(
                Tried(
                    day,
                    ahead,
                    sum(errors) / count,
                    sum(naive) / count,
                    Fraction(sum(covered), count),
                    sum(width) / count,
                )
            )
    return found


def _tried(caseload: Caseload, day: dt.date, year: int) -> Iterator[tuple[Fraction, Fraction, bool, Fraction]]:
    past, before = caseload.past(day), day.replace(year=day.year - 1)
    for account in caseload.accounts:
        came = caseload.committed(account, year, last_day(year))
        last_year = caseload.committed(account, YEAR - 1, last_day(YEAR - 1))
        naive = Fraction(
            caseload.committed(account, YEAR, day) * last_year, caseload.committed(account, YEAR - 1, before)
        )
        made = outturn(caseload.standing(account, year, day), past)
        yield (
            Fraction(abs(made.likely - came), came),
            abs(naive - came) / came,
            made.low <= came <= made.high,
            Fraction(made.high - made.low, 2 * came),
        )


def _percent(part: Fraction) -> str:
    return f"{round(part * 1000) / 10:.1f} %"


def main() -> int:
    """Print all of it, in three minutes or so."""
    _caseloads()
    with TemporaryDirectory() as folder:
        _county(county_back_test(Path(folder), REQUESTS))
    _alarms()
    return 0


def _caseloads() -> None:
    print(
        f"Forecast of 31 March against what came: {len(SEEDS) * 9} invented accounts, seeds {SEEDS[0]} to {SEEDS[-1]}"
    )
    print(f"{'made on':12} {'for':9} {'error':>8} {'profile':>8} {'within':>8} {'± range':>8}")
    for line in back_test([draw(seed) for seed in SEEDS]):
        year = "this year" if not line.ahead else "next year"
        figures = (line.error, line.naive, line.covered, line.width)
        print(f"{line.day!s:12} {year:9} " + " ".join(f"{_percent(each):>8}" for each in figures))


def _county(lines: Sequence[forecast_county.Tried]) -> None:
    print(f"The invented county drawn from {forecast_county.NUMBER}: {lines[0].count} accounts, held against {END}")
    print(f"{'made on':12} {'error':>8} {'profile':>10} {'no more':>8} {'within':>8}")
    for line in lines:
        figures = (line.error, line.profile, line.nothing, line.covered)
        print(f"{line.day!s:12} " + " ".join(f"{_percent(each):>{8 + 2 * (n == 1)}}" for n, each in enumerate(figures)))


def _alarms() -> None:
    random = Random(42)
    fair = [fair_area(random) for _ in range(3_000)]
    rang = sum(any(look.state == "rings" for look in area.looks(range(14, 330, 7))) for area in fair)
    print(f"Alarm: of {len(fair):,} areas whose money lasts, looked at every week of a year, {rang} ever rang")
    for a_week in (7, 10, 15):
        fast = [fast_area(random, a_week, 7) for _ in range(300)]
        rang = sum(any(look.state == "rings" for look in area.looks(range(14, 21))) for area in fast)
        print(
            f"Alarm: of {len(fast)} that spend a year in a quarter by {a_week} awards a week, {rang} rang in week three"
        )


if __name__ == "__main__":
    sys.exit(main())
