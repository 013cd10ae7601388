"""A record as the second release sealed it, before there was a ledger, still verifies, replays and shows the same."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine.language.loading import load_text
from engine.recording.chain import Link, entry_of, verify
from engine.recording.replay import assess_again, replay
from engine.recording.sealing import SealedValue
from panel_api.models import Record
from panel_api.views.record import detail

FILE = Path(__file__).parents[1] / "golden" / "records" / "format_2.json"


@pytest.fixture(scope="module")
def kept() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def values(kept: dict[str, Any]) -> tuple[SealedValue, ...]:
    return tuple(SealedValue(**each) for each in kept["sealed"])


def test_it_verifies_and_replays(kept: dict[str, Any], values: tuple[SealedValue, ...]) -> None:
    stored = kept["stored"].encode()
    entry = entry_of(stored)
    assert (entry["format"], entry["budget"]) == (2, None)
    report = verify([Link(1, stored, kept["sha256"], sealed=values)], None)
    assert [fault.kind for fault in report.faults] == ["head_missing"], "nothing else is wrong with it"
    book = load_text(kept["rulebook"]["text"], kept["rulebook"]["vocabulary"])
    found = replay(stored, values, lambda _: book, assess_again)
    assert (found.verdict, found.differences) == ("same", ())


def test_it_shows_what_was_decided_and_nothing_of_money(kept: dict[str, Any], values: tuple[SealedValue, ...]) -> None:
    record = Record(sequence=1, stored=kept["stored"].encode(), sha256=kept["sha256"], previous="0" * 64)
    shown = detail(record, values, load_text(kept["rulebook"]["text"], kept["rulebook"]["vocabulary"]))
    assert "the chair decided: agreed from a later day" in shown["story"]
    assert (shown["terms"], shown["limit"], shown["sitting"]) == (
        [("From", "2 November 2026")], "£15,000", "S-CDFG-HJKM",
    )  # fmt: skip
    assert (shown["attested"], shown["money"]) == (True, None)
