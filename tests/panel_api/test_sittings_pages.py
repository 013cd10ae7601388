"""The clerk's and the chair's job by the forms alone: from arranging a sitting to minutes with a gap filled in."""

import datetime as dt
import json
from collections.abc import Iterator

import pytest

from engine.opinions.network import Network
from panel_api import store
from panel_api.services import posting
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.panel_api.http_support import desk_of, recommended
from tests.panel_api.money_support import NORTH, YEAR, with_accounts
from tests.panel_api.pages_support import checked, counted, page, pressed, send
from tests.panel_api.signing_in import signed_in
from tests.panel_api.sittings_pages import THE_DAY, Day


@pytest.fixture
def day(sqlite_settings: Settings, shelf: Shelf, network: Network) -> Iterator[Day]:
    with Day(sqlite_settings, shelf, network).begun() as day:
        yield day


def test_from_arranging_to_minutes(day: Day) -> None:
    clerk, chair = day["clerk"], day["chair"]
    assert "No sitting is arranged" in page(clerk, "/sittings").words
    case, other = recommended(day.clerk)[0], recommended(day.clerk)[0]
    address = day.arranged()
    found = day.put(address, case)
    assert case in found.words
    assert "To be frozen by 29 September 2026." in found.words
    assert "Has not answered" in page(clerk, f"{address}/people").words
    pressed(day["health"], address, "/answer", coming="coming")
    pressed(day["school"], address, "/answer", coming="apologies")
    expected = page(clerk, address).words
    assert "something is still missing: Only two of the three members" in expected
    pressed(day["school"], address, "/answer", coming="coming")
    frozen = pressed(clerk, address, "/freeze")
    assert "Frozen on 27 September 2026, in time." in frozen.words
    late = pressed(clerk, f"{address}/agenda", "/late", late_case=other.lower(), words="The school closes on Friday.")
    assert "Late" in late.words
    day.move(THE_DAY)
    here = pressed(clerk, f"{address}/people", "/everyone")
    assert here.words.count("09:15 to now") == 4
    opened = pressed(chair, address, "/open")
    assert "The sitting is open" in opened.words
    assert "/close" not in [form["action"][-6:] for form in page(clerk, address).all("form")]
    stopped = checked(send(chair, page(chair, address).form("/close")), 422)
    assert "2 items on the agenda nobody has dealt with. Carry over what was not reached." in stopped.words
    closed = pressed(chair, address, "/close", carry_over="yes")
    assert "These minutes are not fixed" not in closed.words
    assert "Gap: Nobody recorded when" in closed.words
    filled = pressed(clerk, f"{address}/minutes", "/minutes", words="At half past nine, as the others.")
    assert "At half past nine, as the others." in filled.words
    text = clerk.get(f"{address}/minutes.txt")
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert "Tabled late: on 27 September 2026" in text.text


def a_day(day: Day, cases: int = 2) -> tuple[str, list[str]]:
    """An open sitting with everyone there; its address and its cases."""
    found = [recommended(day.clerk)[0] for _ in range(cases)]
    address = day.arranged()
    day.put(address, *found)
    pressed(day["clerk"], address, "/freeze")
    day.move(THE_DAY)
    pressed(day["clerk"], f"{address}/people", "/everyone")
    pressed(day["chair"], address, "/open")
    return address, found


def items(day: Day, address: str, who: str = "clerk") -> list[str]:
    """The addresses of the items, as someone's agenda links them."""
    return [link for link in page(day[who], address).links if "/run/" in link]


def test_an_interest_closes_the_case_by_every_address(day: Day) -> None:
    address, (case, other) = a_day(day)
    member = day["health"]
    item = items(day, address)[0]
    assert f"/cases/{case}/interest?sitting={address[-8:]}" in page(member, address).links
    asked = page(member, f"/cases/{case}/interest?sitting={address[-8:]}")
    assert "Robin Example" in asked.words and "Band" not in asked.words, "who it is about, and nothing of what is asked"
    back = pressed(member, f"/cases/{case}/interest?sitting={address[-8:]}", "/interest", words="I taught the child.")
    assert "An item you have an interest in" in back.words
    assert case not in back.source and other in back.words
    for closed in (
        item, f"/cases/{case}", f"/cases/{case}/working", f"/cases/{case}/interest", f"/cases/{case}/interest/1",
        f"/api/cases/{case}", f"/api/cases/{case}/assessments/1",
    ):  # fmt: skip
        answer = member.get(closed, headers={"Accept": "text/html"})
        assert answer.status_code in (403, 404), closed
    parts = ("", "/run", "/pack", "/minutes", "/minutes.txt", "/people")
    for shared in ("/cases", "/cases.csv", "/api/cases", "/sittings", *(address + part for part in parts)):
        answer = member.get(shared, headers={"Accept": "text/html"})
        assert answer.status_code == 200, shared
        assert case not in answer.text, f"{shared} names the case"
    assert "Left for an interest: Test panel_member" in page(day["clerk"], item).words
    held = page(day["clerk"], f"/cases/{case}/interest")
    assert "I taught the child." in held.words
    withdraw = next(link for link in held.links if "/interest/" in link)
    pressed(day["clerk"], withdraw, withdraw, words="It was another child.")
    assert page(member, item).words.count(case) > 0


def test_the_clerk_declares_for_someone(day: Day) -> None:
    address, (case, _) = a_day(day)
    asked = f"/cases/{case}/interest?sitting={address[-8:]}"
    empty = checked(
        send(day["clerk"], page(day["clerk"], asked).form("/interest"), person=day.reference("school")), 422
    )
    assert empty.form("/interest").fields["person"] == day.reference("school")
    assert "Say in a few words what the interest is." in empty.words
    pressed(day["clerk"], asked, "/interest", person=day.reference("school"), words="Their own school.")
    assert "An item you have an interest in" in page(day["school"], address).words


def test_the_screen_shows_the_case_with_its_papers_and_what_came_since(day: Day) -> None:
    case, other = recommended(day.clerk)[0], recommended(day.clerk)[0]
    asks = {"who": "parents", "asked_on": "1/9/2026", "unlisted": "yes"}
    pressed(day["clerk"], f"/cases/{case}/asked", "/ask", **asks, school="A School Elsewhere")
    address = day.arranged()
    day.put(address, case, other)
    pressed(day["clerk"], address, "/freeze")
    item = items(day, address)[0]
    assert "Nothing has changed since." in page(day["health"], item).words
    etag = day.clerk.get(f"/api/cases/{case}").headers["etag"]
    day.clerk.patch(f"/api/cases/{case}", json={"facts": {"attention": 4}}, headers={"If-Match": etag})
    pressed(day["clerk"], f"/cases/{case}", "/assess")
    pressed(day["clerk"], f"/cases/{case}", "/recommend")
    words = page(day["health"], item).words
    assert "Something has changed since." in words
    assert "Band34 (changed)" in words and "A year£4,680£7,420 (changed)" in words
    assert "27 September 2026, 10:00: Answers were changed." in words
    assert "Assessed again: settled, band 4" in words
    pack = page(day["health"], f"{address}/pack")
    first = pack.words.split("Item 1: ")[1].split("Item 2: ")[0]
    assert "Band 3, £4,680" in first and "£7,420" not in first, "the pack stands as it was frozen"
    assert "A School Elsewhere" in first


def test_the_papers_show_what_was_uncommitted_as_frozen_and_as_now(day: Day) -> None:
    desk = with_accounts(day.clerk, 1_000_000)
    address = day.arranged()
    day.put(address, recommended(day.clerk)[0])
    pressed(day["clerk"], address, "/freeze")
    with desk.database.writing() as session:
        posting.allocate(session, desk, NORTH, YEAR, -900_000, dt.date(2026, 4, 1), "Taken back")
    words = page(day["health"], items(day, address)[0]).words
    assert "Something has changed since." in words
    assert "Uncommitted£10,000 (north partnership)£1,000 (north partnership) (changed)" in words
    assert "Start on" in words, "what may be done stands beside it"
    pack = page(day["health"], f"{address}/pack").words
    assert "Uncommitted for 2026 to 2027£10,000" in pack and "As the papers were frozen." in pack


def test_a_pack_is_for_who_sits(day: Day) -> None:
    address, _ = a_day(day)
    assert page(day["school"], f"{address}/pack").words.count("as its papers were frozen") == 2
    stranger = signed_in(day.clerk, "caseworker")
    page(stranger, address)
    page(stranger, f"{address}/pack", 403)
    member = signed_in(day.clerk, "panel_member")
    for part in ("", "/people", "/run", "/pack", "/minutes", "/minutes.txt"):
        page(member, address + part, 404)


def test_the_chair_notes_and_the_clerk_carries_over(day: Day) -> None:
    address, (first, second) = a_day(day)
    one, two = items(day, address)
    empty = checked(send(day["clerk"], page(day["clerk"], one).form("/carry-over")), 422)
    assert "#words_over" in empty.links
    after = pressed(day["clerk"], one, "/carry-over", words_over="The school was not heard.")
    assert f"Item 2 of 2 · Case {second}" in after.words
    done = pressed(day["clerk"], two, "/take-off", words_off="The family asked for time.")
    assert "Every item is dealt with" in done.words
    assert f"Case {first}" in page(day["clerk"], one).words
    assert "/take-off" not in page(day["clerk"], one).source


def test_members_change_nothing(day: Day) -> None:
    address, (_, _) = a_day(day)
    member = day["health"]
    own = {"/sign-out", f"{address}/answer"}
    for part in ("", "/people", "/minutes", "/pack", items(day, address)[0].removeprefix(address)):
        found = page(member, address + part)
        assert {form["action"] for form in found.all("form") if form["method"] == "post"} <= own, part
    csrf = page(member, address).form("/sign-out").fields["csrf"]
    verbs = ["freeze", "open", "close", "cancel", "change", "invite", "everyone", "agenda", "late", "order", "minutes"]
    verbs.append("seats/1")
    for what in (*(f"/{verb}" for verb in verbs), f"{items(day, address)[0].removeprefix(address)}/note"):
        answer = member.post(
            address + what, content=f"csrf={csrf}", headers={"Content-Type": "application/x-www-form-urlencoded"}
        )
        assert answer.status_code == 403, what


def test_eighty_cases_take_no_more_queries_than_three(day: Day) -> None:
    cases = day.copies(recommended(day.clerk)[0], 83)
    counts: list[dict[str, int]] = []
    for begins, some in (("9:30", cases[:3]), ("13:30", cases[3:])):
        address = day.arranged(begins)
        day.put(address, *some)
        pressed(day["clerk"], address, "/freeze")
        run = items(day, address)[1].removeprefix(address)
        counts.append({})
        for name, part in {"": "", "run": run, "pack": "/pack", "minutes": "/minutes", "order": "/order"}.items():
            with counted(day["clerk"]) as sent:
                page(day["clerk"], address + part)
            selects = [each for each in sent if each.lstrip().upper().startswith("SELECT")]
            counts[-1][name or "the sitting"] = len(selects)
    print(f"queries with 80 cases: {counts[1]}")
    assert counts[0] == counts[1]
    assert max(counts[1].values()) <= 42


DECISION = {
    "kind": "agree",
    "reason_agree": "as_recommended",
    "words": "The levels are well evidenced.",
    "attested": "yes",
}


def test_the_chair_decides_from_the_screen_and_the_record_names_who_sat(day: Day) -> None:
    address, (first, second) = a_day(day)
    one, two = items(day, address)
    asked = f"/cases/{first}/interest?sitting={address[-8:]}"
    extra = signed_in(day.clerk, "panel_member")
    (person,) = extra.people.values()
    pressed(day["clerk"], f"{address}/people", "/invite", person=person.reference, seat="member", profession="care")
    pressed(day["clerk"], f"{address}/people", "/everyone")
    pressed(day["clerk"], asked, "/interest", person=day.reference("school"), words="Their own school.")
    chair = day["chair"]
    assert "Whether to agree top-up funding. Now: no award." in page(chair, one).words
    empty = checked(send(chair, page(chair, one).form("/decide"), kind="agree", words="As advised."), 422)
    assert f"Item 1 of 2 · Case {first}" in empty.words, "what stopped it is told on the same screen"
    assert empty.form("/decide").fields["words"] == "As advised."
    after = pressed(chair, one, "/decide", **DECISION)
    assert f"Item 2 of 2 · Case {second}" in after.words
    assert "Done" in page(chair, address).words
    with desk_of(day.clerk).database.reading() as session:
        case = store.case_by_reference(session, store.LOCAL, first)
        assert case is not None
        (decision,) = store.decisions_of(session, store.LOCAL, case)
        record = store.record_of_decision(session, store.LOCAL, decision.id)
        assert record is not None and decision.sitting_id is not None
        entry = json.loads(record.stored)["entry"]
        values = {each.path: each.value for each in store.sealed_values_of(session, store.LOCAL, record.sequence)}
    assert entry["sitting"] == address[-8:]
    assert {role: each["many"] for role, each in entry["sat"].items()} == {"chair": 1, "panel_member": 2}
    sat = json.loads(values["/sat/chair/who"]) + json.loads(values["/sat/panel_member/who"])
    assert set(sat) == {day.reference("chair"), day.reference("health"), person.reference}
    assert any(day.reference("school") in value for path, value in values.items() if path.startswith("/interests"))
    done = pressed(chair, two, "/decide", **DECISION)
    assert "Every item is dealt with" in done.words
    closed = pressed(chair, address, "/close", stayed="yes")
    assert closed.words.count("This is as advised.") == 2
    assert "None: everything was recorded." in closed.words
    assert "record 1" in closed.words


def test_without_a_quorum_no_decision_is_offered_and_an_urgent_duty_is_still_met(day: Day) -> None:
    address, (case, _) = a_day(day)
    item = items(day, address)[0]
    form = page(day["chair"], item).form("/decide")
    people = page(day["clerk"], f"{address}/people")
    members = [tag["action"] for tag in people.all("form") if "/seats/" in tag["action"]]
    pressed(day["clerk"], f"{address}/people", members[1], what="left")
    lost = page(day["chair"], item)
    assert "Only two of the three members it takes can sit." in lost.words
    assert "Carry it over to another sitting." in lost.words
    assert not [tag for tag in lost.all("form") if tag["action"].endswith("/decide")]
    stopped = checked(send(day["chair"], form, **DECISION), 422)
    assert "The sitting cannot decide this now: Only two of the three members it takes can sit" in stopped.words
    assert DECISION["words"] in stopped.words, "what was typed can be copied"
    officer = signed_in(day.clerk, "senior_officer")
    found = pressed(officer, f"/cases/{case}", "/decide", **DECISION, urgent="The placement ends on Friday.")
    assert "What was decided" in found.words
    agenda = page(day["chair"], address)
    assert len(items(day, address)) == 2 and "No plan, to note" in agenda.words
    note = items(day, address, "chair")[0]
    noted = pressed(day["chair"], note, "/note")
    assert "Noted" in noted.words


def test_what_is_sent_twice_is_done_once(day: Day) -> None:
    case, late = recommended(day.clerk)[0], recommended(day.clerk)[0]
    clerk = day["clerk"]
    form = page(clerk, "/sittings/new").form("/sittings/new")
    typed = {"panel": "North panel", "held_on": "6/10/2026", "begins": "9:30", "place": "Room 2"}
    first, again = (send(clerk, form, **typed).headers["location"] for _ in range(2))
    assert first == again
    invite = page(clerk, f"{first}/people").form("/invite")
    asked = {"person": day.reference("chair"), "seat": "chair", "profession": "education"}
    assert [send(clerk, invite, **asked).status_code for _ in range(2)] == [303, 303]
    for _ in range(2):
        day.put(first, case)
    assert len(items(day, first)) == 1
    freeze = page(clerk, first).form("/freeze")
    assert send(clerk, freeze).status_code == 303
    assert "frozen already" in checked(send(clerk, freeze), 409).words
    tabled = page(clerk, f"{first}/agenda").form("/late")
    assert send(clerk, tabled, late_case=late, words="A report came.").status_code == 303
    assert (
        "waits on an agenda already" in checked(send(clerk, tabled, late_case=late, words="A report came."), 422).words
    )
    assert len(items(day, first)) == 2


def test_the_case_says_at_which_sitting_it_waits(day: Day) -> None:
    case = recommended(day.clerk)[0]
    address = day.arranged()
    day.put(address, case)
    for who in ("clerk", "health"):
        found = page(day[who], f"/cases/{case}")
        assert "On the agenda at North panel, 6 October 2026." in found.words
        assert items(day, address)[0] in found.links
        assert f"/cases/{case}/interest?sitting={address[-8:]}" in found.links


def test_the_minutes_as_json(day: Day) -> None:
    address, (first, _) = a_day(day)
    found = day["clerk"].get(f"{address}/minutes.json").json()
    assert found["sitting"] == address[-8:]
    assert next(each["case"] for section in found["sections"] for each in section["items"]) == first
    assert found["draft"].startswith("These minutes are not fixed yet.")


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_addresses_that_lead_nowhere_are_told_as_such(
    request: pytest.FixtureRequest, kind: str, shelf: Shelf, network: Network
) -> None:
    settings: Settings = request.getfixturevalue(f"{kind}_settings")
    with Day(settings, shelf, network).begun() as day:
        address = day.arranged()
        day.put(address, recommended(day.clerk)[0])
        huge = "9" * 40
        for odd in (
            "/sittings/%00", "/sittings/" + "x" * 300, f"{address}/run/0", f"{address}/run/{huge}", f"{address}/run/x",
            "/cases/%00/interest", f"{address}/run/-1", f"/cases/NONE-NONE/interest/{huge}",
        ):  # fmt: skip
            answer = day["clerk"].get(odd, headers={"Accept": "text/html"})
            assert answer.status_code in (400, 404, 422), f"{odd} {answer.status_code}"
        for odd in ("after=x", "after=2026-10-06.1", "after=%00"):
            page(day["clerk"], f"/sittings?{odd}")
        csrf = page(day["clerk"], address).form("/freeze").fields["csrf"]
        for part, typed in (
            ("/agenda", "cases=%00&cases=x"), ("/late", "late_case=%00&words=%00"), ("/invite", "person=%00&seat=%00"),
            ("/change", "version=1&held_on=99/99/9999&begins=25:99&panel=%00&place=%00"), ("/order", "version=x"),
            ("/cancel", "version=999999999&words=%00"), (f"/seats/{huge}", "what=came"), ("/seats/1", "what=%00"),
            ("/minutes", "gap=%00&words=%00"), (f"/run/{huge}/carry-over", "words_over=x&to=%00"),
        ):  # fmt: skip
            answer = day["clerk"].post(
                address + part,
                content=f"csrf={csrf}&{typed}",
                headers={"Accept": "text/html", "Content-Type": "application/x-www-form-urlencoded"},
                follow_redirects=False,
            )
            assert 400 <= answer.status_code < 500, f"{part} {answer.status_code}"
