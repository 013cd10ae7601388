"""`python -m benchmarks.calibrating`: values that meet a target, for a county of 4,000 cases and for one of 100,000.

The caseload is invented by a fixed seed and lands on the county's tariff: cells make the search independent of its
size, and each case is worked out twice more by the evaluator (where it lands, and by the text that was found).
"""

import datetime as dt
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Final

from benchmarks.table import Row, Section, text
from engine.calibrating.calibration import calibrate
from engine.calibrating.finding import around, find
from engine.calibrating.landing import OneCase, amounts, grouped, landed, shape_of
from engine.calibrating.tables import TableQuestion, cells_of
from engine.calibrating.target import Target
from engine.language.loading import load_folder, load_text
from engine.problems import Complaints
from engine.proof.cases import read_cases
from engine.rulebook import Rulebook, Table

COUNTY: Final = Path("rules/county_top_up")
DAY: Final = dt.date(2026, 9, 14)
SIZES: Final = (4_000, 100_000)
TARGET: Final = Target(1000, within=10, school_fall=300)


def caseload(book: Rulebook, many: int) -> list[OneCase]:
    """Invented children of invented schools, one school to some 13 of them and 300 at most."""
    base = read_cases(book, (COUNTY / "cases.yaml").read_text(), "cases.yaml", Complaints())[0].units[""]
    strands = [fact.name for fact in book.facts.values() if fact.area]
    random, children = Random(1), []
    for _ in range(many):
        weights = (60 - random.randrange(45), 25, 12, 8)
        levels = dict(zip(strands, random.choices((0, 1, 2, 3), weights, k=len(strands)), strict=True))
        setting = random.choices(("mainstream", "unit_or_resourced", "further_education", "special"), (75, 9, 6, 10))[0]
        school = f"S{random.randrange(min(300, many // 13)):03}"
        children.append(OneCase(school, 0, {**base, **levels, "setting": setting}))
    found = amounts(book, DAY, children)
    return [OneCase(each.school, pence, each.answers) for each, pence in zip(children, found, strict=True)]


def section(sizes: Sequence[int] = SIZES) -> Section:
    """Seconds, by size: the search alone, with what binds and the trade-off, and the whole."""
    book = load_folder(COUNTY)
    dearer = book.text.replace("3: £4680", "3: £5100").replace("3: £12900", "3: £14060")
    proposed = load_text(dearer, book.vocabulary_text, book.file)
    found = Section("calibrating: the county's tariff to cost-neutral within 0.1 %, no school down by more than 3 %")
    for many in sizes:
        cases = caseload(book, many)
        shape = shape_of(proposed, "tariff", DAY)
        assert isinstance(shape, Table)
        cells, places = cells_of(shape), landed(proposed, "tariff", DAY, cases)
        groups = grouped(places, [each.after for each in places])
        started = time.perf_counter()
        findings = find(lambda asked, cells=cells, groups=groups: TableQuestion(cells, asked, groups), TARGET)
        searched = time.perf_counter() - started
        around(findings, lambda asked, cells=cells, groups=groups: TableQuestion(cells, asked, groups), TARGET, groups)
        told = time.perf_counter() - started
        started = time.perf_counter()
        whole = calibrate(proposed, book, "tariff", DAY, cases, TARGET)
        assert whole.settled
        everything = time.perf_counter() - started
        name = f"{many:,} cases ({len(groups):,} groups)"
        found.rows.extend(
            [
                Row(f"{name}: the search", value=searched, says="{:.2f} s"),
                Row(f"{name}: with what binds and the trade-off", value=told, says="{:.2f} s"),
                Row(f"{name}: the whole, every case run", value=everything, says="{:.2f} s"),
            ]
        )
    return found


if __name__ == "__main__":
    print(text([section()]))
    sys.exit(0)
