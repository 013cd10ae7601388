"""What the benchmarks time does one job: the three writings agree, and the raw network with the engine."""

import dataclasses
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from benchmarks import agreement, columns, columns_scale, england, joint, zen_rules
from benchmarks.columns_polars import REFER, RETURN, ROUTE, WANTED
from benchmarks.facts import benchmark_rulebook, county_rulebook, fact_sets
from benchmarks.table import Aim
from benchmarks.timing import percentile
from engine.joint.matching import match

COUNT = 400


def test_engine_zen_and_python_by_hand_agree() -> None:
    book, decision = benchmark_rulebook(), zen_rules.decision()
    met: Counter[str] = Counter()
    statuses: Counter[str] = Counter()
    sets = fact_sets(book, COUNT, seed=7)
    for answers in sets:
        found = agreement.check(book, answers, decision)
        met.update(rule.id for rule in found.fired())
        statuses[found.status] += 1
    assert met.keys() == {rule.id for rule in book.rules}, "a rule that never fires is never timed"
    assert all(met[rule.id] < COUNT for rule in book.rules), "a rule that always fires is hardly judged"
    assert statuses.keys() == {"settled", "unsettled", "referred", "incomplete"}


def test_a_difference_is_refused() -> None:
    book, decision = benchmark_rulebook(), zen_rules.decision()
    (changed,) = book.values["cognition_cap"]
    values = {**book.values, "cognition_cap": (dataclasses.replace(changed, shape=_doubled(changed.shape)),)}
    other = dataclasses.replace(book, values=values, _stretches={})
    with pytest.raises(agreement.Disagreement):
        for answers in fact_sets(other, COUNT):
            agreement.check(other, answers, decision)


def _doubled(shape: object) -> object:
    return dataclasses.replace(shape, value=shape.value * 2)  # type: ignore[type-var,attr-defined]


def test_the_joint_fit_and_the_bare_model_come_to_the_same_sums() -> None:
    for seed in (1, 2, 3):
        asked = joint.worksheet(14, 6, seed, most_seats=3)
        assert joint.bare(asked, 30.0).totals == match(asked).totals


def test_the_compiled_rulebook_polars_duckdb_and_numpy_by_hand_agree(tmp_path: Path) -> None:
    ways = columns.contenders(england.caseload(0, 20_000), tmp_path)
    found = {name: frame for name, (_, frame) in ways.items()}
    assert len(found) == 4
    columns.agree(found)
    ours = found["the rulebook, compiled"]
    assert set(ours["status"].unique()) == {"settled", "unsettled", "referred", "incomplete"}
    for rule in (*RETURN, *REFER, *ROUTE):
        assert set(ours[f"rule.{rule}"].unique()) >= {True, False}, f"{rule} is not judged"
    assert all(ours[name].null_count() for name in WANTED if not name.endswith(("refers", "status", "not_described")))
    amount = pl.col("outcome.annual_top_up")
    for changed in (amount + (pl.col("case") == 17).cast(pl.Int64), amount.fill_null(0)):
        with pytest.raises(columns.Disagreement, match="annual_top_up of row"):
            columns.agree({**found, "NumPy by hand": ours.with_columns(changed)})


def test_an_invented_caseload_is_the_same_however_it_is_partitioned(tmp_path: Path) -> None:
    whole = england.caseload(0, 70_000)
    assert england.caseload(65_000, 3_000).equals(whole[65_000:68_000])
    paths = england.write(tmp_path, 5_000, a_file=2_000)
    assert [path.name for path in paths] == [f"cases-{number:05}.parquet" for number in range(3)]
    assert pl.concat([pl.read_parquet(path) for path in paths]).equals(whole[:5_000])
    assert not england.caseload(0, 100, seed=1).equals(whole[:100])


def test_a_what_if_comes_to_the_same_from_columns_and_from_kept_answers(tmp_path: Path) -> None:
    paths = england.write(tmp_path, 600)
    country, county = columns_scale.country(paths, tmp_path), columns_scale.county(paths, tmp_path)
    assert country["rows"] == county["rows"] == 600
    assert country["said"] == county["said"] and country["said"]["difference"] != "0.00"


def test_fact_sets_are_the_same_every_time_and_half_are_whole() -> None:
    for book in (benchmark_rulebook(), county_rulebook()):
        sets = fact_sets(book, 40)
        assert sets == fact_sets(book, 40)
        assert all(answers.keys() == book.facts.keys() for answers in sets[::2])
        assert sum(len(answers) < len(book.facts) for answers in sets[1::2]) > 15


def test_percentiles_and_aims() -> None:
    assert [percentile(range(1, 101), percent) for percent in (50, 95, 100)] == [50, 95, 100]
    assert percentile([7], 95) == 7
    assert Aim(least=25).met(25) and not Aim(least=25).met(24)
    assert Aim(most=4).met(4) and not Aim(most=4).met(5)
    assert str(Aim(most=250, unit=" MiB")) == "at most 250 MiB"
