"""A record as the first release sealed it still verifies, replays and shows what it always showed."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from engine.language.loading import load_text
from engine.recording.chain import Link, entry_of, verify
from engine.recording.replay import assess_again, replay
from engine.recording.sealing import Sealed, SealedValue
from panel_api import store
from panel_api.database import Database
from panel_api.models import Assessment, Case, Decision, Record
from panel_api.store.rows_held import rows_that_differ
from panel_api.views.record import detail
from tests.panel_api.databases import NOW

FILE = Path(__file__).parents[1] / "golden" / "records" / "format_1.json"


@pytest.fixture(scope="module")
def kept() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def values(kept: dict[str, Any]) -> tuple[SealedValue, ...]:
    return tuple(SealedValue(**each) for each in kept["sealed"])


def test_its_chain_verifies(kept: dict[str, Any], values: tuple[SealedValue, ...]) -> None:
    stored = kept["stored"].encode()
    assert entry_of(stored)["format"] == 1  # type: ignore[index]
    report = verify([Link(1, stored, kept["sha256"], sealed=values)], None)
    assert [fault.kind for fault in report.faults] == ["head_missing"], "nothing else is wrong with it"


def test_it_replays(kept: dict[str, Any], values: tuple[SealedValue, ...]) -> None:
    book = load_text(kept["rulebook"]["text"], kept["rulebook"]["vocabulary"])
    assert book.sha256 == kept["rulebook"]["sha256"]
    found = replay(kept["stored"].encode(), values, lambda _: book, assess_again)
    assert (found.verdict, found.differences) == ("same", ())


def test_it_shows_what_was_decided(kept: dict[str, Any], values: tuple[SealedValue, ...]) -> None:
    record = Record(sequence=1, stored=kept["stored"].encode(), sha256=kept["sha256"], previous="0" * 64)
    shown = detail(record, values, load_text(kept["rulebook"]["text"], kept["rulebook"]["vocabulary"]))
    assert "the chair decided: agreed as recommended, by the authority of Scheme of delegation 4.2" in shown["story"]
    assert (shown["award"], shown["differs"]) == ("Band 10, £2,089.70 a year", "This is as advised.")
    assert shown["reason"].startswith("The levels are well evidenced")
    assert (shown["sat"], shown["interests"]) == ("chair and headteacher", "headteacher")
    assert [shown[name] for name in ("terms", "limit", "attested", "corrects", "sitting")] == [[], "", None, None, None]


def test_its_rows_are_held_against_it(
    database: Database, kept: dict[str, Any], values: tuple[SealedValue, ...]
) -> None:
    entry: Any = entry_of(kept["stored"].encode())
    clear = {each.path: json.loads(each.value) for each in values}
    with database.writing() as session:
        book = kept["rulebook"]
        store.keep_rulebook(session, book["name"], book["text"], book["vocabulary"], NOW)
        case = Case(reference=entry["case"], legal_basis="non_statutory", asked_on=dt.date(2026, 9, 14))
        case.rulebook, case.facts, case.parties, case.voices = book["name"], {}, [], []
        store.add_case(session, case, NOW)
        working, decided = clear["/working"], entry["decision"]
        found = Assessment(
            case_id=case.id, as_of=dt.date.fromisoformat(entry["as_of"]), rulebook_name=book["name"],
            rulebook_sha256=book["sha256"], semantics="1", status="settled", band="10", amount_pence=208_970,
            facts={}, outcome=clear["/outcome"], derived={}, truths=working["truths"], rules=working["rules"],
            report={}, engines={}, created_at=NOW,
        )  # fmt: skip
        session.add(found)
        session.flush()
        decision = Decision(
            assessment_id=found.id, kind="agree", reason_code=decided["reason"], words=clear["/decision/words"],
            law=None, authority=decided["authority"], by_role="chair", by_reference=clear["/decision/by/who"],
            band="10", amount_pence=208_970,
        )  # fmt: skip
        store.add_decision(session, case, decision, NOW)
        link = store.append_record(session, Sealed(entry, values), case_id=case.id, decision_id=decision.id)
        assert link.stored == kept["stored"].encode(), "the same bytes, as the first of a chain"
    with database.reading() as session:
        assert list(rows_that_differ(session, store.LOCAL)) == []
        assert store.verify_chain(session, store.LOCAL).holds
