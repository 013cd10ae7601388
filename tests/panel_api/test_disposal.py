"""Disposal on schedule: due as the law says, kept by what keeps it, carried out by another, whole or not at all."""

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from engine.law.retention import case_due
from engine.law.retention_file import shipped_schedules
from panel_api import services, store
from panel_api.cli import run as command
from panel_api.database import Database, open_database
from panel_api.errors import Trouble
from panel_api.models import (
    Appointment,
    Case,
    CaseDay,
    DisposalRun,
    Hold,
    IdempotencyKey,
    Import,
    LedgerEntry,
    LogLine,
    PaidLine,
    Person,
    Record,
    SealedValue,
    SetAside,
)
from panel_api.schemas_hanging import Link
from panel_api.schemas_retention import NewHold
from panel_api.services import Desk, disposal_runs, dispose, links
from panel_api.services.holds import place_hold
from panel_api.services.ledger_check import check_ledger
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from panel_api.store import LOCAL, due_for_disposal
from panel_api.store.interests import add_interest
from panel_api.store.rows_held_later import later_rows_that_differ
from panel_api.triggers import drop_triggers, put_triggers
from tests.panel_api.databases import NOW, with_money
from tests.panel_api.retention_support import (
    TODAY,
    an_old_case,
    as_role,
    child_of,
    desk_on,
    drawn_up,
    old_cases,
    states,
)
from tests.panel_api.signing_in import a_person

D = dt.date


@pytest.fixture
def desk(database: Database, shelf: Shelf) -> Desk:
    return desk_on(database, shelf)


@pytest.fixture
def sqlite_desk(sqlite_settings: Settings, shelf: Shelf) -> Iterator[Desk]:
    database = open_database(sqlite_settings)
    yield desk_on(database, shelf)
    database.dispose()


def whole(desk: Desk) -> int:
    """How many records' values were disposed of, the chain holding together with the rows of what went."""
    with desk.database.reading() as session:
        report = store.verify_chain(session, LOCAL)
        assert report.holds, report.faults
        assert list(later_rows_that_differ(session, LOCAL)) == []
        return report.disposed


def test_the_database_finds_due_what_the_engine_says(desk: Desk) -> None:
    schedules, made = shipped_schedules(), {}
    born = [D(1995, 9, 13), D(1995, 9, 14), D(1995, 9, 15), D(1996, 2, 29), D(1951, 9, 14), D(1951, 9, 15), None]
    with desk.database.writing() as session:
        for day in born:
            for looked_after in (True, False, None):
                for stage in ("decided", "withdrawn"):
                    case = an_old_case(session, day, looked_after=looked_after, decided=False)
                    case.stage = stage
                    due = case_due(schedules, day, case.asked_on, looked_after, stage == "withdrawn")
                    made[case.reference] = due
    for by in (D(1996, 9, 1), TODAY, D(2027, 2, 28), D(2027, 3, 1), D(2080, 1, 1)):
        with desk.database.reading() as session:
            found = due_for_disposal.due_cases(session, LOCAL, schedules, by, size=1000)
            counts = due_for_disposal.due_counts(session, LOCAL, schedules, by)
        assert {each.reference: each.due for each in found} == {
            reference: due for reference, due in made.items() if due.on <= by
        }
        assert sum(each.due for each in counts) == len(found)
        assert all(each.keeps == () for each in found) and sum(each.going for each in counts) == len(found)


def test_what_keeps_a_case_is_told(desk: Desk) -> None:
    with desk.database.writing() as session:
        held, young, tied, open_, appealed = (an_old_case(session).reference for _ in range(5))
        child = child_of(session, young)
        assert child is not None
        child.from_day = D(2015, 1, 1)
        place_hold(session, desk, held, NewHold(kind="litigation", words="A claim"))
        links.link(session, desk, tied, Link(other=young, why="One child"))
        cases = {each.reference: each for each in session.scalars(select(Case))}
        cases[open_].stage = "received"
        session.add(CaseDay(case_id=cases[appealed].id, kind="appealed", day=D(2024, 1, 1), by_role="local",
                            by_reference="local", written_at=NOW))  # fmt: skip
    with desk.database.reading() as session:
        found = due_for_disposal.due_cases(session, LOCAL, shipped_schedules(), TODAY)
    assert {each.reference: each.keeps for each in found} == {
        held: ("hold",), tied: ("linked",), open_: ("open",), appealed: ("appeal",),
    }  # fmt: skip
    with pytest.raises(Trouble, match="Nothing that may go is due"):
        drawn_up(desk)


def test_a_list_is_carried_out_by_another_and_proves_it(desk: Desk) -> None:
    going = old_cases(desk.database, 3)
    with desk.database.writing() as session:
        young = an_old_case(session, D(2015, 1, 1)).reference
        body = json.dumps({"reference": going[0], "child": "Zz"})
        key = {"owner": "x", "request_sha256": "0", "status": 201, "headers": {}, "created_at": NOW}
        session.add(IdempotencyKey(route="POST /api/cases", key="1", body=body, **key))
        session.add(IdempotencyKey(route=f"POST /api/cases/{going[1]}/links", key="2", body="{}", **key))
        session.add(IdempotencyKey(route="POST /api/cases", key="3", body=json.dumps({"reference": young}), **key))
    officer = as_role(desk, "caseworker")
    senior = as_role(desk, "senior_officer")
    with desk.database.writing() as session:
        where = {"person_id": senior.viewer.person, "body": "typed", "at": NOW}
        session.add(SetAside(id_sha256="0", path=f"/cases/{going[2]}/voices", **where))
        session.add(SetAside(id_sha256="1", path=f"/cases/{young}/voices", **where))
    run = drawn_up(officer)
    with pytest.raises(Trouble, match="does not carry it out"):
        dispose.carry_out(officer, run.reference)
    with desk.database.writing() as session:
        place_hold(session, desk, going[1], NewHold(kind="complaint", words="Since the list was drawn up"))
    assert dispose.carry_out(senior, run.reference) == 3
    assert states(desk.database, run) == {
        going[0]: ("disposed", ""),
        going[1]: ("kept", "It is on hold."),
        going[2]: ("disposed", ""),
    }
    with desk.database.reading() as session:
        assert child_of(session, going[0]) is None and child_of(session, going[1]) is not None
        assert session.scalars(select(IdempotencyKey.key)).all() == ["3"], "answers that name a case went with it"
        assert session.scalars(select(SetAside.id_sha256)).all() == ["1"]
        lines = session.scalars(select(LogLine).where(LogLine.log == "changes").order_by(LogLine.sequence)).all()
        told = [(each.action, each.subject) for each in lines if each.action.startswith("dispos")]
        assert told == [
            ("disposal_drawn_up", run.reference), ("disposed", going[0]), ("disposed", going[2]),
            ("disposal_carried_out", run.reference),
        ]  # fmt: skip
        seals = [json.loads(each)["entry"] for each in session.scalars(select(Record.stored).order_by(Record.sequence))]
        disposals = [each for each in seals if each["kind"] == "disposal"]
        assert {each["case"] for each in disposals} == {going[0], going[2]}
        assert {each["schedule"] for each in disposals} == {"case: 31 years from the day of birth"}
        assert {each["by"]["who"] for each in disposals} == {senior.viewer.reference}
        ended = session.scalars(select(DisposalRun)).one()
        assert (ended.stage, ended.carried_by) == ("carried_out", senior.viewer.person)
    assert whole(desk) == 2
    assert {services.replay_record(desk, number).verdict for number in disposals[0]["disposes"]} == {"disposed"}
    with pytest.raises(Trouble, match="was carried out"):
        dispose.carry_out(senior, run.reference)


def test_what_was_due_is_looked_at_again(sqlite_desk: Desk) -> None:
    desk = sqlite_desk
    younger, reopened, blind, gone = old_cases(desk.database, 4)
    run = drawn_up(as_role(desk, "caseworker"))
    senior = as_role(desk, "senior_officer")
    with desk.database.writing() as session:
        child = child_of(session, younger)
        assert child is not None
        child.from_day = D(2001, 1, 1)
        cases = {each.reference: each for each in session.scalars(select(Case))}
        cases[reopened].stage = "received"
        who = session.get_one(Person, senior.viewer.person)
        add_interest(session, cases[blind], who, "A cousin", "test", NOW)
        store.dispose_case(session, cases[gone], "by hand", dispose.Person("local", "local"), NOW)
    dispose.carry_out(senior, run.reference)
    assert states(desk.database, run) == {
        younger: ("kept", dispose.NOT_DUE),
        reopened: ("kept", "It is not decided."),
        blind: ("kept", dispose.NOT_SEEN),
        gone: ("kept", dispose.GONE),
    }


def test_a_list_of_other_schedules_is_drawn_up_anew(sqlite_desk: Desk, tmp_path: object) -> None:
    old_cases(sqlite_desk.database, 1)
    run = drawn_up(as_role(sqlite_desk, "caseworker"))
    senior = as_role(sqlite_desk, "senior_officer")
    with sqlite_desk.database.writing() as session:
        session.execute(text("UPDATE disposal_runs SET schedules_sha256 = 'other'"))
    with pytest.raises(Trouble, match="schedules have changed"):
        dispose.carry_out(senior, run.reference)
    with sqlite_desk.database.writing() as session:
        disposal_runs.withdraw(session, senior, run.reference)
    assert {state for state, _ in states(sqlite_desk.database, run).values()} == {"kept"}


def test_a_hold_and_a_disposal_at_once_leave_one_of_the_two(desk: Desk) -> None:
    references = old_cases(desk.database, 6)
    run = drawn_up(as_role(desk, "caseworker"))
    senior, told = as_role(desk, "senior_officer"), {}
    begin = threading.Barrier(2)

    def hold() -> None:
        begin.wait()
        for reference in reversed(references):
            try:
                with desk.database.writing() as session:
                    place_hold(session, desk, reference, NewHold(kind="inquiry", words="Wanted"))
            except Trouble as trouble:
                told[reference] = trouble.detail

    holding = threading.Thread(target=hold)
    holding.start()
    begin.wait()
    dispose.carry_out(senior, run.reference)
    holding.join()
    with desk.database.reading() as session:
        held = set(session.scalars(select(Case.reference).join(Hold, Hold.case_id == Case.id)))
    became = {reference: state for reference, (state, _) in states(desk.database, run).items()}
    assert held == {reference for reference, state in became.items() if state == "kept"}
    assert set(told) == {reference for reference, state in became.items() if state == "disposed"}
    assert all("disposed" in each for each in told.values())
    assert whole(desk) >= 0


def test_killed_half_way_nothing_is_half_gone_and_the_rest_goes_on(
    sqlite_desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = sqlite_desk
    references = old_cases(desk.database, 40)
    run = drawn_up(as_role(desk, "caseworker"))
    url = str(desk.database.engine.url)
    arguments = ["dispose", "--run", run.reference, "--carry-out", "--database", url]
    code = "import sys; from panel_api.cli import run; sys.exit(run(sys.argv[1:]))"
    working = subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while time.monotonic() < until and working.poll() is None:
        if sum(state == "disposed" for state, _ in states(desk.database, run).values()) >= 2:
            break
        time.sleep(0.005)
    os.kill(working.pid, signal.SIGKILL)
    assert working.wait() == -signal.SIGKILL
    became = {reference: state for reference, (state, _) in states(desk.database, run).items()}
    gone = {reference for reference, state in became.items() if state == "disposed"}
    assert 2 <= len(gone) < len(references)
    with desk.database.reading() as session:
        for reference in references:
            assert (child_of(session, reference) is None) == (reference in gone)
        values = select(Case.reference).join(Record, Record.case_id == Case.id)
        opened = set(session.scalars(values.join(SealedValue, SealedValue.record_sequence == Record.sequence)))
    assert opened == set(references) - gone
    assert whole(desk) >= 0
    assert command(arguments) == 0
    assert f"{run.reference}, due by 2026-09-14: 40 gone, 0 stayed, 0 wait." in capsys.readouterr().out
    assert whole(desk) == 40


def test_the_command_says_what_is_due_and_changes_nothing_by_itself(
    sqlite_desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = sqlite_desk
    (reference,) = old_cases(desk.database, 1)
    url = str(desk.database.engine.url)
    assert command(["dispose", "--by", "2026-09-14", "--database", url]) == 0
    out = capsys.readouterr().out
    assert "case: 1 cases due, 1 of them may go" in out and "Nothing was changed." in out
    assert command(["dispose", "--by", "2026-09-14", "--draw-up", "--database", url]) == 0
    listed = capsys.readouterr().out.splitlines()[-1].split(":")[0]
    assert command(["dispose", "--run", listed, "--database", url]) == 0
    assert f"{reference} case 2021-05-06 waiting" in capsys.readouterr().out
    assert command(["dispose", "--run", listed, "--carry-out", "--database", url]) == 2, "nobody does both"
    assert "does not carry it out" in capsys.readouterr().err
    for wrong in ([], ["--by", "soon"], ["--carry-out", "--by", "2026-09-14"], ["--run", "D-NONE"]):
        assert command(["dispose", *wrong, "--database", url]) == 2
    assert dispose.carry_out(as_role(desk, "senior_officer"), listed) == 1


def test_payments_long_made_go_with_their_files_and_the_ledger_holds(desk: Desk) -> None:
    with desk.database.writing() as session:
        with_money(session, an_old_case(session, D(2015, 1, 1)).id)
        entry = session.scalars(select(LedgerEntry.id).order_by(LedgerEntry.id)).first()
        for number, (paid, posted) in enumerate(((D(2020, 3, 31), 5), (D(2020, 4, 1), 5), (D(2018, 5, 1), 0))):
            at = dt.datetime.combine(paid, dt.time(9), dt.UTC)
            file = Import(kind="paid", sha256=f"old-{number}", file_name="x.csv", row_count=1, by_role="local",
                          by_reference="local", written_at=at)  # fmt: skip
            session.add(file)
            session.flush()
            line = {"given": "W-X", "year": 2020, "from_day": paid, "until_day": paid, "paid_on": paid, "pence": 5}
            given = {"import_id": file.id, "row": 1, "sha256": f"old-{number}", "written_at": at, **line}
            session.add(PaidLine(**given, posted_pence=posted, entry_id=entry if posted else None))
    run = drawn_up(as_role(desk, "caseworker"))
    assert set(states(desk.database, run)) == {"payments:2019/20"}
    dispose.carry_out(as_role(desk, "senior_officer"), run.reference)
    with desk.database.reading() as session:
        old = PaidLine.sha256.startswith("old-")
        left = session.scalars(select(PaidLine.sha256).where(old).order_by(PaidLine.sha256)).all()
        assert left == ["old-1", "old-2"], "the current year, six before it, and what the ledger has not taken"
        files = session.scalars(select(Import.sha256).where(Import.sha256.startswith("old-")).order_by(Import.id)).all()
        assert files == ["old-1", "old-2"]
        entry = json.loads(session.scalars(select(Record.stored).order_by(Record.sequence.desc())).first() or b"")
        assert entry["entry"]["removed"] == {"imports": 1, "paid_lines": 1}
    with pytest.raises(DBAPIError, match="is sealed"), desk.database.writing() as session:
        session.execute(text("DELETE FROM paid_lines WHERE sha256 = 'old-1'"))
    report = check_ledger(desk)
    assert report.holds and report.entries == 2
    assert whole(desk) == 0
    with desk.database.writing() as session:
        drop_triggers(session.connection())
        session.execute(text("UPDATE money_disposals SET before = '2027-04-01'"))
        put_triggers(session.connection())
    with desk.database.reading() as session:
        (fault,) = later_rows_that_differ(session, LOCAL)
    assert "the day before which payments go" in str(fault)


def test_who_left_long_ago_is_named_no_more(sqlite_desk: Desk) -> None:
    desk = sqlite_desk
    senior = as_role(desk, "senior_officer")
    left, late, back = (a_person(desk, "caseworker") for _ in range(3))
    with desk.database.writing() as session:
        for person, day in ((left, D(2020, 9, 14)), (late, D(2020, 9, 15)), (back, D(2020, 2, 1))):
            row = session.get_one(Person, person.id)
            row.active, row.email = person is back, f"{person.reference}@council.example"
            held = session.scalars(select(Appointment).where(Appointment.person_id == person.id)).one()
            held.to_day = day
    run = drawn_up(as_role(desk, "caseworker"))
    assert set(states(desk.database, run)) == {left.reference}
    dispose.carry_out(senior, run.reference)
    with desk.database.reading() as session:
        row = session.get_one(Person, left.id)
        assert (row.name, row.email, row.reference) == ("Somebody who left", None, left.reference)
        assert session.get_one(Person, late.id).name == late.name
    with pytest.raises(Trouble, match="Nothing that may go"):
        drawn_up(as_role(desk, "caseworker"))


def test_a_program_draws_nothing_up(sqlite_desk: Desk) -> None:
    old_cases(sqlite_desk.database, 1)
    program = replace(sqlite_desk, viewer=store.Viewer("senior_officer", "token"))
    with pytest.raises(Trouble, match="for people"):
        drawn_up(program)
    with pytest.raises(Trouble) as found:
        drawn_up(sqlite_desk, D(2027, 1, 1))
    assert "has not come" in found.value.problems[0].message
