"""A case's dates on pages: told in words with their ground, kept by forms, and never hidden by a finding."""

import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from engine.problems import Refused
from panel_api.cli import run
from panel_api.cli_serve import ready
from panel_api.school_closures import read_closures
from panel_api.settings import Settings
from tests.panel_api.http_support import desk_of, post, taken_in
from tests.panel_api.pages_cases import PLAN
from tests.panel_api.pages_support import Html, checked, counted, page, pressed, send
from tests.panel_api.signing_in import signed_in

ASSESSMENT: dict[str, Any] = {
    "legal_basis": "assessment_request",
    "asked_on": "2026-05-11",
    "facts": {"assessment_requested": True},
    "voices": [],
}
ORDER = PLAN | {"legal_basis": "tribunal_order", "days": {"order_sent": "2026-09-07"}}
FINDING = {
    "clock": "final_plan",
    "ground": "school_closed",
    "words": "Advice asked for on 20 July came on 9 September.",
    "from": "22/7/2026",
    "to": "1 September 2026",
}


def dates(client: TestClient, reference: str) -> str:
    """What the page of the case says of its dates."""
    said = re.split(r" Dates (?=The law|No deadline)", page(client, f"/cases/{reference}").words)[-1]
    return said.split("Cases like this one")[0].split("Need by area")[0]


def summary(found: Html) -> list[str]:
    return [link.removeprefix("#") for link in found.links if link.startswith("#") and link != "#main-content"]


def test_the_case_says_by_when_on_what_ground_and_how_each_date_stands(client: TestClient) -> None:
    case = taken_in(client, **ASSESSMENT)
    said = dates(client, case)
    assert "The law sets these dates: Children and Families Act 2014 s.36" in said
    assert (
        "Decide whether to assess, by 22 June 2026 Overdue by 90 days "
        "Six weeks from receipt. Deadline in law: SEND Regulations 2014 regs. 4 and 5." in said
    )
    assert "The family can answer the draft Not started. The day on which the draft plan was sent" in said
    first = page(client, f"/cases/{case}").words.split("Look at this first")[1]
    assert first.startswith(" Overdue by 90 days. Decide whether to assess by 22 June 2026")


def test_where_law_sets_no_date_that_is_said_with_the_authoritys_own_standard(client: TestClient) -> None:
    case = taken_in(client)
    post(client, f"/api/cases/{case}/assessments", {})
    said = dates(client, case)
    assert "No deadline in law. The authority's own standard is 30 working days from a complete request" in said
    assert "Decide the request, by 26 October 2026 Due in 36 days" in said
    assert "No deadline in law; our own standard, as the authority publishes it." in said


def test_a_day_is_recorded_corrected_and_taken_back_by_forms(client: TestClient) -> None:
    case = taken_in(client, **ASSESSMENT)
    address = f"/cases/{case}/dates"
    found = pressed(client, address, "/dates/day", kind="told_assessment", day="20 June 2026", words="By letter")
    assert "The family was told that there will be an assessment. 20 June 2026. Recorded by the senior officer" in (
        found.words
    )
    assert "Met on 20 June 2026, in time" in dates(client, case)
    found = pressed(client, address, "/dates/day", kind="told_assessment", day="24/6/2026")
    assert "Met on 24 June 2026, two days late" in found.words
    actions = [tag["action"].rsplit("/", 2)[1] for tag in found.all("form") if tag["action"].endswith("/take-back")]
    assert len(actions) == 2, "of the day it was received, and of the row that holds"
    found = pressed(client, address, f"/{actions[1]}/take-back", words="It was another child.")
    assert "20 June" not in found.words and "24 June" not in found.words
    assert "Overdue by 90 days" in dates(client, case)
    assert "Taken back: The family was told" in page(client, f"/cases/{case}").words


def test_a_form_sent_twice_is_done_once(client: TestClient) -> None:
    case = taken_in(client, **ASSESSMENT)
    form = page(client, f"/cases/{case}/dates").form("/dates/finding")
    for _ in range(2):
        assert send(client, form, **FINDING).status_code == 303
    assert dates(client, case).count("Excused by a finding of the senior officer") == 1
    assert page(client, f"/cases/{case}").words.count("It was found that a reason in law applies") == 1


def test_a_finding_stands_beside_the_date_and_can_be_withdrawn(client: TestClient) -> None:
    case = taken_in(client, **ASSESSMENT)
    pressed(client, f"/cases/{case}/dates", "/dates/finding", **FINDING)
    said = dates(client, case)
    assert "Send the final plan, by 28 September 2026 Due in eight days" in said
    assert (
        "Excused by a finding of the senior officer on 20 September 2026, for 22 July 2026 to 1 September 2026: "
        "Advice asked for on 20 July came on 9 September. The date stays as it is." in said
    )
    found = pressed(client, f"/cases/{case}/dates", "/1/withdraw")
    assert "Withdrawn on 20 September 2026." in found.words
    assert "Excused" not in dates(client, case)


def test_a_person_reads_an_order_and_chooses_its_kind(client: TestClient) -> None:
    case = taken_in(client, **ORDER)
    assert "perhaps by 21 September 2026 May be due in one day" in dates(client, case)
    assert "A person must read the order and choose its kind" in dates(client, case)
    pressed(client, f"/cases/{case}/dates", "/dates/order", kind="order_section_f")
    assert "Carry out the order and send the amended plan, by 12 October 2026 Due in 22 days" in dates(client, case)


@pytest.mark.parametrize(
    ("ending", "typed", "wrong"),
    [
        ("/dates/day", {"kind": "told_assessment", "day": "soon"}, {"day": "Write a day such as"}),
        ("/dates/day", {"kind": "", "day": ""}, {"kind": "Choose what happened.", "day": "Write the day."}),
        ("/dates/day", {"kind": "draft_sent", "day": "21/9/2026"}, {"day": "This day has not come yet."}),
        ("/dates/day", {"kind": "draft_sent", "day": "1/5/2026"}, {"day": "1 May 2026 comes before"}),
        ("/dates/finding", FINDING | {"words": " "}, {"words": "Say what happened"}),
        ("/dates/finding", FINDING | {"ground": ""}, {"ground": "Choose the reason."}),
        ("/dates/finding", FINDING | {"to": "1/8/2026"}, {"to": "It lasts less than four weeks."}),
        ("/dates/finding", FINDING | {"from": "", "to": ""}, {"from": "It is missing.", "to": "It is missing."}),
    ],
)
def test_what_cannot_be_is_told_beside_its_field_and_stays_typed(
    sqlite_client: TestClient, ending: str, typed: dict[str, str], wrong: dict[str, str]
) -> None:
    case = taken_in(sqlite_client, **ASSESSMENT)
    form = page(sqlite_client, f"/cases/{case}/dates").form(ending)
    found = checked(send(sqlite_client, form, **typed), 422)
    at = ending.rsplit("/", 1)[1]
    assert summary(found) == [f"{at}-{name}" for name in wrong]
    for name, says in wrong.items():
        (told,) = [tag.text for tag in found.all("p") if tag["id"] == f"{at}-{name}-error"]
        assert says in told
    again = found.form(ending)
    assert all(again.fields.get(name, "").strip() == text.strip() for name, text in typed.items())


@pytest.mark.parametrize("role", ["school", "panel_member", "chair", "budget_holder", "auditor", "administrator"])
def test_only_who_keeps_a_case_records_its_days(client: TestClient, role: str) -> None:
    case = taken_in(client, **ASSESSMENT)
    scope = {"school": {"school": "100000"}, "budget_holder": {"partnership": "north"}}.get(role, {})
    other = signed_in(client, role, **scope)
    assert other.get(f"/cases/{case}/dates").status_code == 403
    form = page(client, f"/cases/{case}/dates").form("/dates/day")
    assert send(other, form, kind="final_sent", day="1/9/2026", csrf=other.sessions[role][1]).status_code == 403


def test_an_auditor_sees_the_dates_and_not_what_was_written_beside_them(client: TestClient) -> None:
    case = taken_in(client, **ASSESSMENT)
    pressed(client, f"/cases/{case}/dates", "/dates/finding", **FINDING)
    auditor = signed_in(client, "auditor")
    said = dates(auditor, case)
    assert "by 28 September 2026 Due in eight days" in said
    assert "Kept back" in said and "Advice asked for" not in auditor.get(f"/api/cases/{case}").text
    assert "Record a day" not in said


def test_a_school_sees_that_a_date_is_excused_and_not_what_happened_in_the_family(client: TestClient) -> None:
    case = taken_in(client, **ASSESSMENT)
    pressed(client, f"/cases/{case}/dates", "/dates/finding", **FINDING)
    school = signed_in(client, "school", school="100000")
    assert "The reason is between the council and the family." in dates(school, case)
    assert "Advice asked for" not in school.get(f"/api/cases/{case}").text
    assert "Advice asked for" in dates(signed_in(client, "caseworker"), case)


def test_dates_cost_two_queries_however_many_days_are_recorded(client: TestClient) -> None:
    case = taken_in(client, **ASSESSMENT)
    page(client, f"/cases/{case}")
    with counted(client) as few:
        page(client, f"/cases/{case}")
    for day in range(1, 9):
        pressed(client, f"/cases/{case}/dates", "/dates/day", kind="told_assessment", day=f"{day}/6/2026")
    with counted(client) as many:
        page(client, f"/cases/{case}")
    assert len(few) == len(many)
    assert sum("case_days" in each or "findings" in each for each in many) == 2


CLOSURES = """
2025/26:
  - {first: 2026-05-25, last: 2026-05-29, words: Half term}
  - {first: 2026-07-22, last: 2026-09-01, words: Summer holiday}
"""


def test_closures_of_schools_are_shown_to_whoever_makes_a_finding(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = taken_in(client, **ASSESSMENT)
    assert "Nobody has told this service when schools are closed." in page(client, f"/cases/{case}/dates").words
    file = tmp_path / "closures.yaml"
    file.write_text(CLOSURES)
    monkeypatch.setenv("EVENHAND_SCHOOL_CLOSURES", str(file))
    closures = Settings().school_closures
    settings = desk_of(client).settings.model_copy(update={"school_closures": closures})
    object.__setattr__(desk_of(client), "settings", settings)
    said = page(client, f"/cases/{case}/dates").words
    assert "Summer holiday Closed from 22 July 2026 to 1 September 2026." in said
    assert "about advice asked for from 15 July 2026 to 26 August 2026." in said
    assert "Half term" not in said, "shorter than four weeks"


@pytest.mark.parametrize(
    "text",
    [
        "- nothing",
        "2025/27:\n  - {first: 2026-05-25, last: 2026-05-29, words: Half term}",
        "2025/26: none",
        "2025/26:\n  - {first: 2026-05-25, words: Half term}",
        "2025/26:\n  - {first: 2026-05-40, last: 2026-05-29, words: Half term}",
        "2025/26:\n  - {first: 2026-05-29, last: 2026-05-25, words: Half term}",
        "2024/25:\n  - {first: 2026-05-25, last: 2026-05-29, words: Half term}",
        "2025/26: [",
    ],
)
def test_a_file_of_closures_that_cannot_be_read_is_refused_with_its_place(
    tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "closures.yaml"
    file.write_text(text)
    with pytest.raises(Refused):
        read_closures(file)
    monkeypatch.setenv("EVENHAND_SCHOOL_CLOSURES", str(file))
    assert run(["dues", "--check"]) == 2, "nothing starts"
    assert "EVENHAND_SCHOOL_CLOSURES" in capsys.readouterr().err


def test_the_command_counts_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    case = taken_in(client)
    post(client, f"/api/cases/{case}/assessments", {})
    url = desk_of(client).settings.database_url
    assert run(["dues", "--check", "--database", url]) == 0
    monkeypatch.setenv("EVENHAND_STANDARD_DAYS", "20")
    assert run(["dues", "--check", "--database", url]) == 1
    assert run(["dues", "--database", url]) == 0
    assert run(["dues", "--check", "--database", url]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "Every date in the lists is what a fresh count gives.",
        f"{case}: what its lists show is not what its days give",
        "1 cases counted again, 1 of them put right.",
        "Every date in the lists is what a fresh count gives.",
    ]


def test_a_server_that_starts_under_another_standard_counts_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    case = taken_in(client)
    post(client, f"/api/cases/{case}/assessments", {})
    settings = desk_of(client).settings
    capsys.readouterr()
    ready(settings.database_url)
    assert capsys.readouterr().err == ""
    monkeypatch.setenv("EVENHAND_STANDARD_DAYS", "20")
    ready(settings.database_url)
    assert "1 cases counted, 1 of them put right." in capsys.readouterr().err
    (found,) = client.get("/api/due?when=all").json()["due"]
    assert found["due_on"] == "2026-10-12"
