"""What people may decide, on what legal basis, and what is sealed of it."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from engine.law.bases import law_of
from panel_api import store
from panel_api.schema_examples import FACTS
from panel_api.services.reasons import REASONS
from tests.panel_api.deciding_support import ON, chairing
from tests.panel_api.http_support import a_decision, desk_of, places, post, problem, recommended, row_counts
from tests.panel_api.pages_support import PAGE

STATUTORY: dict[str, Any] = ON["annual_review"]
LAW = law_of("annual_review", "maintain")


def read_by_the_officer(client: TestClient, reference: str) -> None:
    """The senior officer, who decides in these tests, opens the case's page."""
    assert client.get(f"/cases/{reference}", headers=PAGE).status_code == 200


@pytest.mark.parametrize(
    ("kind", "stage"),
    [("defer_for_information", "deferred"), ("refer", "referred"), ("not_agreed", "decided"), ("agree", "decided")],
)
def test_each_kind_with_each_of_its_reasons(client: TestClient, kind: str, stage: str) -> None:
    for reason in REASONS[kind]:
        reference, etag = recommended(client)
        read_by_the_officer(client, reference)
        decision = a_decision(kind=kind, reason=reason, attested=kind == "not_agreed")
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


def test_a_statutory_case_rests_on_its_law(client: TestClient) -> None:
    reference, etag = recommended(client, **STATUTORY)
    address = f"/api/cases/{reference}/decisions"
    maintain = a_decision(kind="maintain", reason="still_right")
    other = {**maintain, "law": "Children and Families Act 2014 s.36"}
    assert places(post(client, address, other, If_Match=etag)) == ["law"]
    answer = post(client, address, maintain, If_Match=etag)
    assert answer.status_code == 201
    assert client.get("/api/records/1").json()["entry"]["decision"]["law"] == LAW


def test_what_another_law_would_allow_is_refused(client: TestClient) -> None:
    reference, etag = recommended(client, **STATUTORY)
    refused = post(client, f"/api/cases/{reference}/decisions", a_decision(), If_Match=etag)
    assert places(refused) == ["kind"]
    for kind in ("maintain", "amend", "cease", "secure_section_f", "refer"):
        assert kind in refused.text


def test_money_is_no_reason_where_there_is_a_plan(client: TestClient) -> None:
    reference, etag = recommended(client, facts={**STATUTORY["facts"], "present_award": "none"})
    read_by_the_officer(client, reference)
    money = a_decision(kind="not_agreed", reason="money_not_available", attested=True)
    assert places(post(client, f"/api/cases/{reference}/decisions", money, If_Match=etag)) == ["reason"]


def test_a_rulebook_that_goes_straight_to_money_has_no_band(sqlite_client: TestClient) -> None:
    book = sqlite_client.get("/api/rulebooks/devon_special_places").json()
    day = book["in_force"]["from"]
    reference, etag = recommended(sqlite_client, rulebook=book["name"], asked_on=day, facts=dict.fromkeys(FACTS))
    address = f"/api/cases/{reference}/decisions"
    read_by_the_officer(sqlite_client, reference)  # what is paid now is asked nowhere in this rulebook
    decision: dict[str, Any] = {"kind": "agree_another_band", "reason": "individual_circumstances"}
    decision |= {"amount": "9000.00", "attested": True}
    refused = post(sqlite_client, address, a_decision(**decision, band=2), If_Match=etag)
    assert places(refused) == ["band"]
    answer = post(sqlite_client, address, a_decision(**decision), If_Match=etag)
    assert (answer.json()["band"], answer.json()["amount"]) == (None, "9000.00")


def test_a_tribunals_order_is_carried_out_and_not_voted_on(client: TestClient) -> None:
    reference, etag = recommended(client, **ON["tribunal_order"])
    address = f"/api/cases/{reference}/decisions"
    refused = post(client, address, a_decision(), If_Match=etag)
    assert places(refused) == ["kind"]
    assert "never voted on" in refused.text
    done = a_decision(kind="carried_out", reason="order_institution_only", appeal_text=False)
    answer = post(client, address, done, If_Match=etag)
    assert (answer.status_code, answer.json()["appeal_text"]) == (201, False)
    assert client.get("/api/records/1").json()["entry"]["decision"]["appeal_text"] is False


def test_an_award_above_the_chairs_limit_goes_up_at_once(client: TestClient) -> None:
    reference, etag = recommended(client)
    chair = chairing(client, reference)
    award = a_decision(kind="exceptional_award", reason="priced_individually", amount="21000.00")
    answer = post(chair, f"/api/cases/{reference}/decisions", award, If_Match=etag)
    assert answer.status_code == 202, answer.text
    shown = answer.json()
    assert (shown["stage"], shown["went_up_to"], shown["limit"]) == ("recommended", "senior_officer", "15000.00")
    assert shown["decision"]["words"] == award["words"], "nothing that was written is lost"
    assert row_counts(client)["decisions"] == 0
    stale = post(client, f"/api/cases/{reference}/decisions", award, If_Match=etag)
    assert stale.status_code == 412 and "put to a senior officer by the chair" in stale.text
    done = post(client, f"/api/cases/{reference}/decisions", award, If_Match=answer.headers["etag"])
    assert (done.status_code, done.json()["by"]["role"]) == (201, "senior_officer")


def test_a_correction_says_what_it_corrects(client: TestClient) -> None:
    reference, etag = recommended(client)
    address = f"/api/cases/{reference}"
    first = post(client, f"{address}/decisions", a_decision(), If_Match=etag)
    for step, body in (("assessments", {}), ("recommendations", {})):
        assert post(client, f"{address}/{step}", body).status_code == 409
    patch = client.patch(address, json={"facts": {"attention": 3}}, headers={"If-Match": first.headers["etag"]})
    assert patch.status_code == 409
    open_again = post(client, f"{address}/reopenings", {"words": "A report came."}, If_Match=first.headers["etag"])
    assert (open_again.status_code, open_again.json()["stage"]) == (201, "recommended")
    more = a_decision(kind="agree_another_band", reason="need_greater", band=4, amount="7420.00")
    unsaid = post(client, f"{address}/decisions", more, If_Match=open_again.headers["etag"])
    assert places(unsaid) == ["corrects"]
    more["corrects"] = first.json()["id"]
    answer = post(client, f"{address}/decisions", more, If_Match=open_again.headers["etag"])
    assert (answer.status_code, answer.json()["corrects"]) == (201, first.json()["id"])
    assert client.get("/api/records/2").json()["entry"]["decision"]["corrects"] == 1
    assert client.get("/api/records/verify").json()["holds"] is True


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
