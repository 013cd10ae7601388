"""`python -m benchmarks.columns_scale`: how much it takes to run the county's rules over a country's caseload.

Every figure is of a process of its own, so that its peak of resident memory is its own; streaming is also held to 8 GiB
of address space by the kernel. Caseloads are invented (`england`) and written to Parquet first, off the clock.
"""

import argparse
import datetime as dt
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import polars as pl

from benchmarks import england
from benchmarks.columns import WANT, compiled
from benchmarks.facts import DAY, county_rulebook
from benchmarks.table import Aim, Row, Section, text
from engine.columns.partitions import run_partition, run_partitions
from engine.columns.plan import plan_of
from engine.columns.streaming import run_files
from engine.facts import canonical
from engine.language.loading import load_text
from engine.rulebook import Rulebook
from engine.whatif.asked import Change, Spec
from engine.whatif.caseload import Row as Case
from engine.whatif.frames import KNOWN
from engine.whatif.runs import what_if, what_if_in_columns

MILLION: Final = 1_000_000
LINEAR: Final = (1, 2, 4)
"""Millions of cases whose time for each is compared."""
STREAMED: Final = 10
ENGLAND: Final = 2
COUNTY: Final = 4_000
LIMIT: Final = 8 << 30
BOUND: Final = 1.25
"""Times as long a case may take at the most cases as at the fewest."""
CHANGES: Final = (
    ("mainstream: {0: £0, 1: £1250, 2: £2760, 3: £4680", "mainstream: {0: £0, 1: £1310, 2: £2760, 3: £4510"),
    ("ladder: {0: 0, 10: 1, 20: 2, 30: 3, 40: 4, 50: 5}", "ladder: {0: 0, 10: 1, 20: 2, 32: 3, 40: 4, 50: 5}"),
)
"""What the text that is tried says instead: two amounts of the tariff, and where band 3 begins."""


class Clock:
    """What has gone by since: `seconds` by the clock, and `cpu` seconds of this process's threads."""

    def __init__(self) -> None:
        self.began = time.perf_counter(), time.process_time()

    def taken(self) -> dict[str, Any]:
        """Both, until now."""
        return {"seconds": time.perf_counter() - self.began[0], "cpu": time.process_time() - self.began[1]}


def tried() -> Rulebook:
    """The county's rulebook with other figures."""
    book = county_rulebook()
    changed = book.text
    for before, after in CHANGES:
        if changed.count(before) != 1:
            raise ValueError(f"the rulebook does not say {before}")
        changed = changed.replace(before, after)
    return load_text(changed, book.vocabulary_text, book.file)


def in_memory(files: Sequence[Path], _: Path) -> dict[str, Any]:
    """All of it at once, the quickest of five."""
    cases = pl.concat([pl.read_parquet(path) for path in files], rechunk=True)
    plan, taken = compiled(cases.lazy()), []
    for _round in range(7):
        began = Clock()
        rows = plan.collect().height
        taken.append(began.taken())
    return {name: min(each[name] for each in taken) for name in taken[0]} | {"rows": rows}


def streamed(files: Sequence[Path], out: Path) -> dict[str, Any]:
    """From Parquet to Parquet, in an address space of 8 GiB."""
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT))
    book = county_rulebook()
    began = Clock()
    run_files(plan_of(book.on(DAY), DAY), files, out / "streamed.parquet", WANT)
    taken = began.taken()
    return taken | {"rows": pl.scan_parquet(out / "streamed.parquet").select(pl.len()).collect().item()}


def country(files: Sequence[Path], _: Path) -> dict[str, Any]:
    """A what-if with both texts over all of it, partition by partition: which change did it, years, by partnership."""
    change = Change("county_top_up", county_rulebook(), tried())
    began = Clock()
    document = what_if_in_columns((_known(pl.read_parquet(path)) for path in files), change, Spec(DAY)).as_json()
    running = document["groups"]["running"]
    return began.taken() | {"rows": running["cases"], "said": running["compared"]}


def county(files: Sequence[Path], _: Path) -> dict[str, Any]:
    """A whole what-if of a county, from answers as they are kept, first time in its process."""
    book, other = county_rulebook(), tried()
    cases = _rows(book, _known(pl.read_parquet(files[0]).head(COUNTY)))
    began = Clock()
    document = what_if(cases, [Change("county_top_up", book, other)], Spec(DAY)).as_json()
    running = document["groups"]["running"]
    return began.taken() | {"rows": running["cases"], "said": running["compared"]}


def without_ray(files: Sequence[Path], out: Path) -> dict[str, Any]:
    """Partition after partition, here."""
    began = Clock()
    done = [run_partition(county_rulebook(), DAY, path, out, WANT) for path in files]
    return began.taken() | {"bytes": _digest(done)}


def with_ray(files: Sequence[Path], out: Path) -> dict[str, Any]:
    """The same by two workers of Ray, its beginning and end included."""
    began = Clock()
    done = run_partitions(county_rulebook(), DAY, files, out, WANT, workers=2)
    return began.taken() | {"bytes": _digest(done)}


def _digest(files: Sequence[Path]) -> str:
    return sha256(b"".join(sha256(path.read_bytes()).digest() for path in files)).hexdigest()


def _known(cases: pl.DataFrame) -> pl.DataFrame:
    """The caseload with what a what-if knows of each case beside its answers; all of them are running awards."""

    def word(name: str) -> pl.Expr:
        return pl.col(name).cast(pl.String).fill_null("")

    began = pl.lit(DAY - dt.timedelta(days=200))
    return cases.with_columns(
        open=pl.lit(False),
        statutory=pl.col("fact.ehc_plan").fill_null(False),
        partnership=pl.concat_str(word("authority"), pl.lit(", "), word("partnership")),
        school=pl.format("School {}", pl.col("case") % 24_000),
        phase=word("fact.phase"), setting=word("fact.setting"), need=word("fact.primary_need"),
        present_pence=pl.col("fact.present_award").cast(pl.Int64),
        from_day=began, until_day=began.dt.offset_by("2y"),
        review_day=began + pl.duration(days=pl.col("case") % 365 + 201),
    ).with_columns(pl.col(name).cast(dtype) for name, dtype in KNOWN.items())  # fmt: skip


def _rows(book: Rulebook, cases: pl.DataFrame) -> list[Case]:
    """The same as plain rows, with answers in the form in which they are kept."""
    plan, made = plan_of(book.on(DAY), DAY), []
    for row in cases.iter_rows(named=True):
        values = {n: plan.value(f"fact.{n}", row[f"fact.{n}"], row.get(f"fact.{n}.none")) for n in book.facts}
        facts = {name: canonical(book.facts[name], value) for name, value in values.items() if value is not None}
        words = (row["partnership"], row["school"], row["need"])
        days = (row["present_pence"], row["from_day"], row["until_day"], row["review_day"])
        basis = "annual_review" if row["statutory"] else "non_statutory"
        made.append(Case(row["case"], book.name, False, basis, *words, facts, *days))
    return made


CHILDREN: Final[dict[str, Callable[[Sequence[Path], Path], dict[str, Any]]]] = {
    each.__name__: each for each in (in_memory, streamed, country, county, without_ray, with_ray)
}


def child(name: str, files: Sequence[Path], out: Path) -> dict[str, Any]:
    """One of them in a process of its own: what it found, and `mib`, its most memory. Raises CalledProcessError."""
    out.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "benchmarks.columns_scale", "--child", name, "--out", str(out), *map(str, files)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def section(folder: Path, millions: int) -> Section:
    """All figures. Raises AssertionError where a case was lost or bytes differ."""
    files = england.write(folder / "cases", millions * MILLION)
    a_million = MILLION // england.A_FILE
    rows, taken = [], {}
    for many in (many for many in LINEAR if many <= millions):
        found = taken[many] = child("in_memory", files[: many * a_million], folder / "out")
        assert found["rows"] == many * MILLION
        rows.append(_row(f"{many} million, in memory, 36 columns", found))
    least, most = min(taken), max(taken)
    slower = taken[most]["cpu"] / most / (taken[least]["cpu"] / least)
    rows.append(Row(f"processor time of a case, {most} million beside {least}", value=slower, aim=Aim(most=BOUND)))
    if most > least:
        mib = (taken[most]["mib"] - taken[least]["mib"]) / (most - least)
        rows.append(Row("memory for each million, facts and columns", value=mib, says="{:.0f} MiB"))
    found = child("streamed", files, folder / "out")
    assert found["rows"] == millions * MILLION
    rows.append(_row(f"{millions} million streamed, Parquet to Parquet", found, Aim(most=LIMIT >> 20, unit=" MiB")))
    some = files[: min(ENGLAND, millions) * a_million]
    rows.append(_row(f"{min(ENGLAND, millions)} million through a what-if, both texts", child("country", some, folder)))
    found = child("county", files[:1], folder)
    within = {"value": found["seconds"], "says": f"{{:.2f}} s, {found['cpu']:.2f} s CPU"}
    rows.append(
        Row(f"{COUNTY:,} through a whole what-if", found["seconds"] * 1e6, aim=Aim(most=1, unit=" s"), **within)
    )
    here, there = (child(name, some, folder / name) for name in ("without_ray", "with_ray"))
    assert here["bytes"] == there["bytes"], "Ray's workers wrote other bytes"
    rows += [
        _row(f"{len(some)} partitions here", here),
        Row("the same by two of Ray's workers, the same bytes", there["seconds"] * 1e6),
    ]
    return Section("A country's caseload; each in a process of its own", rows)


def _row(what: str, found: dict[str, Any], aim: Aim | None = None) -> Row:
    says = f"{{:,.0f}} MiB, {found['cpu']:.1f} s CPU"
    return Row(what, found["seconds"] * 1e6, value=found["mib"], says=says, aim=aim)


def main() -> int:
    """Measure, and print one table; or be one of the processes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.columns_scale", description=__doc__)
    parser.add_argument("--millions", type=int, default=STREAMED, help="cases that are streamed, in millions")
    parser.add_argument("--child", choices=CHILDREN, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("files", nargs="*", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        found = CHILDREN[options.child](options.files, options.out)
        print(json.dumps(found | {"mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
        return 0
    with tempfile.TemporaryDirectory(prefix="evenhand-benchmark-") as folder:
        print(text([section(Path(folder), options.millions)]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
