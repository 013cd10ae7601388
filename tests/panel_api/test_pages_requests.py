"""A school sends a request in the browser, keeps what it typed, answers what it is asked, and reads the answer."""

import re

import pytest
from fastapi.testclient import TestClient

from tests.panel_api.http_support import NOW, a_case, a_decision, post, recommended
from tests.panel_api.pages_cases import DECISION, decided
from tests.panel_api.pages_support import Html, checked, counted, page, pressed, send
from tests.panel_api.requests_support import CHILD, PARENTS, URN, begin, refused, sent, write, written
from tests.panel_api.signing_in import As, signed_in


@pytest.fixture
def school(client: TestClient) -> As:
    """A school of which one earlier request is known."""
    found = signed_in(client, "school", school=URN)
    assert (
        post(found, "/api/cases", a_case(child={"name": "Earlier", "date_of_birth": "2018-03-02"})).status_code == 201
    )
    return found


def test_the_whole_job_of_a_school(client: TestClient, school: As) -> None:
    base = written(school)
    found = page(school, f"{base}/check")
    assert "Before it can be sent" not in found.words and "open" not in found.ids
    for words in ("Robin Example", "Invented Primary School (100000)", "Year 4", "I like it when Miss"):
        assert words in found.words
    case = sent(school, base)
    stands = page(school, case)
    assert case.removeprefix("/cases/") in stands.words and "A caseworker looks at it next." in stands.words
    document = school.get(f"/api{case}").json()
    assert document["asked_on"] == NOW.date().isoformat() and document["partnership"] == "north"
    assert document["school"]["reference"] == URN and document["authorities"]["paying"]["reference"] == "998"
    assert [each["parental_responsibility"] for each in document["parents"]] == [True, False]
    assert [each["shielded"] for each in document["parents"]] == [False, True]
    assert [(each["who"], each["parent"]) for each in document["voices"]] == [("child", None), ("parent", 2)]
    facts = document["facts"]
    assert (facts["school_year"], facts["phase"], facts["ehc_plan"]) == ("4", "primary", False)
    assert facts["views_family"] == "2026-09-03"
    assert (facts["attendance"], facts["provision_cost"], facts["talking"]) == (94, "6450.00", 3)

    pressed(client, case, "/assess")
    assert "It is being made ready for the panel." in page(school, "/requests").words
    pressed(client, case, "/recommend")
    waits = page(school, case).words
    assert "Next: decide the request, by " in waits and "our own standard" in waits
    pressed(client, case, "/decide", **DECISION)
    assert "Agreed as recommended: band 3, £4,680 a year" in page(school, "/requests").words
    decided = page(school, case)
    assert "Change or add answers" not in decided.words and "Agreed as recommended" in decided.words


def test_pressed_twice_it_is_begun_once_and_sent_once(school: As) -> None:
    form = page(school, "/requests/new").form("/new")
    first, second = (send(school, form, legal_basis="non_statutory", rulebook="county_top_up") for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    base = written(school)
    form = page(school, f"{base}/check").form("/send")
    cases = {send(school, form).headers["location"] for _ in range(3)}
    assert len(cases) == 1
    assert school.get(base, follow_redirects=False).headers["location"] in cases.pop(), "it leads to its case now"
    checked(school.get(f"{base}/child", headers={"Accept": "text/html"}), 409)
    assert len(school.get("/api/cases").json()["cases"]) == 2


def test_nothing_typed_is_ever_lost(client: TestClient, school: As) -> None:
    base = begin(school)
    typed = {"child.name": "Robin \N{RIGHT-TO-LEFT OVERRIDE}<b>", "child.date_of_birth": "32/3/2018"}
    found = refused(school, f"{base}/child", **typed)
    assert found.title.startswith("Error: ") and "Date of birth: write a day such as" in found.words
    assert {"child.name", "child.date_of_birth"} <= found.ids
    assert "#child.date_of_birth" in found.links
    again = page(school, f"{base}/child").form("/child").fields
    assert {name: again[name] for name in typed} == typed
    assert write(school, f"{base}/child", "later", **{**typed, "child.reference": "A801200005001"}) == "/requests"
    listed = page(school, "/requests")
    assert "Robin" in listed.words and base in listed.links
    steps = page(school, base).words
    assert "Something to put right" in steps
    assert "The letter of this number does not fit its digits." in page(school, f"{base}/child").words
    other = signed_in(client, "school", school=URN)
    assert base not in page(other, "/requests").links
    page(other, base, 404)
    page(other, f"{base}/child", 404)


def test_what_has_to_be_there_is_said_at_its_field_and_nothing_is_sent(school: As) -> None:
    base = begin(school)
    write(school, f"{base}/parents", **{"parents.1.name": "Sam Example"})
    found = page(school, f"{base}/check")
    assert [form for form in found.all("form") if form["action"].endswith("/send")] == []
    for link, words in {
        f"{base}/child?back=check#child.name": "Write the child’s name.",
        f"{base}/child?back=check#child.date_of_birth": "Write the date of birth.",
        f"{base}/parents?back=check#parents.1.parental_responsibility": "Second parent: say whether this parent has",
        f"{base}/parents?back=check#parents.1.shielded": "Second parent: say whether this parent’s whereabouts",
    }.items():
        assert link in found.links and words in found.words
    forced = school.post(f"{base}/send", data={"version": "2"}, headers={"Accept": "text/html"})
    assert "Before it can be sent" in checked(forced, 422).words
    assert len(school.get("/api/cases").json()["cases"]) == 1
    assert write(school, f"{base}/child", "check", **CHILD) == f"{base}/check", "back to where the link came from"


def test_unanswered_is_not_no(client: TestClient, school: As) -> None:
    base = begin(school)
    write(school, f"{base}/child", **CHILD)
    found = page(school, f"{base}/check")
    assert "Unanswered is not “no”" in found.words and "Is the child on a part-time timetable?" in found.words
    case = sent(school, base)
    facts = client.get(f"/api{case}").json()["facts"]
    assert not {"part_time_timetable", "sudden_need", "talking", "looked_after"} & set(facts)
    stands = page(school, case).words
    assert "The child or young person has not been heard yet. It is not held against the child." in stands
    pressed(client, case, "/assess")
    assert "You are asked for:" in page(school, "/requests").words
    client.role = "caseworker"  # type: ignore[attr-defined]
    found = pressed(school, f"{case}/answers", "/answers", talking="3", attendance="88")
    assert "It is worked out again before anyone decides." in found.words
    said = {"who": "child", "words": "I draw.", "heard_on": "18/9/2026"}
    form = page(school, f"{case}/say").form("/say/hear")
    assert [send(school, form, **said).status_code for _ in range(2)] == [303, 303]
    document = client.get(f"/api{case}").json()
    assert (document["facts"]["talking"], document["facts"]["views_child"]) == (3, "2026-09-18")
    assert [each["words"] for each in document["voices"]] == ["I draw."]


def test_what_the_panel_wants_to_know_is_said_and_can_be_answered(client: TestClient, school: As) -> None:
    reference, tag = recommended(client)
    words = "Which of the two plans is the one in use?"
    later = a_decision(kind="defer_for_information", reason="school_provision_unclear", words=words)
    assert post(client, f"/api/cases/{reference}/decisions", later, if_match=tag).status_code == 201
    for address in ("/requests", f"/cases/{reference}"):
        found = page(school, address).words
        assert "The panel needs to know more before it decides." in found and f"“{words}”" in found
    pressed(school, f"/cases/{reference}/answers", "/answers", provision_cost="£6,800")
    assert client.get(f"/api/cases/{reference}").json()["facts"]["provision_cost"] == "6800.00"
    other = signed_in(client, "school", school="200000")
    page(other, f"/cases/{reference}/answers", 404)
    page(other, f"/cases/{reference}/say", 404)


def test_once_it_is_decided_the_school_changes_nothing(client: TestClient, school: As) -> None:
    case = decided(client)
    form = page(school, "/requests")
    assert "Agreed as recommended" in form.words
    said = page(school, f"{case}/say")
    assert [each for each in said.all("form") if each["action"].endswith("/hear")] == []
    forced = {"who": "child", "words": "Too late?", "heard_on": "2026-09-18"}
    answer = school.post(f"{case}/say/hear", data=forced, headers={"Accept": "text/html"})
    assert "This request is decided" in checked(answer, 409).words and "Too late?" in answer.text


def test_a_child_who_chose_to_say_nothing_was_asked(client: TestClient, school: As) -> None:
    base = begin(school)
    write(school, f"{base}/child", **CHILD)
    write(school, f"{base}/voices", **{"voices.child.quiet": "yes"})
    assert client.get(f"/api{sent(school, base)}").json()["facts"]["views_child"] == "none"


def test_the_school_is_never_another(client: TestClient, school: As) -> None:
    base = written(school)
    form = page(school, f"{base}/school").form("/school")
    assert "school.reference" not in form.fields and "case.partnership" not in form.fields
    forced = {"school.reference": "200000", "school.name": "Another", "case.partnership": "south", "then": "next"}
    assert send(school, form, **forced).status_code == 303
    document = client.get(f"/api{sent(school, base)}").json()
    assert (document["school"]["reference"], document["school"]["name"]) == (URN, "Invented Primary School")
    assert document["partnership"] == "north"


def test_a_school_nobody_knows_yet_says_its_name_and_its_partnership(client: TestClient, school: As) -> None:
    new = signed_in(client, "school", school="300000")
    base = begin(new)
    write(new, f"{base}/child", **CHILD)
    assert f"{base}/school?back=check#school.name" in page(new, f"{base}/check").links
    form = page(new, f"{base}/school").form("/school")
    assert form.options["case.partnership"] == ["", "north"]
    write(new, f"{base}/school", **{"school.name": "New School", "case.partnership": "north"})
    document = client.get(f"/api{sent(new, base)}").json()
    assert (document["school"]["name"], document["school"]["reference"]) == ("New School", "300000")
    assert "New School (300000)" in page(new, f"{begin(new)}/school").words, "and is known from then on"


def test_another_parent_is_added_without_script_and_takes_no_words_away(client: TestClient, school: As) -> None:
    base = begin(school)
    write(school, f"{base}/child", **CHILD)
    assert write(school, f"{base}/parents", "more", **PARENTS) == f"{base}/parents#parents.2"
    third = {"parents.2.name": "Kim Example", "parents.2.parental_responsibility": "yes", "parents.2.shielded": "no"}
    write(school, f"{base}/parents", **third)
    write(school, f"{base}/voices", **{"voices.parents.2.words": "We are worried."})
    emptied = dict.fromkeys([name for name in PARENTS if name.startswith("parents.0.")], "")
    form = page(school, f"{base}/parents").form("/parents")
    for name in emptied:
        form.fields.pop(name)
    assert send(school, form, **{"parents.0.name": "", "then": "next"}).status_code == 303
    document = client.get(f"/api{sent(school, base)}").json()
    assert [each["name"] for each in document["parents"]] == ["Sam Example", "Kim Example"]
    assert [(each["words"], each["parent"]) for each in document["voices"]] == [("We are worried.", 2)]


def test_a_school_brings_an_annual_review_and_says_who_maintains_the_plan(client: TestClient, school: As) -> None:
    base = begin(school, "annual_review")
    write(school, f"{base}/child", **CHILD)
    assert "Choose the authority that maintains the plan." in page(school, f"{base}/check").words
    write(school, f"{base}/school", **{"plan.maintained": "other"})
    assert "Write the code of the authority that maintains the plan." in page(school, f"{base}/check").words
    write(school, f"{base}/school", **{"authorities.maintaining.reference": "997"})
    write(school, f"{base}/days", **{"days.plan_made": "1/9/2025", "days.meeting_held": "10/9/2026"})
    document = client.get(f"/api{sent(school, base)}").json()
    assert document["authorities"]["maintaining"]["reference"] == "997"
    assert document["facts"]["ehc_plan"] is True
    assert document["dates"]["recorded"] == {"plan_made": "2025-09-01", "meeting_held": "2026-09-10"}
    assert "The law sets this date" in page(school, f"/cases/{document['reference']}").words


def test_a_day_that_has_not_come_is_said_where_it_stands(school: As) -> None:
    base = begin(school)
    write(school, f"{base}/child", **CHILD)
    found = refused(school, f"{base}/voices", **{"voices.child.words": "x", "voices.child.heard_on": "1/1/2027"})
    assert "This day has not come yet" in found.words and "#voices.child.heard_on" in found.links


def test_what_a_school_may_not_send_is_not_offered(client: TestClient, school: As) -> None:
    offered = page(school, "/requests/new").form("/new").options["legal_basis"]
    assert offered == ["non_statutory", "assessment_request", "annual_review", "phase_transfer"]
    form = page(school, "/requests/new").form("/new")
    found = checked(send(school, form, legal_basis="tribunal_order", rulebook="place_fit"), 422)
    assert {"#legal_basis-1", "#rulebook-1"} <= set(found.links)
    for role in ("panel_member", "auditor", "senior_officer"):
        checked(signed_in(client, role).get("/requests/new", headers={"Accept": "text/html"}), 403)


def test_a_caseworker_sends_on_behalf_with_every_field(client: TestClient) -> None:
    worker = signed_in(client, "caseworker")
    base = begin(worker, "tribunal_order")
    write(worker, f"{base}/child", **CHILD, **{"child.address": "1 The Lane\r\nEventown"})
    write(worker, f"{base}/parents", **PARENTS, **{"parents.0.from": "1/2/2020", "parents.0.address": "1 The Lane"})
    write(worker, f"{base}/others", **{"around.0.role": "advocate", "around.0.name": "Nia Voss"})
    write(worker, f"{base}/school", **{"school.name": "Far School", "school.reference": "200000"})
    assert "Write the code of the authority maintaining the plan." in page(worker, f"{base}/check").words
    council = {"case.asked_on": "14/9/2026", "authorities.maintaining.reference": "998"}
    write(worker, f"{base}/council", **council)
    write(worker, f"{base}/days", **{"days.order_sent": "11/9/2026"})
    write(worker, f"{base}/about-duty", section_f="costed", section_f_cost="£24,000", present_award="none")
    write(worker, f"{base}/about-beside", partnership_uncommitted="1,000", ehc_plan="true")
    document = client.get(f"/api{sent(worker, base)}").json()
    assert (document["legal_basis"], document["asked_on"]) == ("tribunal_order", "2026-09-14")
    assert document["child"]["address"] == "1 The Lane\nEventown"
    since = {each["name"]: each["from"] for each in document["parents"]}
    assert since == {"Alex Example": "2020-02-01", "Sam Example": "2018-03-02"}
    assert document["around"][0]["role"] == "advocate" and document["school"]["reference"] == "200000"
    facts = document["facts"]
    assert (facts["section_f_cost"], facts["partnership_uncommitted"]) == ("24000.00", "1000.00")
    assert document["dates"]["recorded"]["order_sent"] == "2026-09-11"
    assert "What was sent stands in the list of cases." in page(worker, "/requests").words


def test_a_request_is_thrown_away_only_by_its_writer(client: TestClient, school: As) -> None:
    base = begin(school)
    form = page(school, base).form("/discard")
    other = signed_in(client, "school", school=URN)
    form.fields["csrf"] = other.sessions["school"][1]
    assert send(other, form).status_code == 303
    assert base in page(school, "/requests").links
    assert send(school, page(school, base).form("/discard")).status_code == 303
    assert base not in page(school, "/requests").links
    page(school, base, 404)


def test_the_list_takes_as_many_queries_for_many_as_for_few(client: TestClient, school: As) -> None:
    def count() -> int:
        page(school, "/requests")
        with counted(school) as queries:
            page(school, "/requests")
        return len([each for each in queries if each.lstrip().upper().startswith(("SELECT", "WITH"))])

    few = count()
    for _ in range(30):
        post(school, "/api/cases", a_case())
        begin(school)
    assert count() == few <= 12
    found = page(school, "/requests")
    older = next(link for link in found.links if link.startswith("/requests?after="))
    assert "Earlier" in page(school, older).words
    page(school, "/requests?after=nonsense&before=1")
    del client


@pytest.mark.parametrize(
    "book", ["devon_bands", "islington_matrix", "nottinghamshire_style_two_needs", "wakefield_cells"]
)
def test_every_rulebook_has_its_own_questions(sqlite_client: TestClient, book: str) -> None:
    school = signed_in(sqlite_client, "school", school=URN)
    base = begin(school, book=book)
    write(school, f"{base}/child", **CHILD)
    write(school, f"{base}/school", **{"school.name": "A School"})
    steps = [link for link in page(school, base).links if link.startswith(f"{base}/about-")]
    assert steps
    for step in steps:
        form = page(school, step).form(step)
        first = {name: next(each for each in options if each) for name, options in form.options.items()}
        write(school, step, **first)
    found = sqlite_client.get(f"/api{sent(school, base)}").json()
    assert found["rulebook"] == book and found["facts"]


def test_words_are_inert(sqlite_client: TestClient) -> None:
    school = signed_in(sqlite_client, "school", school=URN)
    base, nasty = begin(school), '"><script>alert(1)</script>{{ 7 * 7 }}'
    write(school, f"{base}/child", **{**CHILD, "child.name": nasty})
    write(school, f"{base}/parents", **{"parents.0.name": nasty})
    write(school, f"{base}/voices", **{"voices.parents.0.words": nasty})
    unkept = refused(school, f"{base}/voices", **{"voices.child.words": "before\0after"})
    assert "This text holds a character that cannot be kept" in unkept.words
    for address in ("/requests", base, f"{base}/child", f"{base}/voices", f"{base}/check"):
        found: Html = page(school, address)
        assert [tag for tag in found.all("script") if not tag["src"]] == []
        assert "49" not in re.sub(r"[A-Z0-9]{4}-[A-Z0-9]{4}", "", found.title) and "\0" not in found.source
