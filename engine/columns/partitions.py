"""Past one machine: the same plan for each partition of a caseload, by Ray's workers, and the same bytes out.

A partition is a Parquet file of cases, small enough for a worker's memory. What comes of it is written under another
name and renamed when whole, so there is never half of one. Ray is asked for only here, and only when it is wanted.
"""

import datetime as dt
import os
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from engine.problems import Problem, Refused
from engine.rulebook import Rulebook

if TYPE_CHECKING:
    from engine.columns.plan import Want

ROWS: Final = 65_536
"""Cases in a row group of what is written; fixed, so that the bytes are the same wherever it was run."""
TRIES: Final = 3
"""How often a partition is begun before it is given up, where its worker dies."""
MISSING: Final = "Ray is not installed. Run: pip install 'evenhand[partitions]'"


class RayMissing(ImportError):  # noqa: N818 - said as it reads
    """Partitions were asked for and Ray is not installed; the message says how to install it."""


def run_partition(book: Rulebook, day: dt.date, path: Path, out: Path, want: "Want | None" = None) -> Path:
    """Run a rulebook over one partition here: the file in `out` with the same name, whole or not at all.

    The bytes are those that any worker writes. Raises `Refused` where its facts are not held as they must be,
    CannotHold, or OSError.
    """
    from engine.columns.plan import plan_of
    from engine.columns.streaming import scanned

    beginning, whole = out / f".{path.name}.{os.getpid()}.part", out / path.name
    try:
        beginning.touch()
        found = plan_of(book.on(day), day).run(scanned(book, [path]), want).collect(engine="in-memory")
        found.write_parquet(beginning, compression="zstd", row_group_size=ROWS)
        beginning.replace(whole)
    finally:
        beginning.unlink(missing_ok=True)
    return whole


def run_partitions(
    book: Rulebook, day: dt.date, paths: Sequence[Path], out: Path, want: "Want | None" = None, *,
    workers: int | None = None, address: str = "local",
) -> list[Path]:  # fmt: skip
    """Run a rulebook over partitions with Ray: the files in `out`, in the order of `paths`.

    `workers` of this machine (as many as it has cores), or those of the cluster at `address`, which see the same
    folders. Where a worker dies its partition is begun again; what comes of none is named in `Refused`, and the others'
    files are there. Raises RayMissing. A cluster that is begun here is ended here.
    """
    _refuse_alike(paths)
    ray = _ray()
    out.mkdir(parents=True, exist_ok=True)
    begun = not ray.is_initialized()
    if begun:
        _begin(ray, workers, address)
    try:
        task = ray.remote(num_cpus=1, max_retries=TRIES - 1, retry_exceptions=False)(_work)
        text = (book.text, book.vocabulary_text, book.sha256)
        waiting = [task.remote(text, day, str(path.resolve()), str(out.resolve()), want) for path in paths]
        problems = [
            problem for path, each in zip(paths, waiting, strict=True) if (problem := _awaited(ray, each, path))
        ]
    finally:
        if begun:
            ray.shutdown()
        _clear(out, paths)
    if problems:
        raise Refused(problems)
    return [out / path.name for path in paths]


def _begin(ray: Any, workers: int | None, address: str) -> None:
    """A cluster of this machine that says nothing, shows nothing and calls nobody, or one that is there already."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    local = {"num_cpus": workers, "include_dashboard": False} if address == "local" else {}
    ray.init(address=address, logging_level="ERROR", log_to_driver=False, configure_logging=False, **local)


def _awaited(ray: Any, result: Any, path: Path) -> Problem | None:
    """Nothing where the partition is done, or what kept it from being."""
    try:
        ray.get(result)
    except ray.exceptions.RayTaskError as error:
        said = str(error.cause).partition("\n")[0]
        return Problem(str(path), said, "a partition of this rulebook's cases", "Correct the file and run it again")
    except ray.exceptions.RayError as error:
        wrong = f"its workers died {TRIES} times ({type(error).__name__})"
        return Problem(str(path), wrong, "a worker that lasts", "Make the partition smaller, or run it again")
    return None


def _work(text: tuple[str, str, str], day: dt.date, path: str, out: str, want: "Want | None") -> str:
    """What a worker does: read the rulebook, once in its life, and run one partition with one thread."""
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    return str(run_partition(_book(*text), day, Path(path), Path(out), want))


@lru_cache(4)
def _book(text: str, vocabulary_text: str, sha256: str) -> Rulebook:
    from engine.language.loading import load_text

    book = load_text(text, vocabulary_text)
    if book.sha256 != sha256:
        raise ValueError(f"the rulebook came as {book.sha256}, not {sha256}")
    return book


def _refuse_alike(paths: Iterable[Path]) -> None:
    """Two partitions of one name would be one file."""
    seen: set[str] = set()
    alike = [path for path in paths if path.name in seen or seen.add(path.name)]  # type: ignore[func-returns-value]
    if alike:
        raise Refused(
            Problem(str(path), "another partition has this name", "names that differ", "Rename it") for path in alike
        )


def _clear(out: Path, paths: Iterable[Path]) -> None:
    """Remove what workers that died had begun."""
    for path in paths:
        for half in out.glob(f".{path.name}.*.part"):
            half.unlink(missing_ok=True)


def _ray() -> Any:
    try:
        import ray
    except ImportError:
        raise RayMissing(MISSING) from None
    return ray
