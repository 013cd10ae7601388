"""Fixtures: a migrated database of each kind, and a case on its way to a sealed decision.

A test that asks for `database` runs on SQLite and on PostgreSQL.
"""

import datetime as dt
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from engine.ledger import entries
from engine.recording.canonical import Assessed
from engine.recording.chain import Head, Link, stamp
from engine.recording.records import Advice, Decision, DecisionEntry, Person, checkpoint_entry, decision_entry
from panel_api import models, store
from panel_api.database import Database, open_database
from panel_api.migrating import migrate
from panel_api.settings import Settings
from panel_api.store import LOCAL
from panel_api.store.open_figures import add_snapshot
from panel_api.triggers import drop_triggers
from tests.fixtures_postgres import PostgresServer

NOW = dt.datetime(2026, 9, 14, 9, 14, 5, tzinfo=dt.UTC)
DAY = dt.date(2026, 9, 14)
MANY = 1_000_000
"""Requests a minute: tests ask quicker than people."""
BOOK = ("top_up", "rulebook: top_up\n", "facts: {}\n")
FACTS: dict[str, object] = {"language": 3, "specialist_report": "2026-06-03", "cost": "4100.00"}


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    file = tmp_path_factory.mktemp("template") / "evenhand.db"
    migrate(Settings(database_url=f"sqlite:///{file}"))
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    """The name of a migrated PostgreSQL database to copy."""
    name = postgres_server.create()
    migrate(Settings(database_url=postgres_server.url(name)))
    return name


@pytest.fixture
def sqlite_settings(sqlite_template: Path, tmp_path: Path) -> Settings:
    """Settings that name a fresh, migrated SQLite file."""
    shutil.copy(sqlite_template, tmp_path / "evenhand.db")
    return Settings(database_url=f"sqlite:///{tmp_path / 'evenhand.db'}", requests_a_minute=MANY)


@pytest.fixture
def postgres_settings(postgres_server: PostgresServer, postgres_template: str) -> Iterator[Settings]:
    """Settings that name a fresh, migrated PostgreSQL database."""
    name = postgres_server.create(postgres_template)
    yield Settings(database_url=postgres_server.url(name), requests_a_minute=MANY)
    postgres_server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest) -> Settings:
    """Settings for each kind of database in turn."""
    kind = "sqlite" if request.param == "sqlite" else "postgres"
    chosen: Settings = request.getfixturevalue(f"{kind}_settings")
    return chosen


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """A fresh, migrated database of each kind in turn."""
    opened = open_database(settings)
    yield opened
    opened.dispose()


def new_case(session: Session, day: dt.date = DAY, reference: str | None = None, **given: object) -> models.Case:
    """Take in a case with a child, two parents, a school and four authorities."""
    parties = [models.Party(role="child", name="A child", reference="B801200005001", from_day=day)]
    for name, shielded in (("A mother", True), ("A father", False)):
        parties.append(
            models.Party(role="parent", name=name, from_day=day, parental_responsibility=True, shielded=shielded)
        )
    for role in ("school", "looking_after", "maintaining", "area", "paying"):
        parties.append(models.Party(role=role, reference="931", from_day=day))
    voices = [models.Voice(who="child", words="I like to draw.", heard_on=day)]
    values = {"legal_basis": "non_statutory", "rulebook": "top_up", "partnership": "riverside"}
    case = models.Case(**{**values, **given}, asked_on=day, facts=dict(FACTS), parties=parties, voices=voices)
    if reference:
        case.reference = reference
    return store.add_case(session, case, NOW)


def found(sha256: str) -> Assessed:
    """What a small assessment found."""
    return Assessed(
        rulebook="top_up",
        rulebook_sha256=sha256,
        as_of=DAY,
        facts=FACTS,
        status="settled",
        outcome={"band": 3, "annual_top_up": "5510.00"},
        derived={"points": 34},
        truths="10u-",
        rules="10",
    )


def advise(session: Session, case: models.Case) -> tuple[models.Assessment, models.Recommendation]:
    """Assess and recommend: the case waits for the panel."""
    sha256 = store.keep_rulebook(session, *BOOK, NOW)
    assessed = found(sha256)
    assessment = store.add_assessment(
        session, case, assessed, NOW, band="3", amount_pence=551_000, report={"why": []}, engines={}
    )
    advice = store.add_recommendation(
        session,
        case,
        assessment,
        NOW,
        band="3",
        amount_pence=551_000,
        outcome=assessed.outcome,
        sentences=["Language counts 6 points."],
        route="partnership",
        by_role="engine",
    )
    case.stage = "recommended"
    session.flush()
    return assessment, advice


def decide(session: Session, case: models.Case) -> Link:
    """Assess, recommend, decide and seal, as the service does."""
    assessment, advice = advise(session, case)
    decision = store.add_decision(
        session,
        case,
        models.Decision(
            assessment_id=assessment.id,
            recommendation_id=advice.id,
            kind="agree",
            reason_code="as_recommended",
            words="We agree with the advice.",
            law=None,
            authority="Chair, up to £10,000",
            by_role="chair",
            by_reference="chair-1",
            band="3",
            amount_pence=551_000,
        ),
        NOW,
    )
    case.stage = "decided"
    sealed = decision_entry(
        DecisionEntry(
            at=NOW,
            case=case.reference,
            legal_basis=case.legal_basis,
            assessed=store.assessed_of(assessment),
            sentences=advice.sentences,
            engines={"evaluate": "1"},
            compared=["reference: 12 numbers"],
            advice=Advice(advice.outcome, advice.by_role),
            decision=Decision(
                "agree",
                "as_recommended",
                decision.words,
                None,
                decision.authority,
                Person("chair", "chair-1"),
                {"band": 3},
            ),
        )
    )
    return store.append_record(session, sealed, case_id=case.id, decision_id=decision.id)


def a_provision(code: str = "900001", **said: Any) -> models.Provision:
    """One provision of the directory, invented."""
    given: dict[str, Any] = {
        "kind": "special",
        "name": "Fernbrook Special School",
        "state": "open",
        "facts": {},
        **said,
    }
    return models.Provision(code=code, invented=True, created_at=NOW, updated_at=NOW, **given)


def with_placing(session: Session, case_id: int) -> models.Placement:
    """A provision with its numbers, costs and a change; a place sought and found for a case, and a placement there."""
    by: dict[str, object] = {"by_role": "local", "by_reference": "local", "written_at": NOW}
    place = a_provision()
    sought = models.PlaceSought(case_id=case_id, start_day=DAY, facts={}, **by)
    session.add_all([place, sought])
    session.flush()
    there: dict[str, object] = {"provision_id": place.id, **by}
    changed = {"words": "Invented", "changes": {"name": [None, place.name]}}
    search = {"as_of": DAY, "rulebook": "place_fit", "rulebook_sha256": "0" * 64, "metres": 30_000}
    placement = models.Placement(reference="N-CDFG", case_id=case_id, from_day=DAY, pence=6_400_000, **there)
    session.add_all([
        models.ProvisionChange(source="seed", **changed, **there),
        models.ProvisionPlaces(from_day=DAY, commissioned=90, on_roll=88, source="Invented", **there),
        models.ProvisionCost(line="place", from_day=DAY, pence=1_000_000, words="A place", source="Invented", **there),
        models.PlaceSearch(case_id=case_id, sought_id=sought.id, found=[], counts={}, engines={}, **search, **by),
        placement,
    ])  # fmt: skip
    session.flush()
    change = {"placement_id": placement.id, "case_id": case_id, "words": "It ends.", "changes": {}}
    session.add(models.PlacementChange(**change, **by))
    session.flush()
    return placement


def with_audit(session: Session, case_id: int) -> None:
    """A checkpoint, a correction of a case's record, and a rulebook adopted after every case was scored by it."""
    by: dict[str, object] = {"by_role": "local", "by_reference": "local"}
    person = models.Person(reference="p-audit", name="Invented", created_at=NOW)
    session.add(person)
    heads = {"records": {"sequence": 0, "sha256": "0" * 64}}
    link = stamp(checkpoint_entry(NOW, DAY, heads, "0" * 64, None).entry, Head())
    session.add(
        models.Checkpoint(
            sequence=1, day=DAY, stored=link.stored, sha256=link.sha256, previous=Head().sha256, key="0" * 64,
            signature="0" * 128, written_at=NOW,
        )
    )  # fmt: skip
    session.add(models.MoneyDisposal(record_sequence=1, before=dt.date(2019, 4, 1), disposed_at=NOW))
    sha256 = store.keep_rulebook(session, "adopted", "rulebook: adopted", "", NOW)
    seals = {"corrects_sequence": 1, "record_sequence": 1, "written_at": NOW}
    session.add(
        models.Correction(case_id=case_id, wrong="Invented", right_words="Invented", asked_by="x", **seals, **by)
    )
    scored = models.Rescoring(
        reference="R-CDFG", name="adopted", sha256=sha256, against_sha256=sha256, as_of=DAY, cases=1, result={},
        record_sequence=1, made_at=NOW, **by,
    )  # fmt: skip
    session.add(scored)
    session.flush()
    states = {"status_before": "settled", "status_after": "settled"}
    session.add(models.RescoredCase(rescoring_id=scored.id, case_id=case_id, **states))
    session.add(
        models.Adoption(
            reference="A-CDFG", kind="adopted", name="adopted", sha256=sha256, replaces_sha256="0" * 64, cases="",
            rescoring_id=scored.id, from_day=DAY, words="Invented", record_sequence=2, by_person=person.id,
            adopted_at=NOW, **by,
        )
    )  # fmt: skip
    tried = models.WhatIf(
        reference="WI-CDFG",
        words="Invented",
        spec={},
        as_of=DAY,
        cases=1,
        result={},
        record_sequence=1,
        made_at=NOW,
        **by,
    )
    session.add(tried)
    session.flush()
    session.add(
        models.WhatIfText(whatif_id=tried.id, name="adopted", sha256=sha256, against_sha256=sha256, source="Invented")
    )
    session.add(
        models.Calibration(
            reference="C-CDFG", name="adopted", sha256=sha256, spec={}, result={}, as_of=DAY, made_at=NOW, **by
        )
    )
    session.add(
        models.EquityReport(
            reference="E-CDFG", rulebook="adopted", from_day=DAY, until_day=DAY, cases=1, spec={}, result={},
            made_at=NOW, **by,
        )
    )  # fmt: skip
    proposal = models.Proposal(
        reference="P-EQUITY", name="adopted", text="", cases="", vocabulary="", words="Invented", from_day=DAY,
        faults=[], summary="", stage="proposed", version=1, proposed_by=person.id, proposed_at=NOW, changed_at=NOW,
    )  # fmt: skip
    session.add(proposal)
    session.flush()
    session.add(models.EquityNote(proposal_id=proposal.id, about="", words="Invented", written_at=NOW, **by))
    session.flush()


def with_money(session: Session, case_id: int) -> models.Award:
    """An award of a case with its account and entries, a statement line, an allocation kept, a month published."""
    by: dict[str, object] = {"by_role": "local", "by_reference": "local"}
    account = models.Account(
        code="partnership:riverside",
        kind="partnership",
        name="Riverside partnership",
        partnership="riverside",
        may_overspend=False,
        opened_at=NOW,
    )
    award = models.Award(
        reference="W-CDFG", kind="award", case_id=case_id, statutory=False, band="3", priced="band", counting={},
        created_at=NOW,
    )  # fmt: skip
    session.add_all([account, award])
    session.flush()
    terms = {"from_day": DAY, "pence_a_year": 551_000, "why": "decided", "school": "931", "written_at": NOW, **by}
    session.add(models.AwardTerm(award_id=award.id, case_id=case_id, account_id=account.id, **terms))
    given = entries.allocate(account.id, 2026, 10_000_000, DAY)
    taken = entries.commit(account.id, 2026, 299_000, DAY, award.id)
    store.append_entries(
        session,
        [
            store.NewEntry("allocate", 10_000_000, given, "Allocation", by),
            store.NewEntry("commit", 299_000, taken, "Band 3", {**by, "award_id": award.id}),
        ],
        NOW,
    )
    said = {"figure": "uncommitted", "pence": 9_701_000, "source": "Statement", "on_day": DAY, "written_at": NOW}
    session.add(models.LedgerAssertion(account_id=account.id, year=2026, **said, **by))
    sha256 = store.keep_rulebook(session, "shares", "rulebook: shares", "", NOW)
    run = models.AllocationRun(
        reference="L-CDFG", year=2026, as_of=DAY, rulebook_name="shares", rulebook_sha256=sha256, facts={}, result={},
        words="The year", made_at=NOW, **by,
    )  # fmt: skip
    session.add(run)
    session.flush()
    session.add(models.AllocationPosting(allocation_id=run.id, posted_at=NOW, **by))
    snapshot = models.OpenSnapshot(year=2026, month=8, published={"month": "2026-08"}, published_at=NOW, **by)
    cell = {"partnership": "riverside", "need": "communication", "phase": "primary", "place": "in_area"}
    part = {"case_id": case_id, "child": "1", "budget": "partnership", "pence": 299_000, "mark": "2026 299000"}
    add_snapshot(session, snapshot, [{**part, **cell}])
    session.flush()
    with_files(session, award)
    return award


def with_files(session: Session, award: models.Award) -> None:
    """A payment that was not committed, a child no longer on roll, and that a person found so."""
    by: dict[str, object] = {"by_role": "local", "by_reference": "local"}
    number = iter(range(10))
    paid, roll = (
        models.Import(kind=kind, sha256=f"{next(number):064}", file_name="f", row_count=1, written_at=NOW, **by)
        for kind in ("paid", "roll")
    )
    session.add_all([paid, roll])
    session.flush()
    days = {"from_day": DAY, "until_day": DAY, "paid_on": DAY, "year": 2026, "written_at": NOW}
    money = {"pence": 100, "posted_pence": 0, "given": award.reference, "sha256": f"{1:064}"}
    session.add(models.PaidLine(import_id=paid.id, row=2, award_id=award.id, **money, **days))
    of = {"award_id": award.id, "case_id": award.case_id, "written_at": NOW}
    line = models.RollLine(import_id=roll.id, row=2, school="931", on_roll=False, left_on=DAY, **of)
    session.add(line)
    session.flush()
    session.add(models.Leaving(roll_line_id=line.id, kind="left", last_day=DAY, words="The school said so", **of, **by))
    session.flush()


def decided_cases(database: Database, count: int) -> None:
    """Take in and decide this many cases, a transaction each."""
    for _ in range(count):
        with database.writing() as session:
            decide(session, new_case(session))


def holds(database: Database) -> bool:
    """Whether the chain of records verifies."""
    with database.reading() as session:
        return store.verify_chain(session, LOCAL).holds


def tamper(database: Database, statement: str, **values: object) -> None:
    """Change something by raw SQL with the triggers off, as whoever owns the database could."""
    with database.writing() as session:
        drop_triggers(session.connection())
    if database.engine.dialect.name == "sqlite":  # where foreign keys are off, too, unless asked for
        raw = sqlite3.connect(str(database.engine.url.database))
        raw.execute(statement, values)
        raw.commit()
        raw.close()
        return
    with database.writing() as session:
        session.execute(text("SET LOCAL session_replication_role = replica"))
        session.execute(text(statement), values)
