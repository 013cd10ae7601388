"""Replay at scale: over processes as in one, from a database as from an export, each difference in words."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.language.loading import load_folder
from engine.recording.chain import Head, Link, stamp
from engine.recording.records import Decision, DecisionEntry, Person, decision_entry
from engine.recording.replay import assess_again
from engine.recording.sealing import SealedValue
from panel_api.cli import run
from panel_api.main import create_app
from panel_api.services.replaying import BATCH, OneReplayed, Replayer, replay_all
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.panel_api.databases import DAY, NOW
from tests.panel_api.http_support import a_decision, post, recommended, started

ROOT = Path(__file__).parents[2]
BOOK = load_folder(ROOT / "rules" / "islington_matrix")
TEXTS = {BOOK.sha256: (BOOK.text, BOOK.vocabulary_text)}
FACTS = {name: fact.type.options[0] for name, fact in BOOK.facts.items() if fact.type.options}


def record(number: int, **altered: Any) -> Link:
    """A record of an assessment, with what was sealed altered, so that it cannot be what comes out."""
    answers = {name: value for name, value in FACTS.items() if (len(name) + number) % 3 or not altered}
    found = assess_again(BOOK, {name: str(value) for name, value in answers.items()}, DAY)
    changed = {name: change(getattr(found, name)) for name, change in altered.items()}
    entry = decision_entry(
        DecisionEntry(
            NOW, f"CASE-{number}", "pre_plan_top_up", _with(found, changed), ["Said."], {}, [], None,
            Decision("agree", "as_advised", "Because.", None, "Scheme", Person("chair", "p-1"), {}),
        )
    )  # fmt: skip
    link = stamp(entry.entry, Head(number - 1))
    return Link(link.sequence, link.stored, link.sha256, entry.values)


def _with(found: Any, changed: dict[str, Any]) -> Any:
    return replace(found, **changed)


def flipped(letters: str) -> str:
    """The first letter is another."""
    return ("0" if letters[0] == "1" else "1") + letters[1:]


def test_over_processes_and_in_one_the_same_is_found_in_the_same_order() -> None:
    links = [record(number, **({"truths": flipped} if number % 97 == 0 else {})) for number in range(1, BATCH + 60)]
    here, beside = list(replay_all(links, TEXTS, 0)), list(replay_all(links, TEXTS, 2))
    assert here == beside and [each.sequence for each in here] == list(range(1, BATCH + 60))
    assert {each.sequence for each in here if each.verdict != "same"} == {97, 194}


def test_a_difference_is_told_by_condition_rule_and_figure() -> None:
    found = Replayer(TEXTS).one(record(1, truths=flipped, rules=flipped, outcome=lambda one: {**one, "band": "none"}))
    assert found.verdict == "differs" and len(found.told) == 3
    figure, rule, condition = found.told
    assert figure.startswith("outcome.band: sealed as 'none', comes out as ")
    assert rule.startswith("rule ") and "sealed as" in rule
    assert condition.startswith("condition 1, in ") and "“" in condition


def test_a_text_that_is_not_held_and_values_that_are_gone_are_said() -> None:
    whole = record(1)
    assert Replayer({}).one(whole).says.startswith("No rulebook with SHA-256")
    gone = Link(whole.sequence, whole.stored, whole.sha256, ())
    assert Replayer(TEXTS).one(gone) == OneReplayed(1, "disposed", "Disposed: the values it rests on were removed.")
    other = [SealedValue(v.path, v.digest, v.salt, v.value.upper()) for v in whole.sealed or ()]
    assert Replayer(TEXTS).one(Link(1, whole.stored, whole.sha256, other)).verdict == "unreplayable"


@pytest.fixture
def decided(sqlite_settings: Settings, shelf: Shelf, network: Any) -> Iterator[Settings]:
    app = create_app(sqlite_settings, clock=lambda: NOW, shelf=shelf, network=network)
    with started(app) as client:
        reference, etag = recommended(client)
        post(client, f"/api/cases/{reference}/decisions", a_decision(), If_Match=etag)
    yield sqlite_settings


def test_an_export_with_values_is_replayed_without_the_database(
    decided: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "out"
    assert (
        run(
            [
                "export",
                str(folder),
                "--values",
                "--purpose",
                "Sample 4 of the audit",
                "--database",
                decided.database_url,
            ]
        )
        == 0
    )
    capsys.readouterr()
    assert run(["replay", "--export", str(folder)]) == 0
    assert capsys.readouterr().out == "1 same\n"
    named = folder / "rulebooks.jsonl"
    lines = [{**json.loads(line), "text_bytes": 1} for line in named.read_text().splitlines()]
    named.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    assert run(["replay", "--export", str(folder)]) == 1
    (folder / "values.jsonl").unlink()
    assert run(["replay", "--export", str(folder)]) == 2
    assert "evenhand export FOLDER --values" in capsys.readouterr().err
