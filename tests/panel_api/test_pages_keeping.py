"""What a caseworker keeps of a case, by its forms: kept once, told beside the field where it cannot be, never lost."""

from typing import Final
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from tests.panel_api.http_support import taken_in
from tests.panel_api.pages_cases import PLAN, assessed, decided
from tests.panel_api.pages_support import Html, checked, page, pressed, send
from tests.panel_api.signing_in import signed_in

PARTS: Final = ("people", "voices", "section-f", "warnings", "asked", "consultations", "dates", "links")
LINE: Final = {"words": "A speech therapist, weekly", "cost": "£4,200", "source": "Review papers, June 2026"}
WARNING: Final = {
    "kind": "shortfall", "words": "Ten minutes of twenty.", "known_on": "1/9/2026", "owner": "SEN manager",
    "due_on": "15 September 2026",
}  # fmt: skip


def problems_of(found: Html) -> list[str]:
    """Where the summary of what went wrong leads."""
    return [link.removeprefix("#") for link in found.links if link.startswith("#") and link != "#main-content"]


def test_section_f_is_written_replaced_and_struck_out(client: TestClient) -> None:
    case = assessed(client, **PLAN)
    pressed(client, f"{case}/section-f", "/add", **LINE)
    found = pressed(client, f"{case}/section-f", "/add", words="An adult at lunch", cost="", source="The plan, F 4")
    assert "Together: at least £4,200 a year; one line is not costed." in found.words
    shown = page(client, case)
    assert "What Section F costs at least £4,200 a year; one line is not costed" in shown.words
    assert "Together, at least £4,200.00" in shown.words
    found = pressed(client, f"{case}/section-f", "/2/replace", cost="30000")
    assert "Together: £34,200 a year." in found.words
    assert "What held before" in found.words
    advised = "The advice used £24,000 for Section F, and these lines come to £34,200 a year."
    assert advised in found.words and advised in page(client, case).words
    found = pressed(client, f"{case}/section-f", "/3/strike")
    assert "Together: £4,200 a year." in found.words
    history = page(client, case).words.split("History")[1]
    assert history.count("Section F") == 4 and "struck out" in history


@pytest.mark.parametrize(
    ("part", "ending", "typed", "wrong"),
    [
        ("section-f", "/add", {**LINE, "cost": "a lot"}, {"cost": "Write an amount in pounds"}),
        ("section-f", "/add", {**LINE, "words": " ", "source": ""}, {"words": "Write what", "source": "Say where"}),
        ("warnings", "/raise", {**WARNING, "known_on": "soon"}, {"known_on": "Write a day such as"}),
        ("warnings", "/raise", {**WARNING, "known_on": "1/1/2030", "due_on": "1/2/2030"}, {"known_on": "This day has"}),
        ("warnings", "/raise", {**WARNING, "kind": ""}, {"kind": "Choose what is wrong"}),
        ("warnings", "/lose", {"words": "Therapy", "from": "2/9/2026", "to": "1/9/2026"}, {"to": "It ends before it"}),
        ("consultations", "/send", {"school": "", "sent_on": ""}, {"school": "Name the", "sent_on": "Write the day"}),
        ("consultations", "/send", {"school": "A", "sent_on": "1/9/2026", "reference": "a b"}, {"reference": "Write"}),
        ("links", "/link", {"other": "NOTHING", "why": "x"}, {"other": "A reference looks like"}),
        ("people", "/add", {"role": "parent", "name": "Kim", "from": "1/9/2026"}, {"parental_responsibility": "Say"}),
        ("people", "/add", {"role": "advocate", "name": "", "from": "1/9/2026"}, {"name": "Write a name"}),
        ("voices", "/hear", {"who": "child", "words": "", "heard_on": "1/9/2026"}, {"words": "Write what they"}),
    ],
)
def test_what_cannot_be_kept_is_told_beside_its_field_and_stays_typed(
    sqlite_client: TestClient, part: str, ending: str, typed: dict[str, str], wrong: dict[str, str]
) -> None:
    case = f"/cases/{taken_in(sqlite_client, **PLAN)}"
    form = page(sqlite_client, f"{case}/{part}").form(ending)
    found = checked(send(sqlite_client, form, **typed), 422)
    assert found.title.startswith("Error: ")
    at = form.action.rsplit("/", 1)[1]
    assert problems_of(found) == [f"{at}-{name}" for name in wrong]
    for name, says in wrong.items():
        (told,) = [tag.text for tag in found.all("p") if tag["id"] == f"{at}-{name}-error"]
        assert says in told
    again = found.form(ending)
    assert {name: again.fields.get(name, "") for name in typed} == {
        name: text.strip(" ") or text for name, text in typed.items()
    }
    assert "History" in page(sqlite_client, case).words.split("This case for programs")[0]
    assert page(sqlite_client, case).words.count("The request was taken in.") == 1


def test_a_form_pressed_twice_is_carried_out_once_and_another_after_going_back_too(client: TestClient) -> None:
    case = f"/cases/{taken_in(client, **PLAN)}"
    form = page(client, f"{case}/section-f").form("/add")
    for _ in range(2):
        answer = send(client, form, **LINE)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{case}/section-f")
    assert page(client, f"{case}/section-f").words.count("£4,200.00 a year.") == 1
    assert send(client, form, **{**LINE, "cost": "900"}).status_code == 303  # back, changed, and sent again
    assert "Together: £5,100 a year." in page(client, f"{case}/section-f").words


def test_two_people_settling_one_warning_and_nothing_typed_is_lost(client: TestClient) -> None:
    case = assessed(client, **PLAN)
    pressed(client, f"{case}/warnings", "/raise", **WARNING)
    first = page(client, case).words.split("Look at this first")[1]
    assert "Less is delivered than the plan specifies. Ten minutes of twenty." in first
    assert "The council has known since 1 September 2026 (19 days)." in first
    assert "SEN manager is to put it right by 15 September 2026. That was five days ago. This is overdue." in first
    one = page(client, f"{case}/warnings").form("/settle")
    two = page(client, f"{case}/warnings").form("/settle")
    assert send(client, one, words="A second therapist came.", on="18/9/2026").status_code == 303
    found = checked(send(client, two, words="It was I who saw to it.", on="17/9/2026"), 409)
    assert "Someone has settled this warning already" in found.words
    assert "It was I who saw to it." in found.words
    shown = page(client, case)
    assert "Ten minutes of twenty." not in shown.words.split("The advice")[0]
    assert "settled on 18 September 2026: A second therapist came." in shown.words


def test_provision_lost_stands_until_it_is_made_up_for(client: TestClient) -> None:
    case = f"/cases/{taken_in(client, **PLAN)}"
    pressed(client, f"{case}/warnings", "/lose", words="Weekly therapy", **{"from": "1/6/2026", "to": ""})
    assert "Weekly therapy, from 1 June 2026, and still. Not made up for yet." in page(client, case).words
    pressed(client, f"{case}/warnings", "/remedy", words="Twelve sessions.", on="10/9/2026")
    told = "Weekly therapy, from 1 June 2026 to 10 September 2026. Made up for on 10 September 2026: Twelve sessions."
    assert told in page(client, case).words


def test_a_silent_school_has_said_neither_yes_nor_no(client: TestClient) -> None:
    case = f"/cases/{taken_in(client, **PLAN)}"
    pressed(client, f"{case}/consultations", "/send", school="Silent School", sent_on="1/9/2026")
    pressed(client, f"{case}/consultations", "/send", school="Later School", sent_on="18/9/2026")
    shown = page(client, case).words
    assert "Silent School No answer, it was due 16 September 2026. Silence is neither yes nor no." in shown
    assert "Later School No answer, due 3 October 2026." in shown
    form = page(client, f"{case}/consultations").form("/1/reply")
    assert send(client, form, reply="can_meet", words="Yes, from January.", on="18/9/2026").status_code == 303
    shown = page(client, case).words
    assert "Silent School Can meet the needs, on 18 September 2026, two days after it was due." in shown
    assert "“Yes, from January.”" in shown


def test_cases_of_one_child_are_proposed_linked_and_shown_together(client: TestClient) -> None:
    one, two = taken_in(client), taken_in(client, legal_basis="assessment_request")
    assert "One more case has the same UPN." in page(client, f"/cases/{one}").words
    found = page(client, f"/cases/{one}/links")
    assert f"Case {two}: Request for an EHC needs assessment" in found.words
    number = found.form("/link").action.split("/")[-2]
    pressed(client, f"/cases/{one}/links", f"/{number}/link", why="Asked for together.")
    for case, other in ((one, two), (two, one)):
        assert f"case {other}" in page(client, f"/cases/{case}").words.split("In their own words")[0]
    pressed(client, f"/cases/{one}/links", f"/{number}/unlink", why="by_mistake")
    assert f"case {two}" not in page(client, f"/cases/{one}").words.split("In their own words")[0]


def test_someone_comes_changes_and_goes(client: TestClient) -> None:
    case = f"/cases/{taken_in(client)}"
    typed = {"role": "parent", "name": "Lee Example", "from": "1/9/2026", "parental_responsibility": "no"}
    found = pressed(client, f"{case}/people", "/add", **typed)
    assert "Parent: Lee Example Has no parental responsibility. From 1 September 2026." in found.words
    forms = [found.form(tag["action"]) for tag in found.all("form") if tag["action"].endswith("/change")]
    form = next(each for each in forms if each.fields["name"] == "Lee Example")
    changed = {"from": "10/9/2026", "shielded": "yes", "interpreter": "Polish", "parental_responsibility": "yes"}
    form.fields["address"] = "12 Rose Lane\nEventown"
    assert send(client, form, **changed).status_code == 303
    shown = page(client, case)
    assert "Lee Example: Address shielded from Alex Example and Sam Example." in shown.words
    assert "Lee Example, from 10 September 2026. Has parental responsibility. Address shielded" in shown.words
    assert "Lee Example, from 1 September 2026 to 9 September 2026. Has no parental responsibility." in shown.words
    kept = page(client, f"{case}/people")
    assert "12 Rose Lane" in kept.words and "Letters in Polish." in kept.words


def test_a_voice_is_heard_and_each_parent_is_told_apart(client: TestClient) -> None:
    case = f"/cases/{taken_in(client)}"
    form = page(client, f"{case}/voices").form("/hear")
    second = form.options["parent"][-1]
    said = {"who": "parent", "parent": second, "words": "I see it otherwise.", "heard_on": "19/9/2026"}
    pressed(client, f"{case}/voices", "/hear", **said)
    shown = page(client, case).words
    assert "“Robin comes home tired and cross.” The family (Alex Example), 3 September 2026" in shown
    assert "“I see it otherwise.” The family (Sam Example), 19 September 2026" in shown


@pytest.mark.parametrize("part", PARTS)
def test_a_row_of_another_case_is_not_there(sqlite_client: TestClient, part: str) -> None:
    case = f"/cases/{taken_in(sqlite_client, **PLAN)}"
    verbs = {
        "people": "end",
        "section-f": "strike",
        "warnings": "settle",
        "asked": "withdraw",
        "consultations": "reply",
    }
    typed = {"words": "x", "on": "1/9/2026", "reply": "can_meet", "last_day": "1/9/2026"}
    form = page(sqlite_client, f"{case}/{part}").form("add" if part in ("people", "section-f") else "")
    if part in verbs:
        form.action = f"{case}/{part}/999999/{verbs[part]}"
        assert send(sqlite_client, form, **typed).status_code == 404
    assert sqlite_client.get(f"/cases/WWWW-WWWW/{part}", headers={"Accept": "text/html"}).status_code == 404


def test_without_a_plan_there_is_nothing_to_cost(sqlite_client: TestClient) -> None:
    case = f"/cases/{taken_in(sqlite_client)}"
    assert f"{case}/section-f" not in page(sqlite_client, case).links
    for part in ("section-f", "warnings"):
        found = page(sqlite_client, f"{case}/{part}")
        assert "rests on no EHC plan" in found.words
        assert not [tag for tag in found.all("form") if part in tag["action"]]


def test_answers_are_changed_and_taken_back_by_their_form(client: TestClient) -> None:
    case = assessed(client)
    client.role = "caseworker"  # type: ignore[attr-defined]
    form = page(client, f"{case}/answers").form("/answers")
    assert (form.fields["talking"], form.fields["last_cycle"], form.fields["diagnosis"]) == (
        "3",
        "6 July 2026",
        "false",
    )
    found = pressed(client, f"{case}/answers", "/answers", talking="4", last_cycle="1/9/2026", attendance="")
    assert "Answers have changed since this was worked out." in found.words
    facts = client.get(f"/api{case}").json()["facts"]
    assert (facts["talking"], facts["last_cycle"], "attendance" in facts) == (4, "2026-09-01", False)
    assert facts["provision_cost"] == "6450.00"
    answer = send(client, form, talking="2")  # from a page opened before that
    assert "Someone changed this first" in checked(answer, 412).words
    wrong = checked(send(client, page(client, f"{case}/answers").form("/answers"), attendance="often"), 422)
    assert problems_of(wrong) == ["f-attendance"]
    assert wrong.form("/answers").fields["attendance"] == "often"
    version = client.get(f"/api{case}").json()["version"]
    pressed(client, f"{case}/answers", "/answers")
    assert client.get(f"/api{case}").json()["version"] == version, "nothing was different"


def test_a_school_answers_what_it_is_asked_and_nothing_of_law_or_money(client: TestClient) -> None:
    case = assessed(client, **PLAN)
    school = signed_in(client, "school", school="100000")
    form = page(school, f"{case}/answers").form("/answers")
    assert not {"section_f_cost", "present_award", "ehc_plan", "partnership_uncommitted"} & set(form.fields)
    answer = send(school, form, attendance="88", section_f_cost="1")
    assert answer.status_code == 303
    facts = client.get(f"/api{case}").json()["facts"]
    assert (facts["attendance"], facts["section_f_cost"]) == (88, "24000.00")


def test_a_decided_case_keeps_its_answers(sqlite_client: TestClient) -> None:
    case = decided(sqlite_client)
    sqlite_client.role = "caseworker"  # type: ignore[attr-defined]
    found = page(sqlite_client, f"{case}/answers")
    assert "This case is decided." in found.words
    assert not [tag for tag in found.all("form") if tag["action"].endswith("/answers")]


@pytest.mark.parametrize("reference", ["%00", "%F0%9F%91%8D", "x" * 500, "WWWW-WWWW", "a%2Fb"])
def test_an_address_of_no_case_is_not_there_on_either_database(client: TestClient, reference: str) -> None:
    form = page(client, f"/cases/{taken_in(client, **PLAN)}/section-f").form("/add")
    form.action = f"/cases/{reference}/section-f/add"
    assert send(client, form, **LINE).status_code == 404
    assert client.get(f"/cases/{reference}/section-f", headers={"Accept": "text/html"}).status_code == 404


@pytest.mark.parametrize("words", ["a\0b", "\ud83d", "\u202e", "=1+1", "x" * 401])
def test_odd_words_are_kept_or_refused_on_either_database(client: TestClient, words: str) -> None:
    case = f"/cases/{taken_in(client, **PLAN)}"
    form = page(client, f"{case}/section-f").form("/add")
    content = {**form.fields, **LINE, "words": words}
    body = urlencode({name: text.encode("utf-8", "surrogatepass") for name, text in content.items()})
    headers = {"Accept": "text/html", "Content-Type": "application/x-www-form-urlencoded"}
    answer = client.post(form.action, content=body, headers=headers, follow_redirects=False)
    assert answer.status_code in (303, 400, 422)
    assert page(client, case).words.count("A line of Section F was added") == (answer.status_code == 303)
