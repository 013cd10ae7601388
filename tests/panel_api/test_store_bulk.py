"""Many cases at once come out as one by one."""

import datetime as dt

from engine.recording.canonical import sha256_hex
from engine.recording.records import Decision as Decided
from engine.recording.records import DecisionEntry, Person, decision_entry
from engine.recording.sealing import Sealed
from panel_api import models, store
from panel_api.database import Database
from panel_api.store import LOCAL, Finished
from tests.panel_api.databases import BOOK, DAY, FACTS, NOW, found

CLERK = Person("caseworker", "clerk-1")


def finished(number: int, sha256: str) -> Finished:
    """A decided case for an even number, one only received for an odd one."""
    at = NOW + dt.timedelta(minutes=number)
    case = models.Case(
        reference=f"CC{number:02}-CCCC",
        stage="received" if number % 2 else "decided",
        legal_basis="non_statutory",
        asked_on=DAY,
        rulebook="top_up",
        facts=FACTS,
        created_at=at,
        updated_at=at,
        parties=[models.Party(role="child", from_day=DAY, written_at=at)],
        voices=[models.Voice(who="child", words="I like to draw.", written_at=at)],
    )
    if number % 2:
        return Finished(case)
    assessed = found(sha256)
    assessment = store.new_assessment(assessed, at, band="3", amount_pence=551_000, report={}, engines={})
    advice = models.Recommendation(outcome=assessed.outcome, sentences=["Band 3."], by_role="engine", created_at=at)
    decision = models.Decision(
        kind="agree",
        reason_code="as_recommended",
        words="Agreed.",
        authority="Chair",
        by_role="chair",
        by_reference="c-1",
        decided_at=at,
    )
    by = Person("chair", "c-1")

    def seal() -> Sealed:
        decided = Decided("agree", "as_recommended", "Agreed.", None, "Chair", by, assessed.outcome)
        return decision_entry(
            DecisionEntry(at, case.reference, case.legal_basis, assessed, ["Band 3."], {}, [], None, decided)
        )

    return Finished(case, assessment, advice, decision, seal)


def test_a_batch_is_added_whole_and_sealed_in_order(database: Database) -> None:
    sha256 = sha256_hex((BOOK[1] + BOOK[2]).encode())
    for start in (0, 10):
        with database.writing() as session:
            assert store.keep_rulebook(session, *BOOK, NOW) == sha256
            store.add_finished(session, [finished(n, sha256) for n in range(start, start + 10)], CLERK)
    with database.reading() as session:
        report = store.verify_chain(session, LOCAL)
        assert report.holds and report.records == 10
        assert store.stage_counts(session, LOCAL) == {"decided": 10, "received": 10}
        case = store.case_by_reference(session, LOCAL, "CC04-CCCC")
        assert case is not None
        assert (case.version, case.band, case.amount_pence) == (1, "3", 551_000)
        decision = store.decisions_of(session, LOCAL, case)[0]
        assert decision.recommendation_id == store.recommendations_of(session, LOCAL, case)[0].id
        record = store.record_of_decision(session, LOCAL, decision.id)
        assert record is not None and record.sequence == 3 and record.case_id == case.id
        assert [(each.words, each.by_role, each.at) for each in reversed(store.events_of(session, LOCAL, case))] == [
            ("The request was taken in.", "caseworker", case.created_at),
            ("It was assessed by its rulebook.", "caseworker", case.created_at),
            ("The advice was put to the panel.", "caseworker", case.created_at),
            ("It was decided: agreed as recommended.", "chair", case.created_at),
        ]
