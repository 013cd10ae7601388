"""The minutes: written by what happened, gaps marked and filled in, fixed by closing, and read by each as they may."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from engine.recording.records import Person
from panel_api import store
from panel_api.database import Database
from panel_api.errors import Trouble
from panel_api.pages.minutes import minutes_in_words
from panel_api.services import agenda, interests, seats
from panel_api.services.held import WITHHELD
from panel_api.services.looking import open_names
from panel_api.services.minutes import draw_up, fill_gap
from panel_api.services.running import close_sitting
from panel_api.shelf import Shelf
from panel_api.views.minutes import HIDDEN, minutes_text
from tests.panel_api.databases import DAY
from tests.panel_api.sittings_support import OPENS, Panel, a_panel

TEN = dt.timedelta(minutes=10)
A, B, C, D, E = (f"TEST-{letter * 4}" for letter in "CDFGH")


@pytest.fixture
def panel(database: Database, shelf: Shelf) -> Panel:
    return a_panel(database, shelf)


def text(panel: Panel, sitting: str, who: str = "clerk") -> str:
    with panel.database.reading() as session:
        return minutes_text(minutes_in_words(session, panel.desk(who), panel.held(sitting)))


def close(panel: Panel, sitting: str, **how: bool) -> None:
    with panel.database.writing() as session:
        close_sitting(session, panel.desk("chair"), sitting, panel.held(sitting).version, **how)


def a_morning(panel: Panel) -> str:
    """A sitting with one of everything; two items are never reached."""
    for number, case in enumerate((A, B, C, D, E)):
        panel.case(DAY - dt.timedelta(days=9 - number), reference=case)
    panel.decide(A, urgent=True)
    sitting = panel.sitting()
    panel.put(sitting, B, C, D)
    panel.now = OPENS - dt.timedelta(days=9)
    panel.freeze(sitting)
    panel.now = OPENS - dt.timedelta(days=2)
    with panel.database.writing() as session:
        agenda.table_late(session, panel.desk(), sitting, E, "The school's report came on Friday.")
        seats.answer(session, panel.desk("deputy"), sitting, panel.seat(sitting, "deputy"), "apologies")
        interests.declare_interest(session, panel.desk("school"), C, "I taught the child.")
    panel.open(sitting, "clerk", "chair", "health", "school")
    panel.now += TEN
    with panel.database.writing() as session:
        agenda.note_item(session, panel.desk("chair"), sitting, panel.item(sitting, A))
    panel.now += TEN
    panel.decide(B, sitting)
    panel.now += TEN
    with panel.database.writing() as session:
        agenda.carry_over(session, panel.desk(), sitting, panel.item(sitting, C), "There was no quorum for it.")
    panel.now += TEN
    panel.left(sitting, "chair")
    panel.now += TEN
    return sitting


def test_the_minutes_of_a_morning(panel: Panel, golden: Callable[[str, str], None]) -> None:
    sitting = a_morning(panel)
    draft = text(panel, sitting)
    assert "not fixed yet" in draft
    close(panel, sitting, carry_over=True)
    panel.now += dt.timedelta(days=1)
    with panel.database.writing() as session:
        minutes = panel.held(sitting).minutes
        assert minutes is not None
        gap = next(each["gap"] for each in minutes["gaps"] if "Hale Health" in each["words"])
        fill_gap(session, panel.desk(), sitting, gap, "She left at 10:15, as the others did.")
    golden("sittings/minutes.txt", text(panel, sitting))


def test_closing_fixes_them(panel: Panel) -> None:
    sitting = a_morning(panel)
    close(panel, sitting, carry_over=True, stayed=True)
    before = text(panel, sitting)
    with panel.database.writing() as session:
        person = store.seats.person_by_reference(session, "T-health")
        assert person is not None
        person.name = "Another Name"
    for verb in (
        lambda session: agenda.table_late(session, panel.desk(), sitting, A, "Late."),
        lambda session: seats.leave(session, panel.desk(), sitting, panel.seat(sitting, "health")),
        lambda session: agenda.note_item(session, panel.desk("chair"), sitting, panel.item(sitting, A)),
    ):
        with panel.database.writing() as session, pytest.raises(Trouble) as refused:
            verb(session)
        assert "minutes are fixed" in refused.value.detail
    assert text(panel, sitting) == before
    assert "Gap" not in before.replace("Gaps", "")


def test_who_has_an_interest_does_not_read_the_item(panel: Panel) -> None:
    sitting = a_morning(panel)
    close(panel, sitting, carry_over=True, stayed=True)
    clerk, member = text(panel, sitting), text(panel, sitting, "school")
    assert f"Case {C}" in clerk
    assert C not in member and f"3. {HIDDEN}" in member
    assert f"Case {B}" in member


def test_an_auditor_reads_the_panels_words_once_names_are_open(panel: Panel) -> None:
    sitting = a_morning(panel)
    close(panel, sitting, carry_over=True, stayed=True)
    auditor = replace(panel.desk(), viewer=store.Viewer("auditor", "T-auditor", panel.people["clerk"].id))
    said = "The panel agrees with the advice."

    def read() -> str:
        with panel.database.reading() as session:
            return minutes_text(minutes_in_words(session, auditor, panel.held(sitting)))

    late, carried = "The school's report came on Friday.", "There was no quorum for it."
    assert all(words in text(panel, sitting) for words in (said, late, carried))
    assert not any(words in read() for words in (said, late, carried))
    assert WITHHELD in read() and f"Case {B}" in read()
    with panel.database.writing() as session:
        open_names(session, auditor, B, "Sample 4: was the reason given in words?")
    assert said in read(), "of the case that was opened"


def test_what_a_ground_rests_on_is_in_the_minutes_and_kept_from_who_may_not_know(panel: Panel) -> None:
    panel.case(DAY - dt.timedelta(days=9), reference=A)
    rests = {"evidence": "The report of 3 June.", "steps": "A ramp was looked at.", "unconsulted": "Its head came."}
    panel.decide(A, urgent=True, kind="refuse_to_name", school="Elm School", **rests)
    sitting = panel.sitting()
    panel.open(sitting, "clerk", "chair", "health", "school")
    with panel.database.writing() as session:
        agenda.note_item(session, panel.desk("chair"), sitting, panel.item(sitting, A))
    said = text(panel, sitting)
    assert "Evidence: The report of 3 June." in said and "Steps considered: A ramp was looked at." in said
    assert "Why the school was not consulted: Its head came." in said and "Elm School" in said
    auditor = replace(panel.desk(), viewer=store.Viewer("auditor", "T-auditor", panel.people["clerk"].id))
    with panel.database.reading() as session:
        read = minutes_text(minutes_in_words(session, auditor, panel.held(sitting)))
    assert "The panel agrees" not in read and not [each for each in (*rests.values(), "Elm School") if each in read]


def test_a_disposal_reaches_the_minutes(panel: Panel) -> None:
    sitting = a_morning(panel)
    close(panel, sitting, carry_over=True, stayed=True)
    with panel.database.writing() as session:
        case = store.hold_case(session, store.LOCAL, B)
        assert case is not None
        store.dispose_case(session, case, "25 years", Person("caseworker", "T-clerk"), panel.now)
    after = text(panel, sitting)
    assert f"2. {HIDDEN}" in after
    assert "The panel agrees with the advice." not in after.split("\n2. ")[1].split("\n3. ")[0]


def test_a_gap_is_filled_once_and_only_after_closing(panel: Panel) -> None:
    sitting = a_morning(panel)
    gaps = draft_gaps(panel, sitting)
    assert gaps == []
    for gap in ("nothing", "left-1"):
        with panel.database.writing() as session, pytest.raises(Trouble):
            fill_gap(session, panel.desk(), sitting, gap, "Words.")
    close(panel, sitting, carry_over=True)
    minutes = panel.held(sitting).minutes
    assert minutes is not None
    names = [each["gap"] for each in minutes["gaps"]]
    assert [each.split("-")[0] for each in names] == ["left", "left", "left"]
    for attempt in range(2):
        with panel.database.writing() as session:
            if attempt == 0:
                fill_gap(session, panel.desk(), sitting, names[0], "At a quarter past ten.")
                continue
            with pytest.raises(Trouble) as twice:
                fill_gap(session, panel.desk(), sitting, names[0], "At ten.")
            assert "filled already" in twice.value.detail


def draft_gaps(panel: Panel, sitting: str) -> list[str]:
    with panel.database.reading() as session:
        return [each["gap"] for each in draw_up(session, panel.desk(), panel.held(sitting))["gaps"]]


def test_who_never_came_and_who_never_said_are_told_apart(panel: Panel) -> None:
    sitting = panel.sitting()
    with panel.database.writing() as session:
        seats.answer(session, panel.desk("school"), sitting, panel.seat(sitting, "school"), "apologies")
    panel.open(sitting, "health")
    close(panel, sitting, stayed=True)
    found = text(panel, sitting)
    assert "Sol School, member, for a school or setting: sent apologies" in found
    for words in (
        "Nobody recorded whether Maud Chair (the chair) came.",
        "Nobody recorded who took the chair.",
        "Nobody recorded who was the clerk.",
    ):
        assert f"Gap: {words}" in found
