"""A plan for each partition, by real workers of Ray on this machine: the bytes that are written without it."""

import os
import signal
import sys
import threading
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest

from benchmarks import england
from benchmarks.facts import DAY, county_rulebook
from engine.columns.partitions import RayMissing, run_partition, run_partitions
from engine.columns.plan import Want
from engine.problems import Refused

WANT = Want(refers=True, derives=True, rules=True)


def digests(folder: Path) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def kill_the_first_worker(out: Path, killed: list[int], seconds: int = 60) -> None:
    """The worker that has begun a partition, at once."""
    for _ in range(seconds * 500):
        for half in out.glob(".*.part"):
            killed.append(int(half.name.split(".")[-2]))
            os.kill(killed[0], signal.SIGKILL)
            return
        time.sleep(0.002)


def children() -> set[int]:
    found = set()
    for each in Path("/proc").iterdir():
        if each.name.isdigit():
            with suppress(OSError):
                if int((each / "stat").read_text().rpartition(")")[2].split()[1]) == os.getpid():
                    found.add(int(each.name))
    return found


def test_workers_write_the_same_bytes_though_one_is_killed_and_one_file_is_wrong(tmp_path: Path) -> None:
    book, before = county_rulebook(), children()
    paths = england.write(tmp_path / "cases", 9_000, a_file=3_000)
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    for path in paths:
        run_partition(book, DAY, path, here, WANT)
    wrong = tmp_path / "wrong.parquet"
    pl.read_parquet(paths[0]).drop("fact.talking").write_parquet(wrong)

    there.mkdir()
    killed: list[int] = []
    killer = threading.Thread(target=kill_the_first_worker, args=(there, killed))
    killer.start()
    with pytest.raises(Refused) as refused:
        run_partitions(book, DAY, [*paths, wrong], there, WANT, workers=2)
    killer.join()

    assert killed, "no worker was killed"
    assert [problem.where for problem in refused.value.problems] == [str(wrong)]
    assert digests(there) == digests(here) and len(digests(here)) == 3
    assert children() <= before, "a process was left behind"
    assert not Path(f"/proc/{killed[0]}").exists()


def test_a_partition_that_is_half_done_leaves_what_was_there(tmp_path: Path) -> None:
    book = county_rulebook()
    (path,) = england.write(tmp_path / "cases", 500)
    out = tmp_path / "out"
    out.mkdir()
    whole = run_partition(book, DAY, path, out).read_bytes()
    pl.read_parquet(path).drop("fact.talking").write_parquet(path)
    with pytest.raises(Refused, match=r"fact\.talking"):
        run_partition(book, DAY, path, out)
    assert {each.name for each in out.iterdir()} == {path.name}
    assert (out / path.name).read_bytes() == whole


def test_two_partitions_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="another partition has this name"):
        run_partitions(county_rulebook(), DAY, [tmp_path / "a" / "x.parquet", tmp_path / "b" / "x.parquet"], tmp_path)


def test_without_ray_it_is_said_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(RayMissing, match=r"pip install 'evenhand\[partitions\]'"):
        run_partitions(county_rulebook(), DAY, [], tmp_path)
