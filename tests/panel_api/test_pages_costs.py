"""What places cost and who pays, by their pages: lines of a child, shares, and what a provision costs from a day on."""

import datetime as dt
from typing import Final

from fastapi.testclient import TestClient

from panel_api.models import PlaceSought, SchoolAsked
from panel_api.store import case_by_reference
from panel_api.store.local import hang_sealed
from tests.panel_api.http_support import NOW, desk_of, post, taken_in
from tests.panel_api.pages_cases import PLAN
from tests.panel_api.pages_support import checked, page, pressed, send
from tests.panel_api.provision_support import a_provision, numbers
from tests.panel_api.signing_in import signed_in

START, UNTIL = dt.date(2026, 9, 1), dt.date(2031, 7, 31)
LINE: Final = {
    "line": "transport",
    "cost": "£3,100",
    "words": "A taxi",
    "source": "Quote of 3 June",
    "estimated_by": "",
}
SHARE: Final = {
    "agency": "health", "what": "Nursing", "place": "", "state": "agreed", "cost": "12000", "agreed_by": "ICB panel",
    "agreed_on": "3/9/2026", "from": "1/9/2026", "until": "", "evidence": "Minutes",
}  # fmt: skip


def with_two_places(client: TestClient) -> str:
    """A case whose family asked for Elm School, with Oak House known to the directory; its address."""
    reference, desk = taken_in(client, **PLAN), desk_of(client)
    with desk.database.writing() as session:
        elm = a_provision(session, "912345", name="Elm School")
        a_provision(session, "950001", name="Oak House", kind="independent_special")
        numbers(session, elm, START, 40, 36, 0, 0)
        case = case_by_reference(session, desk.viewer, reference)
        assert case is not None
        said = {"by_reference": "cw-1", "written_at": NOW}
        hang_sealed(
            session, case, PlaceSought(start_day=START, until_day=UNTIL, facts={}, by_role="caseworker", **said)
        )
        asked = {"school": elm.name, "asked_on": START, "offer": "not_asked", **said}
        session.add(SchoolAsked(case_id=case.id, provision_id=elm.id, **asked))
    return f"/cases/{reference}"


def test_the_costs_of_the_school_asked_for_and_of_another(client: TestClient) -> None:
    case = with_two_places(client)
    found = page(client, f"{case}/place-costs")
    assert "Additional cost to the public purse: at least £0 a year." in found.words
    assert "Top-up: not known yet: ask the school, or the commissioning team." in found.words
    for line in ({**LINE}, {**LINE, "line": "top_up", "cost": "14000"}):
        found = pressed(client, f"{case}/place-costs", "/1/add-here", **line)
    assert "Additional cost to the public purse: £17,100 a year. For a legal comparison of places." in found.words
    assert "Not counted. The place is paid for already and stands empty" in found.words
    assert "For commissioning only, full cost: £133,173.60 over the stay." in found.words
    for line in ({"line": "fee", "cost": "64000"}, {"cost": ""}):
        found = pressed(client, f"{case}/place-costs", "/place-costs/add", place="950001", **{**LINE, **line})
    assert "It costs the public purse at least £46,900 a year more than Elm School." in found.words
    found = pressed(client, f"{case}/place-costs", "/4/replace", cost="9000")
    assert "It costs the public purse £55,900 a year more than Elm School." in found.words
    assert "Oak House, home-to-school transport: A taxi" in found.words.split("What held before")[1]
    found = pressed(client, f"{case}/place-costs", "/5/strike")
    assert "It costs the public purse at least £46,900 a year more than Elm School." in found.words
    history = page(client, case).words.split("History")[1]
    assert history.count("A cost of a place was") == 6 and "64" not in history.split("A cost of a place was")[1][:40]


def test_what_cannot_be_kept_of_a_cost_is_told_beside_its_field(sqlite_client: TestClient) -> None:
    case = with_two_places(sqlite_client)
    form = page(sqlite_client, f"{case}/place-costs").form("/place-costs/add")
    typed = {**LINE, "place": "999999", "cost": "a lot", "source": ""}
    found = checked(send(sqlite_client, form, **typed), 422)
    assert {
        "Write an amount in pounds, such as 4,200 or 4,200.50.",
        "Say where the figure comes from, or who was asked.",
    } <= {tag.text.removeprefix("Error:").strip() for tag in found.all("p") if tag["class"] == "govuk-error-message"}
    found = checked(send(sqlite_client, form, **{**LINE, "place": "999999"}), 422)
    assert "The directory has no place with this code. Look it up." in found.words
    assert found.form("/place-costs/add").fields["words"] == "A taxi"


def test_a_share_is_asked_for_agreed_and_kept_as_it_was(sqlite_client: TestClient) -> None:
    case = with_two_places(sqlite_client)
    asked = {**SHARE, "state": "asked", "agreed_by": "", "agreed_on": "", "evidence": "", "cost": "8000"}
    found = pressed(sqlite_client, f"{case}/shares", "/shares/add", **asked)
    assert "Asked, not agreed yet Health: Nursing £8,000.00 a year. From 1 September 2026." in found.words
    assert (
        "Health has been asked for £8,000 a year and has not agreed" in page(sqlite_client, f"{case}/place-costs").words
    )
    found = pressed(sqlite_client, f"{case}/shares", "/1/replace", **SHARE)
    now, before = found.words.split("What held before")
    assert "£12,000.00 a year. Agreed by ICB panel on 3 September 2026. From 1 September 2026." in now
    assert "£8,000.00 a year. Asked, not agreed yet." in before
    assert "agreed shares are: health £12,000" in page(sqlite_client, f"{case}/place-costs").words
    assert "Held until" in pressed(sqlite_client, f"{case}/shares", "/2/strike").words


def test_an_agreement_says_who_and_when(sqlite_client: TestClient) -> None:
    case = with_two_places(sqlite_client)
    form = page(sqlite_client, f"{case}/shares").form("/add")
    for typed, says in (
        ({"agreed_by": "", "agreed_on": ""}, ("Nobody has said who agreed", "Nobody has said when it was agreed")),
        ({"state": "asked"}, ("This share is not agreed. Leave it empty.",)),
        ({"agreed_on": "1/1/2030"}, ("This day has not come yet",)),
        ({"until": "31/8/2026"}, ("It ends before it begins",)),
        ({"what": " ", "agency": ""}, ("Write what it is for.", "Choose who pays.")),
    ):
        found = checked(send(sqlite_client, form, **{**SHARE, **typed}), 422)
        assert [each for each in says if each not in found.words] == []
        assert found.form("/shares/add").fields["evidence"] == "Minutes"
    assert "No share is written down yet." in page(sqlite_client, f"{case}/shares").words


COST: Final = {"line": "fee", "band": "", "from": "1/4/2026", "cost": "64000", "words": "A day place",
               "source": "The school's offer", "estimated_by": ""}  # fmt: skip


def test_what_a_place_of_the_directory_costs_from_a_day_on(client: TestClient) -> None:
    with_two_places(client)
    at = "/provision/950001/costs"
    assert "No cost of a place here is known." in page(client, at).words
    for given in ({}, {"from": "1/4/2027", "cost": "66000"}, {"cost": "65000"}, {"band": "B", "cost": ""}):
        found = pressed(client, at, "/costs", **{**COST, **given})
    now, rest = found.words.split("Later")
    later, before = rest.split("What held before")
    assert "£65,000.00" in now and "School's fee B 1 Apr 2026 financial year 2026 to 2027 not known" in now
    assert "£66,000.00" in later and "financial year 2027 to 2028" in later
    assert "£64,000.00" in before, "what was corrected stays"
    assert "the national value counts" not in found.words, "its places are paid for by the child"
    assert "the national value counts: £10,000 a year." in page(client, "/provision/912345/costs").words
    found = checked(send(client, page(client, at).form("/costs"), **{**COST, "from": "soon", "words": ""}), 422)
    assert "Write a day such as 14/9/2026." in found.words and found.form("/costs").fields["cost"] == "64000"
    finance = page(signed_in(client, "chair"), at)
    assert "£65,000.00" in finance.words and "Write a line" not in finance.words


def test_programs_read_the_same_and_a_pseudonym_nothing_that_was_typed(sqlite_client: TestClient) -> None:
    case = with_two_places(sqlite_client)
    given = {"line": "fee", "from": "2026-04-01", "cost": "64000.00", "words": "A day place", "source": "Its offer"}
    written = post(sqlite_client, "/api/provision/950001/costs", given)
    assert (written.status_code, written.json()["cost"]) == (201, "64000.00")
    assert len(sqlite_client.get("/api/provision/950001/costs").json()["costs"]) == 1
    pressed(sqlite_client, f"{case}/place-costs", "/1/add-here", **{**LINE, "words": "Zzsecret", "source": "Zzsecret"})
    pressed(sqlite_client, f"{case}/place-costs", "/place-costs/add", place="950001", **LINE)
    pressed(sqlite_client, f"{case}/shares", "/shares/add", **{**SHARE, "what": "Zzsecret", "agreed_by": "Zzsecret"})
    asked, found = sqlite_client.get(f"/api{case}/place-costs").json()["places"]
    assert (asked["place"], asked["asked_for"], found["place"]) == ("912345", True, "950001")
    assert asked["additional_cost"]["at_least"] == "3100.00" and asked["additional_cost"]["at_most"] is None
    assert [each["counts"] for each in asked["additional_cost"]["lines"]] == [False, True, True]
    assert found["additional_cost"]["known"] is True and found["full_cost"]["known_a_year"] == "67100.00"
    assert sqlite_client.get(f"/api{case}/shares").json()["shares"][0]["what"] == "Zzsecret"
    auditor = signed_in(sqlite_client, "auditor")
    for part in ("place-costs", "shares"):
        text = auditor.get(f"/api{case}/{part}").text
        assert "Zzsecret" not in text and "Elm School" not in text and "Kept back" in text
    school = signed_in(sqlite_client, "school", school="100000")
    assert [school.get(f"/api{case}/{part}").status_code for part in ("place-costs", "shares")] == [403, 403]
