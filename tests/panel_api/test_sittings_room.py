"""The room: who came and left, who left an item for an interest, and whether those who sit may decide it."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from panel_api import store
from panel_api.database import Database
from panel_api.errors import Trouble
from panel_api.services import agenda, interests, seats, sitting_standing
from panel_api.services.running import close_sitting, open_sitting
from panel_api.shelf import Shelf
from tests.panel_api.sittings_support import HELD_ON, OPENS, Panel, a_panel

TEN = dt.timedelta(minutes=10)


@pytest.fixture
def panel(database: Database, shelf: Shelf) -> Panel:
    return a_panel(database, shelf)


def at_work(panel: Panel, *here: str) -> tuple[str, str]:
    """An open sitting and a case on its agenda."""
    case, sitting = panel.case(), panel.sitting()
    panel.put(sitting, case)
    panel.freeze(sitting)
    panel.open(sitting, *here)
    return sitting, case


def declare(panel: Panel, who: str, case: str, words: str = "I taught the child.") -> int:
    with panel.database.writing() as session:
        return interests.declare_interest(session, panel.desk(who), case, words).id


def test_a_quorum_with_its_mix_is_met_and_names_who_sits(panel: Panel) -> None:
    sitting, case = at_work(panel, "clerk", "chair", "health", "school")
    standing = panel.standing(sitting, case)
    assert standing.missing == ()
    assert [each.name for each in standing.seated] == ["Maud Chair", "Hale Health", "Sol School"]
    assert (standing.sat[0].role, standing.sat[0].reference) == ("chair", "T-chair")
    assert standing.may_do == ()


@pytest.mark.parametrize(
    ("here", "says"),
    [
        (("clerk", "chair", "health"), "Only two of the three members it takes can sit."),
        (("clerk", "health", "school"), "Neither the chair nor a deputy can sit."),
        (("clerk", "chair", "school", "deputy"), "someone who comes from health or social care, and nobody does"),
    ],
)
def test_what_is_missing_is_said_and_what_may_be_done(panel: Panel, here: tuple[str, ...], says: str) -> None:
    case, sitting = panel.case(), panel.sitting()
    panel.put(sitting, case)
    if "deputy" in here:  # someone from another service makes up the number, not the mix
        with panel.database.writing() as session:
            seat = panel.seat(sitting, "deputy")
            seats.answer(session, panel.desk(), sitting, seat, "withdrawn")
            seats.invite(session, panel.desk(), sitting, "T-deputy", "member", "other")
    panel.open(sitting, *here)
    standing = panel.standing(sitting, case)
    assert any(says in each for each in standing.missing), standing.missing
    assert any("Carry it over" in each for each in standing.may_do)
    assert any("urgent" in each for each in standing.may_do)


def test_a_deputy_takes_the_chair(panel: Panel) -> None:
    sitting, case = at_work(panel, "clerk", "deputy", "health", "school")
    assert panel.standing(sitting, case).missing == ()


def test_the_quorum_is_lost_half_way_and_comes_back(panel: Panel) -> None:
    sitting, case = at_work(panel, "clerk", "chair", "health", "school")
    assert panel.standing(sitting, case).missing == ()
    panel.now = OPENS + 3 * TEN
    panel.left(sitting, "health")
    lost = panel.standing(sitting, case)
    assert [each.reference for each in lost.seated] == ["T-chair", "T-school"]
    assert len(lost.missing) == 2
    panel.now += TEN
    panel.came(sitting, "health")
    assert panel.standing(sitting, case).missing == ()
    with panel.database.reading() as session:
        desk, held = panel.desk(), panel.held(sitting)
        room = sitting_standing.room_of(session, desk, held, [])
        was = room.standing(0, OPENS + 3 * TEN + dt.timedelta(minutes=1), as_it_was=True)
    assert was.missing, "looking back, the quorum was not there while she was away"


def test_an_interest_shuts_one_person_out_of_one_case(panel: Panel) -> None:
    sitting, case = at_work(panel)
    number = declare(panel, "school", case)
    standing = panel.standing(sitting, case)
    assert [each.reference for each, _ in standing.left] == ["T-school"]
    assert [(each.person.reference, each.words) for each in standing.interests] == [("T-school", "I taught the child.")]
    assert "T-school" not in [each.reference for each in standing.seated]
    (hidden,) = panel.lines(sitting, "school")
    assert (hidden.case, hidden.interest, hidden.due_on) == (None, True, None)
    with panel.database.reading() as session:
        viewer, held = panel.desk("school").viewer, panel.held(sitting)
        assert store.case_by_reference(session, viewer, case) is None
        assert store.agenda.item_by_number(session, viewer, held, hidden.item.id) is None
        assert store.papers.papers_of(session, viewer, held) == {}
        assert store.minutes.items_seen(session, viewer, held) == {}
        assert store.case_by_reference(session, panel.desk("health").viewer, case) is not None
    with panel.database.writing() as session, pytest.raises(Trouble) as own:
        interests.withdraw_interest(session, panel.desk("school"), number, "It is nothing.")
    assert own.value.kind == "not-found"
    with panel.database.writing() as session:
        interests.withdraw_interest(session, panel.desk(), number, "It was another child.")
    assert panel.lines(sitting, "school")[0].case is not None
    assert panel.standing(sitting, case).left == ()


def test_the_clerk_declares_for_someone_and_a_chair_does_not_withdraw_their_own(panel: Panel) -> None:
    _, case = at_work(panel)
    with panel.database.writing() as session:
        row = interests.declare_interest(session, panel.desk(), case, "The chair's niece.", "T-chair")
        again = interests.declare_interest(session, panel.desk(), case, "Said twice.", "T-chair")
        assert again.id == row.id
    with panel.database.writing() as session, pytest.raises(Trouble) as own:
        interests.withdraw_interest(session, panel.desk("chair"), row.id, "No matter.")
    assert "their own" in own.value.detail
    with panel.database.writing() as session, pytest.raises(Trouble) as other:
        interests.declare_interest(session, panel.desk("health"), case, "They know them.", "T-school")
    assert other.value.kind == "conflict"


def test_nobody_leaves_before_they_came_nor_comes_twice(panel: Panel) -> None:
    sitting, _ = at_work(panel, "clerk", "chair")
    chair, health = panel.seat(sitting, "chair"), panel.seat(sitting, "health")
    for verb, number, time in (
        (seats.leave, health, None),
        (seats.come, chair, None),
        (seats.leave, chair, dt.time(9, 0)),
        (seats.come, health, dt.time(23, 0)),
    ):
        with panel.database.writing() as session, pytest.raises(Trouble) as refused:
            verb(session, panel.desk(), sitting, number, time)
        assert refused.value.kind == "conflict", (verb, time)
    with panel.database.writing() as session:
        stay = seats.come(session, panel.desk(), sitting, health, dt.time(9, 20))
        assert stay.came_at == dt.datetime(2026, 10, 6, 8, 20, tzinfo=dt.UTC)
        seats.not_so(session, panel.desk(), sitting, health)
        seats.leave(session, panel.desk(), sitting, chair)
        seats.not_so(session, panel.desk(), sitting, chair)
    with panel.database.reading() as session:
        stays = {
            seat.person.reference: [stay.left_at for stay in seat.stays]
            for seat in store.seats.seats_of(session, panel.desk().viewer, panel.held(sitting))
        }
    assert (stays["T-health"], stays["T-chair"]) == ([], [None])


def test_a_seat_goes_to_someone_who_holds_the_role_on_that_day(panel: Panel) -> None:
    sitting = panel.sitting(asked=())
    for person, seat, profession, wrong in (
        ("T-health", "chair", "health", {"seat"}),
        ("T-officer", "member", "other", {"seat"}),
        ("nobody", "throne", "magic", {"person", "seat", "profession"}),
    ):
        with panel.database.writing() as session, pytest.raises(Trouble) as refused:
            seats.invite(session, panel.desk(), sitting, person, seat, profession)
        assert {str(each.where) for each in refused.value.problems} == wrong


def test_members_see_only_sittings_they_are_asked_to(panel: Panel) -> None:
    mine, other = panel.sitting(asked=("chair", "health")), panel.sitting(asked=("deputy",), hour=13)
    case = panel.case()
    panel.put(other, case)
    with panel.database.reading() as session:
        viewer = panel.desk("health").viewer
        assert [line.sitting.reference for line in store.sittings.coming_sittings(session, viewer)] == [mine]
        assert store.sittings.sitting_by_reference(session, viewer, other) is None
        assert store.case_by_reference(session, viewer, case) is None
    with panel.database.writing() as session:
        seats.answer(session, panel.desk(), mine, panel.seat(mine, "health"), "withdrawn")
    with panel.database.reading() as session:
        assert store.sittings.coming_sittings(session, viewer) == []


def test_a_sitting_opens_on_its_day_and_closes_once_everything_is_dealt_with(panel: Panel) -> None:
    case, sitting = panel.case(), panel.sitting()
    panel.put(sitting, case)
    with panel.database.writing() as session, pytest.raises(Trouble) as early:
        open_sitting(session, panel.desk("chair"), sitting)
    assert "6 October 2026" in early.value.detail
    panel.open(sitting)
    held = panel.held(sitting)
    assert (held.stage, held.frozen_at) == ("open", OPENS), "papers that nobody froze are frozen as it opens"
    with panel.database.writing() as session, pytest.raises(Trouble) as left:
        close_sitting(session, panel.desk("chair"), sitting, held.version)
    assert [each.where for each in left.value.problems] == ["carry_over"]
    panel.now += TEN
    with panel.database.writing() as session:
        closed = close_sitting(session, panel.desk("chair"), sitting, held.version, carry_over=True, stayed=True)
    assert closed.minutes is not None
    assert [each["state"] for each in closed.minutes["items"]] == ["carried_over"]
    assert [each["stays"][0][1] for each in closed.minutes["people"]] == ["2026-10-06T08:40:00+00:00"] * 5
    with panel.database.writing() as session, pytest.raises(Trouble) as fixed:
        seats.come(session, panel.desk(), sitting, panel.seat(sitting, "health"))
    assert "minutes are fixed" in fixed.value.detail


def test_a_decision_is_taken_at_the_open_sitting_where_its_case_stands(panel: Panel) -> None:
    case, elsewhere = panel.case(), panel.case()
    sitting = panel.sitting(HELD_ON)
    panel.put(sitting, case)
    assert panel.standing(sitting, case).missing == ("The sitting is not open.",)
    assert at_sitting(panel, "chair", case) is None
    panel.freeze(sitting)
    panel.open(sitting)
    assert at_sitting(panel, "chair", case) == sitting
    assert at_sitting(panel, "officer", elsewhere) is None
    number = panel.decide(case, sitting)
    (line,) = panel.lines(sitting)
    assert (line.item.state, line.item.decision_id) == ("done", number)
    assert at_sitting(panel, "chair", case) is None


def at_sitting(panel: Panel, who: str, case: str) -> str | None:
    with panel.database.reading() as session:
        desk = panel.desk(who)
        held = store.case_by_reference(session, desk.viewer, case)
        assert held is not None
        found = sitting_standing.at_sitting(session, desk, held)
        return found.sitting.reference if found else None


def test_only_who_chairs_a_sitting_opens_notes_and_closes(panel: Panel) -> None:
    panel.decide(panel.case(), urgent=True)
    sitting = panel.sitting(asked=("chair", "health", "school"))
    with panel.database.writing() as session:  # a chair elsewhere, a member here
        seats.invite(session, panel.desk(), sitting, "T-deputy", "member", "care")
    panel.now = OPENS
    number = panel.lines(sitting)[0].item.id

    def refused(verb: Callable[[Session], object]) -> str:
        with panel.database.writing() as session, pytest.raises(Trouble) as found:
            verb(session)
        return found.value.detail

    desk = panel.desk("deputy")
    assert "do not chair" in refused(lambda session: open_sitting(session, desk, sitting))
    panel.open(sitting, "chair", "health", "school", "deputy")
    assert "do not chair" in refused(lambda session: agenda.note_item(session, desk, sitting, number))
    version = panel.held(sitting).version
    assert "do not chair" in refused(lambda session: close_sitting(session, desk, sitting, version, carry_over=True))
