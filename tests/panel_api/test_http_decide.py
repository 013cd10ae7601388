"""What people may decide, on what legal basis, and what is sealed of it."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from panel_api import store
from panel_api.schema_examples import FACTS
from panel_api.services.reasons import REASONS
from tests.panel_api.http_support import a_case, a_decision, desk_of, places, post, problem, recommended

COUNTY = a_case()["authorities"]["area"]
STATUTORY: dict[str, Any] = {
    "legal_basis": "annual_review",
    "authorities": dict.fromkeys(("maintaining", "area", "paying"), COUNTY),
    "facts": {
        "ehc_plan": True,
        "assessment_requested": False,
        "section_f": "costed",
        "section_f_cost": "9000.00",
        "present_award": "none",
    },
}
LAW = "Children and Families Act 2014 s.42"


@pytest.mark.parametrize(
    ("kind", "stage"),
    [("defer_for_information", "deferred"), ("refer", "referred"), ("not_agreed", "decided"), ("agree", "decided")],
)
def test_each_kind_with_each_of_its_reasons(client: TestClient, kind: str, stage: str) -> None:
    for reason in REASONS[kind]:
        reference, etag = recommended(client)
        decision = a_decision(kind=kind, reason=reason)
        answer = post(client, f"/api/cases/{reference}/decisions", decision, If_Match=etag)
        assert answer.status_code == 201, answer.text
        assert answer.json()["stage"] == stage
        assert answer.json()["band"] == ("3" if kind == "agree" else None)
    assert client.get("/api/records/verify").json()["holds"] is True


def test_another_band_is_what_the_person_said(client: TestClient) -> None:
    reference, etag = recommended(client)
    decision = a_decision(kind="agree_another_band", reason="need_greater", band=4, amount="7420")
    answer = post(client, f"/api/cases/{reference}/decisions", decision, If_Match=etag).json()
    assert (answer["band"], answer["amount"]) == ("4", "7420.00")
    desk = desk_of(client)
    with desk.database.reading() as session:
        values = {each.path: json.loads(each.value) for each in store.sealed_values_of(session, desk.viewer, 1)}
    assert values["/decision/outcome"] == {"band": 4, "annual_top_up": "7420.00"}
    assert values["/advice/outcome"]["band"] == 3
    assert values["/decision/words"] == decision["words"]
    assert values["/sentences"][0].startswith("Band 3")


def test_a_statutory_case_names_its_law(client: TestClient) -> None:
    reference, etag = recommended(client, **STATUTORY)
    address = f"/api/cases/{reference}/decisions"
    assert places(post(client, address, a_decision(), If_Match=etag)) == ["law"]
    money = a_decision(kind="not_agreed", reason="money_not_available", law=LAW)
    assert places(post(client, address, money, If_Match=etag)) == ["reason"]
    answer = post(client, address, a_decision(law=LAW), If_Match=etag)
    assert answer.status_code == 201
    assert client.get("/api/records/1").json()["entry"]["decision"]["law"] == LAW


def test_money_is_no_reason_where_there_is_a_plan(client: TestClient) -> None:
    reference, etag = recommended(client, facts={"ehc_plan": True, "section_f_cost": "none", "present_award": "none"})
    money = a_decision(kind="not_agreed", reason="money_not_available")
    assert places(post(client, f"/api/cases/{reference}/decisions", money, If_Match=etag)) == ["reason"]


def test_a_rulebook_that_goes_straight_to_money_has_no_band(sqlite_client: TestClient) -> None:
    book = sqlite_client.get("/api/rulebooks/devon_special_places").json()
    day = book["in_force"]["from"]
    reference, etag = recommended(sqlite_client, rulebook=book["name"], asked_on=day, facts=dict.fromkeys(FACTS))
    address = f"/api/cases/{reference}/decisions"
    decision = {"kind": "agree_another_band", "reason": "individual_circumstances", "amount": "9000.00"}
    refused = post(sqlite_client, address, a_decision(**decision, band=2), If_Match=etag)
    assert places(refused) == ["band"]
    answer = post(sqlite_client, address, a_decision(**decision), If_Match=etag)
    assert (answer.json()["band"], answer.json()["amount"]) == (None, "9000.00")


def test_a_tribunals_order_is_not_voted_on(client: TestClient) -> None:
    reference, etag = recommended(client, **{**STATUTORY, "legal_basis": "tribunal_order"})
    address = f"/api/cases/{reference}/decisions"
    refused = post(client, address, a_decision(law=LAW), If_Match=etag)
    assert places(refused) == ["kind"]
    assert "never voted on" in refused.text
    referred = a_decision(kind="refer", reason="legal_question", law=LAW)
    assert post(client, address, referred, If_Match=etag).status_code == 201


def test_what_a_person_must_judge_cannot_be_agreed_as_recommended(client: TestClient) -> None:
    reference, etag = recommended(client, facts={"setting": "eotas"})
    case = client.get(f"/api/cases/{reference}").json()
    assert case["assessment"]["status"] == "referred"
    assert case["recommendation"]["band"] is None  # need alone is shown in the report, and no form applies it
    refused = post(client, f"/api/cases/{reference}/decisions", a_decision(), If_Match=etag)
    assert refused.status_code == 409
    assert "agree_another_band" in problem(refused)["detail"]
    decision = a_decision(kind="agree_another_band", reason="individual_circumstances", band=3, amount="9000.00")
    assert post(client, f"/api/cases/{reference}/decisions", decision, If_Match=etag).status_code == 201


def test_a_decision_can_be_followed_by_another(client: TestClient) -> None:
    """A deferred case comes back: the earlier decision stays where it is."""
    reference, etag = recommended(client)
    address = f"/api/cases/{reference}"
    deferred = a_decision(kind="defer_for_information", reason="evidence_awaited")
    first = post(client, f"{address}/decisions", deferred, If_Match=etag)
    changed = client.patch(address, json={"facts": {"attention": 3}}, headers={"If-Match": first.headers["etag"]})
    assert changed.json()["stage"] == "received"
    post(client, f"{address}/assessments", {})
    advice = post(client, f"{address}/recommendations", {})
    second = post(client, f"{address}/decisions", a_decision(), If_Match=advice.headers["etag"])
    assert second.json()["record"] == 2
    assert [each["kind"] for each in client.get(address).json()["decisions"]] == ["agree", "defer_for_information"]
    for number in (1, 2):
        assert client.post(f"/api/records/{number}/replay").json()["verdict"] == "same"
