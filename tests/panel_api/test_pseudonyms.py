"""Who may not know whom a case is about: nothing in any page or document says it, whatever hangs on the case."""

import json
from typing import Final

import pytest
from fastapi.testclient import TestClient

from panel_api.services.held import WITHHELD
from tests.panel_api.hanging_support import everything_on
from tests.panel_api.pages_cases import DECISION, record_of, waiting
from tests.panel_api.pages_support import page, pressed
from tests.panel_api.signing_in import signed_in

MARK: Final = "Zzsecret"
"""In everything that a person typed and in every name."""
PERSONAL: Final = (MARK, "B801200005001", "2018-03-02", "2 March 2018", "100000", "12 Rose Lane", "URN-77")


@pytest.mark.parametrize(("role", "scope"), [("auditor", {}), ("budget_holder", {"partnership": "north"})])
def test_a_case_is_read_as_a_pseudonym(client: TestClient, role: str, scope: dict[str, str]) -> None:
    reference = everything_on(client, MARK)
    named = client.get(f"/api/cases/{reference}").text
    assert named.count(MARK) > 20 and all(each in named for each in PERSONAL if each != "2 March 2018")
    reader = signed_in(client, role, **scope)
    shown, document = page(reader, f"/cases/{reference}"), reader.get(f"/api/cases/{reference}")
    assert document.status_code == 200
    for text in (shown.source, document.text):
        assert [each for each in PERSONAL if each in text] == []
    assert "You see this case as a pseudonym" in shown.words
    assert WITHHELD in shown.words
    assert "not been heard" not in shown.words
    found = json.loads(document.text)
    assert found["child"]["date_of_birth"] is None
    assert "address" not in found["child"]
    assert found["section_f"]["known"] == "100.00"
    assert [each["reply"] for each in found["consultations"]] == ["can_meet"]
    assert len(found["history"]) > 10
    assert found["facts"]["school_year"] == "4"


def test_the_rights_pass_on_the_same_day_under_a_pseudonym(client: TestClient) -> None:
    reference = everything_on(client, MARK)
    words = page(client, f"/cases/{reference}").words
    said = "The parents hold the rights until 30 June 2034. They pass to the young person on 1 July 2034."
    assert said in words
    assert said in page(signed_in(client, "auditor"), f"/cases/{reference}").words


def test_a_school_and_a_panel_member_are_told_no_address(client: TestClient) -> None:
    reference = everything_on(client, MARK)
    reader = signed_in(client, "school", school="100000")
    shown, document = page(reader, f"/cases/{reference}"), reader.get(f"/api/cases/{reference}")
    assert "Robin" in shown.words
    for text in (shown.source, document.text):
        assert "12 Rose Lane" not in text and "4 Elm Close" not in text
    assert "Address shielded from" in shown.words
    assert f"/cases/{reference}/people" not in shown.links
    assert "Cases like this one" not in shown.words
    for part in ("people", "voices", "section-f", "warnings", "asked", "consultations", "links"):
        assert reader.get(f"/cases/{reference}/{part}", headers={"Accept": "text/html"}).status_code == 403


def test_like_cases_are_told_by_reference_alone(client: TestClient) -> None:
    for _ in range(2):
        pressed(client, waiting(client), "/decide", **{**DECISION, "words": f"{MARK} agreed."})
    case = waiting(client)
    shown = page(client, case).words.split("Cases like this one")[1].split("Need by area")[0]
    assert shown.count("Agreed as recommended: band 3, £4,680 a year") == 2
    assert "The same level in every strand." in shown
    assert MARK not in shown and "Robin" not in shown


def test_a_record_keeps_back_the_words_until_names_are_open(client: TestClient) -> None:
    case = waiting(client)
    pressed(client, case, "/decide", **{**DECISION, "words": f"{MARK} agreed."})
    record = record_of(client, case)
    assert f"{MARK} agreed." in page(client, record).words, "an officer may know whom it is about"
    auditor = signed_in(client, "auditor")
    shown = page(auditor, record)
    assert MARK not in shown.source and WITHHELD in shown.words and "Decided" in shown.words
    pressed(auditor, f"{case}/names", "/names", words="Complaint 114: was the reason given?")
    assert f"{MARK} agreed." in page(auditor, record).words
    kin = signed_in(client, "senior_officer")
    pressed(kin, f"{case}/interest", "/interest", words="A cousin.")
    assert MARK not in page(kin, record).source, "an interest shuts out of the words too"
