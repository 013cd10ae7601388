"""The calendar of dates due: read back as a calendar reads it, steady over time, and silent about children."""

import dataclasses
import datetime as dt

import pytest
from icalendar import Calendar

from engine.law.clocks import Standard, dates_for
from engine.law.dates import Event
from panel_api.calendar_feed import FeedDate, calendar_text

AT = dt.datetime(2026, 9, 14, 8, 30, tzinfo=dt.UTC)


def feed_of(reference: str, basis: str, **events: str) -> list[FeedDate]:
    found = dates_for(
        basis,
        [Event(kind, dt.date.fromisoformat(day)) for kind, day in events.items()],
        standard=Standard(20, "Top-up guide, invented"),
    )
    return [FeedDate(reference, each.code, each.words, each.due, each.law) for each in found if each.due]


DATES = [
    *feed_of("WK4M-7XPD", "assessment_request", received="2026-12-21"),
    *feed_of("AB2C-9QRS", "non_statutory", complete="2026-09-14"),
]


def read(text: bytes) -> list[dict[str, object]]:
    return [
        {
            "uid": str(event["uid"]),
            "start": event["dtstart"].dt,
            "end": event["dtend"].dt,
            "title": str(event["summary"]),
            "more": str(event["description"]),
            "class": str(event["class"]),
        }
        for event in Calendar.from_ical(text).walk("VEVENT")
    ]


def test_each_date_is_an_all_day_event_earliest_first() -> None:
    events = read(calendar_text(reversed(DATES), AT))
    assert [(event["title"], event["start"]) for event in events] == [
        ("AB2C-9QRS: Decide the request", dt.date(2026, 10, 12)),
        ("WK4M-7XPD: Decide whether to assess", dt.date(2027, 2, 1)),
        ("WK4M-7XPD: If no plan is to be issued, tell the family", dt.date(2027, 4, 12)),
        ("WK4M-7XPD: Send the final plan", dt.date(2027, 5, 10)),
    ]
    for event in events:
        assert type(event["start"]) is dt.date, "a day, not a moment: no clock change can move it"
        assert event["end"] == event["start"] + dt.timedelta(days=1)
        assert event["class"] == "CONFIDENTIAL"


def test_the_authoritys_own_standard_is_named_as_such() -> None:
    events = read(calendar_text(DATES, AT))
    assert events[0]["more"] == "The authority's own standard. No deadline in law."
    assert {event["more"] for event in events[1:]} == {"Deadline in law."}


def test_a_date_that_moves_keeps_its_identity_and_no_two_share_one() -> None:
    moved = feed_of("WK4M-7XPD", "assessment_request", received="2026-12-22")
    before = {event["uid"]: event["start"] for event in read(calendar_text(DATES[:3], AT))}
    after = {event["uid"]: event["start"] for event in read(calendar_text(moved, AT + dt.timedelta(days=9)))}
    assert before.keys() == after.keys()
    assert all(after[uid] - before[uid] == dt.timedelta(days=1) for uid in before)
    assert len({event["uid"] for event in read(calendar_text(DATES, AT))}) == len(DATES)


def test_the_same_dates_at_the_same_moment_give_the_same_bytes() -> None:
    assert calendar_text(DATES, AT) == calendar_text(list(reversed(DATES)), AT)


def test_nothing_about_a_child_can_be_handed_in() -> None:
    assert [field.name for field in dataclasses.fields(FeedDate)] == ["reference", "code", "words", "due", "law"]
    text = calendar_text(DATES, AT).decode()
    assert "LOCATION" not in text
    assert "ATTENDEE" not in text
    assert "ORGANIZER" not in text


def test_lines_are_folded_as_the_format_asks() -> None:
    long = feed_of("WK4M-7XPD", "transfer_in", transferred="2026-09-14")
    text = calendar_text(long, AT)
    assert text.endswith(b"END:VCALENDAR\r\n")
    assert max(len(line) for line in text.split(b"\r\n")) <= 75
    (event,) = read(text)
    assert str(event["title"]).endswith("whether there will be an assessment, and when it is reviewed")


def test_a_link_leads_to_the_case_where_an_address_is_given() -> None:
    links = [
        str(event["url"])
        for event in Calendar.from_ical(calendar_text(DATES[:1], AT, "https://panel.example/cases")).walk("VEVENT")
    ]
    assert links == ["https://panel.example/cases/WK4M-7XPD"]
    assert b"URL" not in calendar_text(DATES, AT)


def test_an_empty_feed_is_still_a_calendar() -> None:
    assert read(calendar_text([], AT)) == []
    assert b"VERSION:2.0" in calendar_text([], AT)


@pytest.mark.parametrize("day", ["2027-03-28", "2026-10-25", "2028-02-29", "2026-12-31"])
def test_clock_changes_leap_days_and_year_ends_move_nothing(day: str) -> None:
    due = dt.date.fromisoformat(day)
    (event,) = read(calendar_text([FeedDate("WK4M-7XPD", "final_plan", "Send the final plan", due, True)], AT))
    assert event["start"] == due
