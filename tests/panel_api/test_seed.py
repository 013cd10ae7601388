"""The invented county: the same every time, marked invented, in a real county's proportions, never half there."""

import datetime as dt
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engine.law.bases import kinds_for, law_of
from engine.law.events import check_events
from engine.law.excuses import check_finding
from engine.law.kinds import KINDS
from engine.law.retention_file import shipped_schedules
from engine.opinions.network import Network
from engine.recording.chain import VerifyReport
from panel_api import store
from panel_api.columns import LEGAL_BASES
from panel_api.database import Database, open_database
from panel_api.models import (
    AuditPaper,
    AuditSample,
    Award,
    Case,
    CaseDay,
    Consultation,
    Decision,
    Due,
    Finding,
    Party,
    Placement,
    PlaceSearch,
    PlaceSought,
    Proposal,
    Provision,
    ProvisionPlaces,
    Sample,
    SchoolAsked,
    Score,
    Voice,
    WhatIf,
)
from panel_api.seed import NotEmpty, seed
from panel_api.seed.awarded import END
from panel_api.seed.county import COUNTY
from panel_api.services import Desk
from panel_api.services.audit_samples import draw_again
from panel_api.services.award_money import cost_of
from panel_api.services.clock import as_found
from panel_api.services.dues import drifted
from panel_api.services.leavers import who_left
from panel_api.services.ledger_check import check_ledger
from panel_api.services.moderation_result import result_of
from panel_api.services.reconciling import month_days, reconcile
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from panel_api.store import LOCAL
from panel_api.store.clock import counted_after
from panel_api.store.due_for_disposal import due_counts
from panel_api.store.provision import cell_of
from panel_api.views.proposals import in_words
from tests.panel_api.test_open_figures import as_read, found_in
from tests.panel_api.test_record_finds import rebuilt

REQUESTS = 80


def settings_for(folder: Path, name: str) -> Settings:
    return Settings(database_url=f"sqlite:///{folder / name}")


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Database:
    settings = settings_for(tmp_path_factory.mktemp("county"), "county.db")
    heard: list[tuple[int, int]] = []
    assert seed(settings, lambda done, of: heard.append((done, of)), REQUESTS) == REQUESTS
    assert heard[-1] == (REQUESTS, REQUESTS), "progress is told to the end"
    return open_database(settings)


def test_it_is_the_same_every_time(county: Database, tmp_path: Path) -> None:
    again = settings_for(tmp_path, "again.db")
    seed(again, lambda _done, _of: None, REQUESTS)
    columns = (Case.reference, Case.asked_on, Case.stage, Case.status, Case.band, Case.amount_pence, Case.facts)
    with county.reading() as first, open_database(again).reading() as second:
        query = select(*columns).order_by(Case.id)
        assert first.execute(query).all() == second.execute(query).all()
        words = select(Voice.who, Voice.words).order_by(Voice.id)
        assert first.execute(words).all() == second.execute(words).all()
        levels = select(Score.levels).order_by(Score.id)
        assert first.execute(levels).all() == second.execute(levels).all()


def test_its_records_hold_and_every_decision_has_one(county: Database) -> None:
    with county.reading() as session:
        found: VerifyReport = store.verify_chain(session, store.LOCAL)
        decisions = session.scalar(select(func.count()).select_from(Decision))
        tried = {each.record_sequence: each for each in session.scalars(select(WhatIf))}
    assert found.holds
    assert decisions is not None and found.records == decisions + len(tried)
    assert sorted(tried) == [decisions + 1, decisions + 2], "what was tried is sealed after what was decided"
    assert {each.reference for each in tried.values()} == {"WI-TRF27X", "WI-EDG27X"}
    assert decisions > REQUESTS * 8 // 10


def test_what_its_records_are_found_by_is_made_again_from_them_alone(county: Database) -> None:
    live, again = rebuilt(county)
    assert live == again
    found = {each["kind"]: each["varied"] for each in live if "varied" in each}
    assert (found["agree"], found["agree_another_band"]) == ("as_advised", "varied")
    assert found.get("carried_out", "overturned") == "overturned"
    assert any(each.get("rule", "").startswith("county_top_up/") for each in live)


def test_its_decisions_are_what_each_law_allows(county: Database) -> None:
    with county.reading() as session:
        rows = session.execute(select(Case.legal_basis, Decision).join(Case, Case.id == Decision.case_id)).all()
    for basis, decision in rows:
        assert decision.kind in kinds_for(basis)
        assert decision.law == law_of(basis, decision.kind)
        assert decision.authority.startswith("Scheme of delegation: ")
        assert decision.attested or not KINDS[decision.kind].adverse
        assert (decision.amount_pence or 0) <= 1_500_000 or decision.by_role == "senior_officer"
    assert {decision.kind for basis, decision in rows if basis == "assessment_request"} >= {
        "assess",
        "refuse_to_assess",
    }


def test_everyone_in_it_is_marked_invented(county: Database) -> None:
    with county.reading() as session:
        people = session.scalars(select(Party.name).where(Party.role.in_(("child", "parent")))).all()
        areas = set(session.scalars(select(Party.reference).where(Party.role == "area")))
    assert people
    assert all(name and "Invented" in name for name in people)
    assert areas == {COUNTY}


def test_an_audit_sample_is_drawn_by_risk_and_its_first_papers_are_filled_in(county: Database) -> None:
    with county.reading() as session:
        (sample,) = session.scalars(select(AuditSample))
        papers = session.scalars(select(AuditPaper).order_by(AuditPaper.position)).all()
        desk = Desk(county, Shelf(), Network(), lambda: dt.datetime(2026, 11, 24, tzinfo=dt.UTC), store.LOCAL)
        assert draw_again(session, desk, sample).same
    assert "invented" in sample.title and len(papers) == 25
    assert [each.conclusion for each in papers[:4]] == ["satisfied", "minor", None, None]
    assert papers[2].answers and not papers[3].answers


def test_a_sample_is_scored_by_three_and_one_waits(county: Database) -> None:
    with county.reading() as session:
        scored, waiting = session.scalars(select(Sample).order_by(Sample.id))
        desk = Desk(county, Shelf(), Network(), lambda: dt.datetime(2026, 11, 21, tzinfo=dt.UTC), store.LOCAL)
        found, nothing = result_of(session, desk, scored), result_of(session, desk, waiting)
    assert scored.closed_at is not None and "invented" in scored.title and waiting.closed_at is None
    assert found.finished == 3 * found.cases == 72
    assert found.levels.value is not None and found.levels.value > Fraction(2, 3), "they mostly agree"
    assert any(each.alpha.standing in ("tentative", "not_relied_on") for each in found.strands), "and not in everything"
    assert nothing.finished == 0


def test_its_proportions_are_a_countys(county: Database) -> None:
    with county.reading() as session:
        bases = Counter(session.scalars(select(Case.legal_basis)))
        statuses = Counter(session.scalars(select(Case.status)))
        days = session.scalars(select(Case.asked_on)).all()
    assert 34 <= 100 * bases["non_statutory"] // REQUESTS <= 58
    assert set(bases) == set(LEGAL_BASES)
    assert statuses["settled"] > REQUESTS * 7 // 10
    assert statuses["referred"] > 0
    assert all(day.weekday() < 5 for day in days)
    assert sum(day.month == 8 for day in days) < REQUESTS // 20, "August is near nil"
    assert min(day for day in days if day.year > 2019) >= dt.date(2025, 4, 1)


def test_a_database_with_cases_is_left_alone(county: Database) -> None:
    url = county.engine.url.render_as_string(hide_password=False)
    with pytest.raises(NotEmpty):
        seed(Settings(database_url=url), lambda _done, _of: None, 1)


def test_an_interrupted_run_leaves_no_database(tmp_path: Path) -> None:
    def stop(_done: int, _of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        seed(settings_for(tmp_path, "half.db"), stop, 10)
    assert not (tmp_path / "half.db").exists()
    assert seed(settings_for(tmp_path, "half.db"), lambda _done, _of: None, 10) == 10, "and the next run is whole"


def test_its_days_can_be_and_what_is_due_is_what_they_give(county: Database) -> None:
    desk = Desk(county, Shelf(), Network(), lambda: dt.datetime(2026, 11, 24, tzinfo=dt.UTC))
    with county.reading() as session:
        assert list(drifted(session, desk.settings)) == []
        cases = counted_after(session, 0)
        late = session.scalar(select(func.count()).where(Due.met_on > Due.due_on)) or 0
        met = session.scalar(select(func.count()).where(Due.met_on.is_not(None))) or 0
        last = session.scalar(select(func.max(CaseDay.day)).where(CaseDay.kind != "phase_begins"))
        findings = session.execute(select(Finding, Case.legal_basis).join(Case, Case.id == Finding.case_id)).all()
    for case in cases:
        check_events(case.legal_basis, case.days)
        assert case.days, "something happened to every case"
    for finding, basis in findings:
        check_finding(basis, as_found(finding))
    assert last is not None and last <= dt.date(2026, 11, 20)
    assert 0 < late < met, "a county keeps most of its dates, and not all"


def test_a_proposal_waits_for_its_answer_and_passes_its_check(county: Database) -> None:
    with county.reading() as session:
        (row,) = session.scalars(select(Proposal)).all()
    assert (row.reference, row.stage, row.faults) == ("P-TRF27X", "proposed", [])
    assert "80 cases hold" in row.summary and "(invented)" in row.words
    found = in_words(Shelf(), row)
    assert found is not None and not found["backdated"], "it leaves every year before alone"
    tables = next(each for each in found["then"]["sections"] if each["title"] == "Amounts, points and tables")
    (tariff,) = tables["things"]
    assert (("a mainstream school", "1"), "£1,250.00", "£1,280.00") in [tuple(row) for row in tariff["rows"]]


def test_its_ledger_adds_up_and_what_is_committed_is_what_awards_cost(county: Database) -> None:
    network = Network()
    desk = Desk(county, Shelf(None), network, lambda: dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC))
    report = check_ledger(desk)
    assert report.faults == [] and report.lines > 1_000
    (differing,) = report.differing
    assert differing.startswith("Greenway partnership, 2026 to 2027: paid on 30 September 2026 is")
    with county.reading() as session:
        awards = session.scalars(select(Award).order_by(Award.id)).all()
        assert {each.kind for each in awards} == {"award", "service"}
        for award in awards:
            cells = store.award_cells(session, award.id)
            cost = cost_of(session, desk, award)
            assert {cell: each.committed - each.released for cell, each in cells.items() if cell[1] < 2027} == {
                cell: cost.get(cell, 0) for cell in cells if cell[1] < 2027
            }
            assert {cell: each.called for cell, each in cells.items() if each.called} == {
                cell: pence for cell, pence in cost.items() if cell[1] == 2027 and pence
            }
    network.close()


def test_its_open_figures_are_published_to_the_last_month_that_ended_and_nobody_is_found(county: Database) -> None:
    with county.reading() as session:
        months = as_read(session)
    assert months[-1].month == (2026, 10) and len(months) > 12
    assert found_in(months)[1:] == (0, 0)


def test_reconciliation_finds_the_children_who_left_and_nobody_said_so(county: Database) -> None:
    network = Network()
    desk = Desk(county, Shelf(None), network, lambda: dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC))
    with county.reading() as session:
        found = reconcile(session, desk, month_days(2026, 10))
        left = who_left(session, desk)
    network.close()
    assert all(sums.agrees for sums in found.accounts.values())
    assert left and all(each.overpaid > 0 for each in left)
    named = {each.award for each in found.rows if each.why == "leaver"}
    assert {each.award.reference for each in left if each.line.left_on < dt.date(2026, 10, 1)} <= named
    assert {each.why for each in found.rows} == {"leaver"}, "everything else is paid as it is due"


def test_its_provision_is_a_countys(county: Database) -> None:
    last = dt.date(2026, 9, 1)
    with county.reading() as session:
        every = session.scalars(select(Provision)).all()
        numbers = session.execute(
            select(Provision.kind, func.sum(ProvisionPlaces.commissioned), func.sum(ProvisionPlaces.on_roll))
            .join(Provision, Provision.id == ProvisionPlaces.provision_id)
            .where(ProvisionPlaces.from_day == last)
            .group_by(Provision.kind)
        )
        places = {kind: (commissioned, on_roll) for kind, commissioned, on_roll in numbers}
        placed = session.execute(
            select(Placement.pence, Provision.authority)
            .join(Provision, Provision.id == Placement.provision_id)
            .where(Placement.until_day.is_(None), Placement.case_id.is_(None))
        ).all()
    assert all(each.invented for each in every) and {each.state for each in every} == {"open"}
    assert all(each.cell == cell_of(each.easting, each.northing) for each in every)
    assert 1_700 <= places["special"][0] <= 1_800 and 101 <= 100 * places["special"][1] // places["special"][0] <= 105
    assert 330 <= sum(places[each][0] for each in ("sen_unit", "resourced_provision")) <= 370
    known = [pence for pence, _ in placed if pence is not None]
    assert len(placed) == 520 and 6_000_000 <= sum(known) // len(known) <= 6_800_000
    assert 40 <= 100 * sum(authority != COUNTY for _, authority in placed) // len(placed) <= 50


def test_every_move_to_the_next_phase_looks_for_a_place_and_most_ask_for_a_school(county: Database) -> None:
    with county.reading() as session:
        moves = select(func.count()).select_from(Case).where(Case.legal_basis == "phase_transfer")
        sought = select(func.count(PlaceSought.case_id.distinct()))
        asked = session.scalars(select(SchoolAsked)).all()
        consulted = {(each.case_id, each.school_reference) for each in session.scalars(select(Consultation))}
        codes = {number: code for number, code in session.execute(select(Provision.id, Provision.code))}  # noqa: C416
        assert (session.scalar(sought) or 0) >= (session.scalar(moves) or 0) > 0
        place_sought = select(PlaceSought.case_id).join(Case, Case.id == PlaceSought.case_id)
        waiting = set(session.scalars(place_sought.where(Case.stage == "recommended")))
        searches = session.scalars(select(PlaceSearch)).all()
    assert {each.case_id for each in searches} == waiting and all(each.found for each in searches)
    assert asked
    assert all((each.case_id, codes[each.provision_id or 0]) in consulted for each in asked), "each was consulted"


def test_a_few_requests_from_years_ago_are_due_and_one_of_them_is_on_hold(county: Database) -> None:
    with county.reading() as session:
        (count,) = due_counts(session, LOCAL, shipped_schedules(), END)
    assert (count.schedule, count.due, count.going, count.kept["hold"]) == ("withdrawn", 4, 3, 1)
