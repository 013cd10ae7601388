"""Schools asked for: found in the directory or kept by name, each with its question, its consultation and its offer."""

import datetime as dt
import json
from typing import Any, Final

import pytest
from fastapi.testclient import TestClient

from panel_api.models import Case, Party, SchoolAsked
from panel_api.services.held import WITHHELD
from panel_api.services.recipients import recipients_on
from tests.panel_api.http_support import a_case, desk_of, places, post, taken_in
from tests.panel_api.pages_cases import PLAN
from tests.panel_api.pages_support import checked, page, pressed, send
from tests.panel_api.provision_support import a_provision
from tests.panel_api.signing_in import signed_in

PHASE: Final = {**PLAN, "legal_basis": "phase_transfer"}
ASK: Final = {"who": "parents", "asked_on": "1/9/2026", "words": "It is small and calm."}


def schools(client: TestClient) -> None:
    """A few invented schools: special, wholly independent, one nobody has looked up, and two of like name."""
    with desk_of(client).database.writing() as session:
        a_provision(session, "911001", name="Heron Special School", kind="special", town="Eventown")
        a_provision(session, "911002", name="Kite House", kind="independent_special", section_41=False)
        a_provision(session, "911003", name="Kite Lodge", kind="independent_special", section_41=None)
        a_provision(session, "911004", name="Closed School", state="closed")
        a_provision(session, "911005", name="Wren Primary School", kind="mainstream")
        a_provision(session, "911005-U", name="Wren Primary School: unit", kind="sen_unit")


def asked(client: TestClient, **typed: str) -> str:
    """A case with a plan in which a school is asked for by the form; its address."""
    case = f"/cases/{taken_in(client, **PHASE)}"
    pressed(client, f"{case}/asked", "/ask", **{**ASK, **typed})
    return case


def document(client: TestClient, case: str) -> list[dict[str, Any]]:
    """What the case document says of schools asked for."""
    found: list[dict[str, Any]] = client.get(f"/api{case}").json()["schools_asked"]
    return found


def test_a_school_is_found_by_its_name_or_its_urn(client: TestClient) -> None:
    schools(client)
    case = asked(client, school="heron special school")
    shown = page(client, case).words
    assert "Special school (maintained, academy or free). Invented. The parents asked on 1 September 2026." in shown
    assert "“It is small and calm.”" in shown and "Not consulted yet." in shown
    assert "The question (Children and Families Act 2014 s.39(4)): With an EHC plan the council must name it" in shown
    assert "Being full is not a ground. A named person" in shown
    pressed(client, f"{case}/asked", "/ask", **{**ASK, "school": "911002"})
    one, two = document(client, case)
    assert (one["code"], one["question"]["grounds"]) == ("911001", ["unsuitable", "others_education", "resources"])
    assert (two["school"], two["question"]["law"]) == ("Kite House", "Education Act 1996 s.9")


def test_where_several_could_be_meant_the_page_comes_back_to_choose_with_all_that_was_typed(
    sqlite_client: TestClient,
) -> None:
    schools(sqlite_client)
    case = f"/cases/{taken_in(sqlite_client, **PHASE)}"
    form = page(sqlite_client, f"{case}/asked").form("/ask")
    assert "code" not in form.options, "it asks which only where several could be meant"
    found = checked(send(sqlite_client, form, **ASK, school="kite"), 422)
    assert "More than one school could be meant. Choose it, or say that it is not in the directory." in found.words
    again = found.form("/ask")
    assert again.options["code"] == ["", "911002", "911003"]
    assert (again.fields["school"], again.fields["words"]) == ("kite", ASK["words"])
    assert send(sqlite_client, again, code="911003").status_code == 303
    (one,) = document(sqlite_client, case)
    assert one["school"] == "Kite Lodge"
    assert one["question"]["find"] == "whether the Secretary of State approves it under s.41"
    assert one["question"]["grounds"] == []


def test_a_school_that_the_directory_does_not_have_is_kept_by_name_once_that_is_said(sqlite_client: TestClient) -> None:
    schools(sqlite_client)
    case = f"/cases/{taken_in(sqlite_client, **PHASE)}"
    form = page(sqlite_client, f"{case}/asked").form("/ask")
    found = checked(send(sqlite_client, form, **ASK, school="Closed School"), 422)
    assert "The directory has no school that is called so." in found.words, "a closed school is not asked for"
    assert send(sqlite_client, found.form("/ask"), unlisted="yes", school="A School Elsewhere").status_code == 303
    (one,) = document(sqlite_client, case)
    assert (one["school"], one["code"], one["question"]) == ("A School Elsewhere", None, None)
    assert "it is not known which law asks" in page(sqlite_client, case).words


def test_two_parents_ask_for_two_schools_and_one_asks_no_more(sqlite_client: TestClient) -> None:
    schools(sqlite_client)
    case = f"/cases/{taken_in(sqlite_client, **PHASE)}"
    form = page(sqlite_client, f"{case}/asked").form("/ask")
    for parent, school in zip(form.options["parent"][1:], ("911001", "911002"), strict=True):
        pressed(sqlite_client, f"{case}/asked", "/ask", **{**ASK, "who": "parent", "parent": parent, "school": school})
    assert [each["parent"] for each in document(sqlite_client, case)] == [1, 2]
    shown = page(sqlite_client, case).words
    assert "Alex Example asked on" in shown and "Sam Example asked on" in shown
    found = pressed(sqlite_client, f"{case}/asked", "/1/withdraw", on="5/9/2026")
    assert "Asked for no more since 5 September 2026." in found.words
    assert "Asked for no more since 5 September 2026. Alex Example asked on" in page(sqlite_client, case).words


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"who": "parent", "parent": ""}, {"parent": "This does not say which parent asked"}),
        ({"who": "young_person"}, {"who": "On that day the parents held the rights"}),
        ({"asked_on": "1/1/2030"}, {"asked_on": "This day has not come yet"}),
        ({"who": "", "school": " "}, {"who": "Choose who asks", "school": "Name the school"}),
    ],
)
def test_who_asked_and_when_must_fit(sqlite_client: TestClient, typed: dict[str, str], wrong: dict[str, str]) -> None:
    schools(sqlite_client)
    case = f"/cases/{taken_in(sqlite_client, **PHASE)}"
    form = page(sqlite_client, f"{case}/asked").form("/ask")
    found = checked(send(sqlite_client, form, **{**ASK, "school": "911001", **typed}), 422)
    for name, says in wrong.items():
        (told,) = [tag.text for tag in found.all("p") if tag["id"] == f"ask-{name}-error"]
        assert says in told
    assert document(sqlite_client, case) == []


def test_the_young_person_asks_once_the_rights_are_theirs(sqlite_client: TestClient) -> None:
    schools(sqlite_client)
    child = {"name": "Robin Example", "date_of_birth": "2009-11-02"}
    case = f"/cases/{taken_in(sqlite_client, **PHASE, child=child)}"
    form = page(sqlite_client, f"{case}/asked").form("/ask")
    refused = checked(send(sqlite_client, form, **ASK, school="911001"), 422)
    assert "On that day the rights were the young person's own." in refused.words
    pressed(sqlite_client, f"{case}/asked", "/ask", **{**ASK, "who": "young_person", "school": "911001"})
    one = form.options["parent"][1]
    pressed(sqlite_client, f"{case}/asked", "/ask", **{**ASK, "who": "parent", "parent": one, "school": "911002"})
    shown = page(sqlite_client, case).words
    assert "The young person asked on 1 September 2026." in shown
    assert "Alex Example, though the rights were the young person's own by then asked" in shown


def test_what_a_school_answers_stands_beside_it(sqlite_client: TestClient) -> None:
    schools(sqlite_client)
    case = asked(sqlite_client, school="911005-U")
    assert "A plan names the school that it is part of." in page(sqlite_client, case).words
    pressed(sqlite_client, f"{case}/consultations", "/send", school="wren primary school", sent_on="1/9/2026")
    said = "Consulted on 1 September 2026: no answer, it was due 16 September 2026. Silence is neither yes nor no."
    assert said in page(sqlite_client, case).words, "a unit is consulted through its school, found by its name"
    pressed(sqlite_client, f"{case}/consultations", "/1/reply", reply="cannot_meet", words="Full.", on="18/9/2026")
    shown = page(sqlite_client, case).words
    assert "says it cannot meet the needs, on 18 September 2026, two days after it was due." in shown
    (one,) = document(sqlite_client, case)
    assert one["consultation"] == 1
    assert not [tag for tag in page(sqlite_client, f"{case}/asked").all("form") if tag["action"].endswith("/consult")]


def test_a_school_asked_for_is_consulted_from_its_own_entry(sqlite_client: TestClient) -> None:
    schools(sqlite_client)
    case = asked(sqlite_client, school="911001")
    found = pressed(sqlite_client, f"{case}/asked", "/1/consult", on="18/9/2026")
    assert "Consulted on 18 September 2026: no answer, due 3 October 2026." in found.words
    (row,) = sqlite_client.get(f"/api{case}").json()["consultations"]
    assert (row["school"], row["school_reference"]) == ("Heron Special School", "911001")


def test_only_a_school_outside_section_38_needs_an_offer(sqlite_client: TestClient) -> None:
    schools(sqlite_client)
    case = asked(sqlite_client, school="911001")
    form = page(sqlite_client, f"{case}/asked").form("/1/withdraw")
    form.action = f"{case}/asked/1/offer"
    refused = checked(send(sqlite_client, form, offer="offered", on="1/9/2026"), 409)
    assert "it is of the kinds that must be named" in refused.words
    pressed(sqlite_client, f"{case}/asked", "/ask", **{**ASK, "school": "911002"})
    assert "It was not asked for one yet: ask it." in page(sqlite_client, case).words
    pressed(sqlite_client, f"{case}/asked", "/2/offer", offer="refused", on="8/9/2026")
    assert "It has said that it offers no place, 8 September 2026." in page(sqlite_client, case).words
    assert "no_offer" in document(sqlite_client, case)[1]["question"]["grounds"]


def test_a_request_may_bring_the_schools_asked_for(sqlite_client: TestClient) -> None:
    schools(sqlite_client)
    wanted = [
        {"school": "Heron Special School", "parent": 2, "words": "Near us."},
        {"school": "Somewhere", "code": "911002", "asked_on": "2026-09-02"},
        {"school": "A School Elsewhere"},
    ]
    answer = post(sqlite_client, "/api/cases", a_case(**PHASE, asked_for=wanted))
    assert answer.status_code == 201
    found = answer.json()["schools_asked"]
    assert [(each["school"], each["code"], each["parent"]) for each in found] == [
        ("Heron Special School", "911001", 2), ("Kite House", "911002", None), ("A School Elsewhere", None, None),
    ]  # fmt: skip
    assert [each["asked_on"] for each in found] == ["2026-09-14", "2026-09-02", "2026-09-14"]
    wrong = [{"school": "X", "parent": 9}, {"school": "X", "code": "999999"}, {"school": "X", "asked_on": "2030-01-01"}]
    refused = post(sqlite_client, "/api/cases", a_case(**PHASE, asked_for=wrong))
    assert refused.status_code == 422
    assert places(refused) == ["asked_for[0].parent", "asked_for[1].code", "asked_for[2].asked_on"]


def test_a_pseudonym_keeps_the_kind_and_the_question_and_nothing_of_the_school(sqlite_client: TestClient) -> None:
    schools(sqlite_client)
    case = asked(sqlite_client, school="911001", words="Zzsecret words.")
    pressed(sqlite_client, f"{case}/asked", "/1/consult", on="18/9/2026")
    auditor = signed_in(sqlite_client, "auditor")
    shown, text = page(auditor, case), auditor.get(f"/api{case}").text
    for each in (shown.source, text):
        assert "Heron" not in each and "911001" not in each and "Zzsecret" not in each
    assert WITHHELD in shown.words and "must name it, unless" in shown.words
    (one,) = json.loads(text)["schools_asked"]
    assert (one["kind"], one["code"]) == ("special", None)


def test_a_schools_own_people_are_not_told_which_schools_are_asked_for(sqlite_client: TestClient) -> None:
    schools(sqlite_client)
    case = asked(sqlite_client, school="911001")
    reader = signed_in(sqlite_client, "school", school="100000")
    assert document(reader, case) == []
    assert "Heron" not in page(reader, case).source
    assert reader.get(f"{case}/asked", headers={"Accept": "text/html"}).status_code == 403


def test_a_letter_may_not_tell_what_another_parent_asked_for() -> None:
    """A shielded parent asks for a school near where they live: nobody else may read its name."""
    born, day = dt.date(2018, 3, 2), dt.date(2026, 9, 14)
    with_care = {"parental_responsibility": True, "from_day": born}
    mother = Party(id=2, role="parent", name="A mother", shielded=True, address="12 Rose Lane", **with_care)
    father = Party(id=3, role="parent", name="A father", shielded=False, **with_care)
    child = Party(id=1, role="child", name="Robin", from_day=born, shielded=False)
    case = Case(partnership=None, asked_on=day, parties=[child, mother, father], voices=[])
    both = [SchoolAsked(party_id=2, school="Heron Special School"), SchoolAsked(party_id=3, school="Kite House")]
    to_mother, to_father = recipients_on(case, day, asked=both).get
    assert to_mother.never_say == ()
    assert any("Heron" in each for each in to_father.never_say)
    assert not any("Kite" in each for each in to_father.never_say), "what they asked for themselves they know"
