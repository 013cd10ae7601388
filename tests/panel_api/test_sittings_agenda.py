"""The agenda: its order, what may stand on it, freezing, what comes late, and what is carried over."""

import datetime as dt

import pytest

from panel_api import store
from panel_api.cli import run
from panel_api.database import Database
from panel_api.errors import Trouble
from panel_api.services import agenda, sittings
from panel_api.services.papers import days_short, freeze_papers
from panel_api.shelf import Shelf
from tests.panel_api.databases import DAY, new_case
from tests.panel_api.sittings_support import HELD_ON, OPENS, Panel, a_panel


@pytest.fixture
def panel(database: Database, shelf: Shelf) -> Panel:
    return a_panel(database, shelf)


def order(panel: Panel, sitting: str) -> list[str | None]:
    return [line.case.reference if line.case else None for line in panel.lines(sitting)]


def test_to_note_first_then_by_how_soon_due_then_by_the_day_of_asking(panel: Panel) -> None:
    later, sooner, old, new = (panel.case(DAY - dt.timedelta(days=n)) for n in (0, 0, 9, 1))
    panel.due(later, dt.date(2026, 11, 30))
    panel.due(sooner, dt.date(2026, 10, 13))
    urgent = panel.case()
    panel.decide(urgent, urgent=True)
    sitting = panel.sitting()
    panel.put(sitting, new, old, later, sooner)
    assert order(panel, sitting) == [urgent, sooner, later, old, new]
    assert [line.due_on for line in panel.lines(sitting)][1:3] == [dt.date(2026, 10, 13), dt.date(2026, 11, 30)]


def test_the_clerk_puts_them_in_another_order_and_what_comes_later_stands_last(panel: Panel) -> None:
    cases = [panel.case(DAY - dt.timedelta(days=9 - n)) for n in range(4)]
    sitting = panel.sitting()
    panel.put(sitting, *cases[:3])
    with panel.database.writing() as session:
        version = panel.held(sitting).version
        places = {panel.item(sitting, cases[2]): 1, panel.item(sitting, cases[0]): 3}
        agenda.reorder(session, panel.desk(), sitting, version, places)
    assert order(panel, sitting) == [cases[2], cases[1], cases[0]]
    panel.put(sitting, cases[3])
    assert order(panel, sitting)[-1] == cases[3]
    for case, place, expected in ((3, 1, [3, 2, 1, 0]), (3, 3, [2, 1, 3, 0]), (2, 99, [1, 3, 0, 2])):
        with panel.database.writing() as session:
            item = panel.item(sitting, cases[case])
            agenda.reorder(session, panel.desk(), sitting, panel.held(sitting).version, {item: place})
        assert order(panel, sitting) == [cases[each] for each in expected]
    with panel.database.writing() as session, pytest.raises(Trouble) as stale:
        agenda.reorder(session, panel.desk(), sitting, version, {})
    assert stale.value.kind == "stale"


def test_what_cannot_stand_on_an_agenda_is_told_case_by_case(panel: Panel) -> None:
    ordered, there = panel.case(legal_basis="tribunal_order"), panel.case()
    with panel.database.writing() as session:
        received = new_case(session).reference
    first, sitting = panel.sitting(), panel.sitting(hour=13)
    panel.put(first, there)
    with panel.database.writing() as session, pytest.raises(Trouble) as told:
        agenda.put_on_agenda(session, panel.desk(), sitting, [ordered, there, received, "XXXX-XXXX"])
    said = [problem.wrong for problem in told.value.problems]
    assert len(said) == 4
    assert any("carried out" in each and ordered in each for each in said)
    assert any("on an agenda already" in each and there in each for each in said)
    assert any("does not wait for the panel" in each and received in each for each in said)
    assert panel.lines(sitting) == []
    with panel.database.reading() as session:
        waiting = [line.reference for line, _ in store.agenda.waiting_cases(session, panel.desk().viewer)]
    assert waiting == []


def test_after_the_papers_froze_a_case_comes_late_with_who_and_why(panel: Panel) -> None:
    case, late = panel.case(), panel.case()
    sitting = panel.sitting()
    panel.put(sitting, case)
    panel.freeze(sitting)
    assert days_short(panel.desk(), panel.held(sitting)) == 0
    with panel.database.writing() as session, pytest.raises(Trouble) as refused:
        agenda.put_on_agenda(session, panel.desk(), sitting, [late])
    assert "late" in refused.value.detail
    with panel.database.writing() as session, pytest.raises(Trouble) as silent:
        agenda.table_late(session, panel.desk(), sitting, late, "  ")
    assert [problem.where for problem in silent.value.problems] == ["words"]
    with panel.database.writing() as session:
        agenda.table_late(session, panel.desk(), sitting, late.lower(), "The school closes on Friday.")
    item = panel.lines(sitting)[-1].item
    assert (item.late, item.why, item.by_reference) == (True, "The school closes on Friday.", "T-clerk")
    assert [line.item.late for line in panel.lines(sitting)] == [False, True]
    assert [line.item.position for line in panel.lines(sitting)] == [1, 2]


@pytest.mark.parametrize(("days", "short"), [(8, 0), (7, 0), (6, 1), (0, 7)])
def test_freezing_late_is_counted_in_calendar_days(panel: Panel, days: int, short: int) -> None:
    sitting = panel.sitting()
    panel.now = OPENS - dt.timedelta(days=days)
    with panel.database.writing() as session:
        freeze_papers(session, panel.desk(), sitting)
    assert days_short(panel.desk(), panel.held(sitting)) == short


def test_an_item_is_carried_over_to_a_sitting_whose_papers_are_frozen_as_late(panel: Panel) -> None:
    case = panel.case()
    first, second = panel.sitting(), panel.sitting(HELD_ON + dt.timedelta(days=7))
    panel.put(first, case)
    panel.freeze(first)
    panel.freeze(second)
    panel.open(first)
    with panel.database.writing() as session:
        agenda.carry_over(session, panel.desk(), first, panel.item(first, case), "The school was not heard.", second)
    (gone,), (there,) = panel.lines(first), panel.lines(second)
    assert (gone.item.state, gone.item.note) == ("carried_over", "The school was not heard.")
    assert there.item.state == "waiting" and there.item.late
    assert there.item.why == "Carried over from the sitting on 6 October 2026: The school was not heard."


def test_a_cancelled_sitting_lets_its_cases_go_and_its_items_to_note_move_on(panel: Panel) -> None:
    case, urgent = panel.case(), panel.case()
    panel.decide(urgent, urgent=True)
    sitting = panel.sitting()
    panel.put(sitting, case)
    following = panel.sitting(HELD_ON + dt.timedelta(days=7))
    assert panel.lines(following) == []
    with panel.database.writing() as session:
        version = panel.held(sitting).version
        sittings.cancel(session, panel.desk(), sitting, version, "Snow.")
    assert panel.held(sitting).stage == "cancelled"
    assert [(line.item.kind, line.item.state) for line in panel.lines(sitting)] == [
        ("to_note", "carried_over"),
        ("decide", "carried_over"),
    ]
    assert order(panel, following) == [urgent]
    with panel.database.reading() as session:
        desk = panel.desk()
        assert [line.reference for line, _ in store.agenda.waiting_cases(session, desk.viewer)] == [case]
        assert store.case_by_reference(session, panel.desk("health").viewer, case) is None
    panel.put(following, case)
    with panel.database.writing() as session, pytest.raises(Trouble) as closed:
        agenda.table_late(session, panel.desk(), sitting, panel.case(), "Late.")
    assert "cancelled" in closed.value.detail


def test_urgent_decisions_and_orders_stand_on_the_next_agenda_by_themselves(panel: Panel) -> None:
    before = panel.case()
    panel.decide(before, urgent=True)
    sitting = panel.sitting()
    order_ = panel.case(legal_basis="tribunal_order")
    panel.decide(order_, kind="carried_out")
    assert set(order(panel, sitting)) == {before, order_}
    panel.freeze(sitting)
    later = panel.case()
    panel.decide(later, urgent=True)
    last = panel.lines(sitting)[-1]
    assert last.case is not None and last.case.reference == later
    assert (last.item.kind, last.item.late) == ("to_note", True)
    panel.open(sitting)
    with panel.database.writing() as session:
        for line in panel.lines(sitting):
            agenda.note_item(session, panel.desk("chair"), sitting, line.item.id)
    assert {line.item.state for line in panel.lines(sitting)} == {"noted"}
    assert panel.lines(panel.sitting(HELD_ON + dt.timedelta(days=7))) == []


def test_a_case_decided_elsewhere_leaves_the_agendas_it_waits_on(panel: Panel) -> None:
    case = panel.case()
    sitting = panel.sitting()
    panel.put(sitting, case)
    panel.decide(case, urgent=True)
    assert [(line.item.kind, line.item.state) for line in panel.lines(sitting)] == [("to_note", "waiting")]


def test_an_agenda_takes_the_same_queries_with_eighty_items(panel: Panel) -> None:
    from tests.panel_api.test_store_cases import statements

    sitting, counts = panel.sitting(), []
    for more in (1, 79):
        panel.put(sitting, *[panel.case() for _ in range(more)])
        with panel.database.reading() as session, statements(panel.database) as sent:
            desk = panel.desk("health")
            lines = store.agenda.agenda_of(session, desk.viewer, sittings.find_sitting(session, desk, sitting))
        counts.append(len([each for each in sent if each.startswith("SELECT")]))
    assert len(lines) == 80
    assert counts == [4, 4]


def test_the_same_case_can_be_put_on_again_after_it_was_taken_off(panel: Panel) -> None:
    case, sitting = panel.case(), panel.sitting()
    panel.put(sitting, case)
    with panel.database.writing() as session:
        agenda.take_off(session, panel.desk(), sitting, panel.item(sitting, case), "The family asked for time.")
    assert panel.lines(sitting) == []
    panel.put(sitting, case)
    (line,) = panel.lines(sitting)
    assert (line.item.state, line.item.note) == ("waiting", None)


def test_papers_are_frozen_by_a_command_on_their_day(
    panel: Panel, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    near, far = panel.sitting(), panel.sitting(HELD_ON + dt.timedelta(days=1))
    panel.put(near, panel.case())
    url = panel.database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setattr("panel_api.clock.system_clock", lambda: OPENS - dt.timedelta(days=7))
    for _ in range(2):
        assert run(["freeze", "--database", url]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "North panel, 6 October 2026: papers frozen",
        "No sitting's papers are due to be frozen.",
    ]
    assert (panel.held(near).stage, panel.held(far).stage) == ("frozen", "planned")
    assert days_short(panel.desk(), panel.held(near)) == 0


def test_what_was_decided_at_a_sitting_is_not_put_on_it_again(panel: Panel) -> None:
    case, sitting = panel.case(), panel.sitting()
    panel.put(sitting, case)
    panel.freeze(sitting)
    panel.open(sitting)
    panel.decide(case, sitting)
    with panel.database.writing() as session:
        held = store.hold_case(session, panel.desk().viewer, case)
        assert held is not None
        held.stage = "recommended"
    with panel.database.writing() as session, pytest.raises(Trouble) as refused:
        agenda.table_late(session, panel.desk(), sitting, case, "It was opened again.")
    assert "dealt with at this sitting already" in refused.value.problems[0].wrong
