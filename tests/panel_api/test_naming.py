"""Naming a school and refusing to: the ground is of the law that asks, on evidence, and the school was consulted."""

from typing import Any, Final

import pytest
from fastapi.testclient import TestClient

from panel_api import services
from panel_api.errors import Trouble
from panel_api.reading import read
from panel_api.schemas_hanging import NewAsked, NewConsultation, OfferSaid
from panel_api.services import Desk, consult, schools_asked
from tests.panel_api.deciding_support import decide, decided, officer, opened, reopened, sent, waiting
from tests.panel_api.http_support import desk_of, post, problem
from tests.panel_api.pages_support import checked, page, send
from tests.panel_api.provision_support import a_provision
from tests.panel_api.signing_in import signed_in

FULL: Final = "That a school is full is no ground in law. Say which ground you conclude, and from what."


def schools(client: TestClient) -> None:
    """Invented schools: special, wholly independent, approved, one nobody has looked up, closed; and a service."""
    with desk_of(client).database.writing() as session:
        a_provision(session, "911001", name="Heron Special School", kind="special")
        a_provision(session, "911002", name="Kite House", kind="independent_special", section_41=False)
        a_provision(session, "911003", name="Kite Lodge", kind="independent_special", section_41=None)
        a_provision(session, "911004", name="Old School", kind="mainstream", state="closed")
        a_provision(session, "911006", name="Osprey College", kind="specialist_post_16", section_41=True)
        a_provision(session, "P-OUT", name="Outreach", kind="outreach")


def asked_for(desk: Desk, reference: str, code: str, *, consulted: bool = True, offer: str = "") -> None:
    """A school that the parents ask for, consulted unless it is said otherwise."""
    with desk.database.writing() as session:
        given = read(NewAsked, {"who": "parents", "school": code, "asked_on": "2026-09-01"})
        row = schools_asked.ask_for(session, desk, reference, given)
        if consulted:
            said = {"school": row.school, "reference": code, "sent_on": "2026-09-02"}
            consult.consult(session, desk, reference, read(NewConsultation, said))
        if offer:
            given = read(OfferSaid, {"offer": offer, "on": "2026-09-10"})
            schools_asked.say_offer(session, desk, reference, row.id, given)


def refused(desk: Desk, reference: str, kind: str, **changes: Any) -> dict[str, str]:
    """What a decision is refused for: by place, what is wrong."""
    with pytest.raises(Trouble) as found:
        decide(desk, reference, sent(kind, **changes))
    return {str(each.where): each.wrong for each in found.value.problems}


@pytest.fixture
def desk(sqlite_client: TestClient) -> Desk:
    """A senior officer's desk, with the schools in the directory."""
    schools(sqlite_client)
    return officer(sqlite_client)


def moving(desk: Desk, client: TestClient, code: str = "", **how: Any) -> str:
    """A move to the next phase that was read, with a school asked for; its reference."""
    reference = waiting(client, "phase_transfer")
    if code:
        asked_for(desk, reference, code, **how)
    opened(desk, reference)
    return reference


NAMED: Final = {"school": None, "unconsulted": None}


@pytest.mark.parametrize(
    ("code", "offer", "reason", "says"),
    [
        ("911001", "", "public_expenditure", "of this school the Children and Families Act 2014 s.39(4) asks"),
        ("911006", "", "no_offer", "of this school the Children and Families Act 2014 s.39(4) asks"),
        ("911002", "refused", "resources", "of this school the Education Act 1996 s.9 asks"),
        ("911002", "offered", "no_offer", "it has offered a place"),
        ("911002", "", "no_offer", "nobody has asked it for a place yet"),
    ],
)
def test_a_ground_is_of_the_law_that_asks_of_that_school(
    sqlite_client: TestClient, desk: Desk, code: str, offer: str, reason: str, says: str
) -> None:
    reference = moving(desk, sqlite_client, code, offer=offer)
    found = refused(desk, reference, "refuse_to_name", school_code=code, reason=reason, **NAMED)
    assert set(found) == {"reason"} and says in found["reason"]


def test_what_the_law_allows_is_kept_with_what_it_rests_on_and_sealed(sqlite_client: TestClient, desk: Desk) -> None:
    reference = moving(desk, sqlite_client, "911002", offer="refused")
    done = decided(desk, reference, "refuse_to_name", school_code="911002", reason="no_offer", **NAMED)
    row = done.decision
    assert (row.school, row.school_code, row.unconsulted) == ("Kite House", "911002", None)
    assert row.law == "Education Act 1996 s.9 for a school outside s.38(3)", "of all that it may rest on, what it does"
    found, altered = services.verify_records(desk)
    assert found.holds and not altered
    record = page(sqlite_client, f"/records/{done.link.sequence}").words
    assert "Evidence for the groundThe occupational therapist's report of 3 June" in record
    assert "Steps consideredA ramp and a ground floor room" in record
    document = sqlite_client.get(f"/api/cases/{reference}").json()["decisions"][0]
    assert (document["school_code"], document["evidence"]) == ("911002", row.evidence)
    shown = page(sqlite_client, f"/cases/{reference}").words
    assert "The evidence it rests on. The occupational therapist's report" in shown
    letters = page(sqlite_client, f"/cases/{reference}/decisions/{row.id}/letters").source
    assert "What we considered to make it work: A ramp and a ground floor room" in letters
    sheet = page(sqlite_client, f"/cases/{reference}/decisions/{row.id}/sheet").words
    assert "Steps considered" in sheet and "Why the school was not consulted" not in sheet
    reader = signed_in(sqlite_client, "auditor")
    for address in (f"/records/{done.link.sequence}", f"/cases/{reference}", f"/api/cases/{reference}"):
        text = reader.get(address, headers={"Accept": "text/html"}).text
        assert "therapist" not in text and "A ramp" not in text and "Kite House" not in text and "911002" not in text


@pytest.mark.parametrize("field", ["words", "evidence", "steps"])
@pytest.mark.parametrize("text", ["The school is full.", "There are no places in Year 7 and it is oversubscribed."])
def test_that_it_is_full_is_no_ground_no_evidence_and_no_step(
    sqlite_client: TestClient, desk: Desk, field: str, text: str
) -> None:
    reference = moving(desk, sqlite_client)
    found = refused(desk, reference, "refuse_to_name", **{field: text})
    assert set(found) == {field} and "full is no ground" in found[field]


def test_evidence_and_steps_are_needed(sqlite_client: TestClient, desk: Desk) -> None:
    reference = moving(desk, sqlite_client)
    assert set(refused(desk, reference, "refuse_to_name", evidence=None, steps=None)) == {"evidence", "steps"}
    assert set(refused(desk, reference, "name_school", evidence="A", school_code="911001")) >= {"evidence"}


def test_a_refusal_says_why_a_school_was_not_consulted_or_that_it_was(sqlite_client: TestClient, desk: Desk) -> None:
    reference = moving(desk, sqlite_client, "911001", consulted=False)
    found = refused(desk, reference, "refuse_to_name", school_code="911001", **NAMED)
    assert found == {"unconsulted": "no consultation of this school is on record"}
    other = moving(desk, sqlite_client, "911001")
    found = refused(desk, other, "refuse_to_name", school_code="911001", school=None)
    assert found == {"unconsulted": "it was consulted on 2 September 2026"}
    done = decided(desk, reference, "refuse_to_name", school_code="911001", school=None)
    assert done.decision.unconsulted == "Its head took part in both visits."


@pytest.mark.parametrize(
    ("kind", "changes", "says"),
    [
        ("name_school", {"school_code": "999999"}, {"school_code": "the directory has nothing with this code"}),
        ("name_school", {"school_code": "911004"}, {"school_code": "it closed"}),
        ("name_school", {"school_code": "P-OUT"}, {"school_code": "a service is not named in a plan"}),
        ("name_school", {"school_code": "911002"}, {"school_code": "no offer of a place is on record"}),
        ("name_school", {"school": "kite house"}, {"school_code": "no offer of a place is on record"}),
        ("name_school", {"school_code": "911003"}, {"school_code": "approves it under s.41, and that is not known"}),
        ("refuse_to_name", {"school_code": "911003"}, {"school_code": "approves it under s.41, and that is not known"}),
        ("name_school", {"school_code": "911001", "school": "Kite"}, {"school": "another name than that of 911001"}),
        ("refuse_to_name", {"school_code": "911001", "law": "Education Act 1996 s.9 for a school outside s.38(3)"},
         {"law": "of this school the Children and Families Act 2014 s.39(4) asks"}),
    ],
)  # fmt: skip
def test_what_cannot_be_named_or_refused_so(
    sqlite_client: TestClient, desk: Desk, kind: str, changes: dict[str, str], says: dict[str, str]
) -> None:
    reference = moving(desk, sqlite_client)
    found = refused(desk, reference, kind, **{"school": None, **changes})
    assert set(found) == set(says)
    for name, text in says.items():
        assert text in found[name]


def test_a_wholly_independent_school_is_named_on_its_own_offer(sqlite_client: TestClient, desk: Desk) -> None:
    reference = moving(desk, sqlite_client, "911002", offer="asked")
    assert "no offer of a place" in refused(desk, reference, "name_school", school="911002")["school_code"]
    with desk.database.writing() as session:
        given = read(OfferSaid, {"offer": "offered", "on": "2026-09-14"})
        schools_asked.say_offer(session, desk, reference, 1, given)
    done = decided(desk, reference, "name_school", school="911002")
    assert (done.decision.school, done.decision.school_code) == ("Kite House", "911002")
    reopened(desk, reference)


def test_the_form_shows_the_question_and_the_grounds_of_that_law_and_loses_nothing(sqlite_client: TestClient) -> None:
    schools(sqlite_client)
    desk = desk_of(sqlite_client)
    reference = waiting(sqlite_client, "phase_transfer")
    asked_for(desk, reference, "911002", offer="refused")
    found = page(sqlite_client, f"/cases/{reference}")
    form = found.form("/decide")
    assert form.options["school_code_refuse_to_name"] == ["", "911002"]
    assert form.options["reason_refuse_to_name"] == ["", "efficient_instruction", "public_expenditure", "no_offer"]
    asks = found.words.split("What is decided?")[1]
    assert "Consulted on 2 September 2026: no answer, it was due 17 September 2026." in asks
    assert "Silence is neither yes nor no. It has said that it offers no place, 10 September 2026." in asks
    assert "The question (Education Act 1996 s.9): It is not of the kinds that the council must name." in asks
    typed = {
        "kind": "refuse_to_name", "school_code_refuse_to_name": "911002", "reason_refuse_to_name": "no_offer",
        "evidence_refuse_to_name": "It is full.", "steps_refuse_to_name": "", "words": "It declines Robin.",
        "attested": "yes",
    }  # fmt: skip
    again = checked(send(sqlite_client, form, **typed), 422)
    told = {tag["id"]: tag.text for tag in again.all("p") if tag["id"].endswith("-error")}
    assert FULL in told["evidence_refuse_to_name-error"]
    assert "Write which steps were considered" in told["steps_refuse_to_name-error"]
    assert "school_refuse_to_name-error" not in told, "the code says which school it is"
    kept = again.form("/decide")
    assert {name: kept.fields.get(name, "") for name in typed} == typed
    right = {"evidence_refuse_to_name": "Its head's letter of 10 September.", "steps_refuse_to_name": "Asked twice."}
    for _ in range(2):
        assert send(sqlite_client, kept, **right).status_code == 303, "pressed twice, decided once"
    assert page(sqlite_client, f"/cases/{reference}").words.count("Asked twice.") == 1


def test_a_program_that_sends_a_refusal_as_before_is_told_what_is_missing(sqlite_client: TestClient) -> None:
    reference = waiting(sqlite_client, "phase_transfer")
    body = {
        "kind": "refuse_to_name",
        "reason": "unsuitable",
        "school": "A School",
        "words": "Two visits.",
        "attested": True,
    }
    version = sqlite_client.get(f"/api/cases/{reference}").headers["etag"]
    answer = post(sqlite_client, f"/api/cases/{reference}/decisions", body, **{"If-Match": version})
    assert answer.status_code == 422
    said = {each["where"]: each["wrong"] for each in problem(answer)["errors"]}
    assert "missing" in said["evidence"] and "missing" in said["steps"]
    assert "No consultation" in said["unconsulted"]
