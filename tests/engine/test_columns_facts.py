"""Frames of facts: strict about every answer, the same through Parquet, and streamed in pieces and batches."""

import datetime as dt
import random
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from engine.columns.facts import fact_schema, frame_of, frame_of_values, frames_of
from engine.columns.plan import Want, plan_of
from engine.columns.streaming import run_cases, run_files, scanned, summed_files, write_parquet
from engine.facts import canonical
from engine.language.loading import load_folder
from engine.problems import Refused
from engine.rulebook import Rulebook
from engine.values import Value
from panel_api.content import rules_dir
from tests.engine.test_columns import random_answers

DAY = dt.date(2026, 9, 14)


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load_folder(rules_dir() / "county_top_up")


@pytest.fixture(scope="module")
def kept(book: Rulebook) -> list[dict[str, object]]:
    """Answers as cases keep them."""
    chance = random.Random(5)
    return [canonically(book, random_answers(book, chance)) for _ in range(120)]


def canonically(book: Rulebook, answers: dict[str, Value]) -> dict[str, object]:
    return {name: canonical(book.facts[name], value) for name, value in answers.items()}


def test_a_frame_holds_each_answer_exactly(book: Rulebook) -> None:
    answers: dict[str, Value] = {
        "attendance": Decimal("93.4"),
        "provision_cost": 637_801,
        "last_cycle": "none",
        "specialist_report": DAY,
        "talking": 3,
        "primary_need": "none",
        "sudden_need": False,
    }
    frame = frame_of(book, [canonically(book, answers), {}])
    assert frame.schema == fact_schema(book)
    plan, first, second = plan_of(book.on(DAY), DAY), *frame.to_dicts()
    for name, value in answers.items():
        column = f"fact.{name}"
        assert plan.value(column, first[column], first.get(f"{column}.none")) == value
    assert set(second.values()) == {None}  # unanswered is neither no nor none


def test_an_answer_of_the_wrong_kind_is_a_problem_with_its_row(book: Rulebook) -> None:
    wrong: list[dict[str, object]] = [
        {"talking": 3},
        {"talking": "3", "attendance": 93.4, "provision_cost": "12"},
        {"talking": 9, "sudden_need": None, "nobody_asks": 1, "last_cycle": "2026-02-30", "attendance": "93.45678"},
    ]
    with pytest.raises(Refused) as refused:
        frame_of(book, wrong)
    assert [str(problem.where) for problem in refused.value.problems] == [
        "row 1: facts.attendance",
        "row 1: facts.talking",
        "row 2: facts.attendance",
        "row 2: facts.last_cycle",
        "row 2: facts.nobody_asks",
        "row 2: facts.sudden_need",
        "row 2: facts.talking",
    ]


def test_parquet_and_batches_give_the_same_rows(book: Rulebook, kept: list[dict[str, object]], tmp_path: Path) -> None:
    plan, want = plan_of(book.on(DAY), DAY), Want(refers=True, derives=True, rules=True)
    whole = plan.run(frame_of(book, kept).lazy(), want).collect()
    files = write_parquet(frames_of(book, kept, batch=50), tmp_path / "cases")
    assert [pl.read_parquet(path).height for path in files] == [50, 50, 20]
    run_files(plan, files, tmp_path / "out.parquet", want)
    assert pl.read_parquet(tmp_path / "out.parquet").equals(whole)
    assert pl.concat(run_cases(plan, iter(kept), want, batch=33)).equals(whole)


def test_files_are_summed_without_being_held(book: Rulebook, kept: list[dict[str, object]], tmp_path: Path) -> None:
    plan = plan_of(book.on(DAY), DAY)
    files = write_parquet(frames_of(book, kept, batch=50), tmp_path)
    whole = plan.run(frame_of(book, kept).lazy()).collect()
    summed = summed_files(plan, files, ["status"])
    assert summed["cases"].sum() == len(kept)
    assert summed["outcome.annual_top_up"].sum() == whole["outcome.annual_top_up"].sum()
    assert summed["outcome.annual_top_up.known"].sum() == whole["outcome.annual_top_up"].count() < len(kept)


def test_files_of_another_shape_are_refused(book: Rulebook, tmp_path: Path) -> None:
    frame = frame_of_values(book, [{"talking": 1}])
    path = tmp_path / "other.parquet"
    frame.drop("fact.senses").with_columns(pl.col("fact.talking").cast(pl.Int64)).write_parquet(path)
    with pytest.raises(Refused) as refused:
        scanned(book, [path])
    wrong = [problem.wrong for problem in refused.value.problems]
    assert wrong == ["`fact.talking` is Int64", "there is no column `fact.senses`"]


def test_a_frame_may_hold_wider_numbers_and_plain_names_and_nothing_less_exact(
    book: Rulebook, kept: list[dict[str, object]]
) -> None:
    plan, frame = plan_of(book.on(DAY), DAY), frame_of(book, kept)
    wanted = plan.run(frame.lazy()).select("status", pl.col("^outcome.*$")).collect()
    other = frame.with_columns(
        pl.col("fact.talking").cast(pl.Int64), pl.col("fact.setting", "fact.phase").cast(pl.String)
    )
    assert plan.run(other.lazy()).select("status", pl.col("^outcome.*$")).collect().equals(wanted)
    for name, dtype in (("fact.talking", pl.Float64), ("fact.sudden_need", pl.Int8), ("fact.setting", pl.Int64)):
        inexact = frame.with_columns(pl.lit(None, dtype=dtype).alias(name))
        with pytest.raises(TypeError, match=f"`{name}` is {dtype}"):
            plan.run(inexact.lazy())
    with pytest.raises(KeyError, match=r"the frame has no column fact\.last_cycle"):
        plan.run(frame.drop("fact.last_cycle").lazy(), Want(rules=True))


def test_a_caseload_may_be_empty_and_a_column_asked_for_twice(book: Rulebook) -> None:
    plan = plan_of(book.on(DAY), DAY)
    want = Want(rules=["cycles_none", "cycles_none"], derives=True, conditions=True)
    for engine in ("in-memory", "streaming"):
        found = plan.run(frame_of(book, []).lazy(), want).collect(engine=engine)  # type: ignore[call-overload]
        assert (found.height, found.columns.count("rule.cycles_none")) == (0, 1)
        assert found.schema["outcome.annual_top_up"] == pl.Int64
    with pytest.raises(KeyError, match=r"county_top_up has no rule\.nowhere"):
        plan.run(frame_of(book, []).lazy(), Want(rules=["nowhere"]))
