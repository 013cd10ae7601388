"""The whole path on both databases: taken in, assessed, advised on, decided, verified, replayed."""

import hashlib
import json

from fastapi.testclient import TestClient
from sqlalchemy import text

from panel_api.triggers import drop_triggers
from tests.panel_api.http_support import a_case, a_decision, desk_of, post, problem, recommended, row_counts, taken_in


def test_from_request_to_replayed_record(client: TestClient) -> None:
    answer = post(client, "/api/cases", a_case())
    assert answer.status_code == 201
    assert answer.headers["etag"] == '"1"'
    case = answer.json()
    assert case["stage"] == "received"
    assert answer.headers["location"] == f"/api/cases/{case['reference']}"
    address = f"/api/cases/{case['reference']}"

    answer = post(client, f"{address}/assessments", {})
    assert answer.status_code == 201
    found = answer.json()
    assert (found["status"], found["band"], found["amount"]) == ("settled", "3", "4680.00")
    assert found["report"]["engines"]["agree"] is True
    assert any(each.startswith("durable-rules") for each in found["report"]["engines"]["compared"])

    answer = post(client, f"{address}/recommendations", {})
    assert answer.status_code == 201
    advice = answer.json()
    assert advice["outcome"] == {"band": 3, "annual_top_up": "4680.00", "review_months": 12}
    assert advice["sentences"][0].startswith("Band 3")
    assert advice["route"] == "partnership"

    answer = post(client, f"{address}/decisions", a_decision(), If_Match=answer.headers["etag"])
    assert answer.status_code == 201
    decided = answer.json()
    assert (decided["stage"], decided["record"], decided["amount"]) == ("decided", 1, "4680.00")

    stored = client.get("/api/records/1/stored")
    assert hashlib.sha256(stored.content).hexdigest() == decided["record_sha256"]
    assert "Robin" not in stored.text
    assert decided["words"] not in stored.text
    shown = client.get("/api/records/1").json()
    assert shown["entry"]["decision"]["kind"] == "agree"
    assert client.get("/api/records").json()["head"] == {"sequence": 1, "sha256": decided["record_sha256"]}
    assert client.get("/api/records/verify").json()["holds"] is True
    assert client.post("/api/records/1/replay").json()["verdict"] == "same"

    case = client.get(address).json()
    assert case["stage"] == "decided"
    assert case["assessment"]["current"] is True
    assert [each["record"] for each in case["decisions"]] == [1]


def test_an_altered_record_is_named(client: TestClient) -> None:
    for _ in range(3):
        reference, etag = recommended(client)
        post(client, f"/api/cases/{reference}/decisions", a_decision(), If_Match=etag)
    engine = desk_of(client).database.engine
    with engine.begin() as connection:
        drop_triggers(connection)
        stored = connection.execute(text("SELECT stored FROM records WHERE sequence = 2")).scalar_one()
        altered = bytes(stored).replace(b'"agree"', b'"refer"')
        connection.execute(text("UPDATE records SET stored = :it WHERE sequence = 2"), {"it": altered})
    found = client.get("/api/records/verify").json()
    assert found["holds"] is False
    assert found["first"] == {
        "of": "record",
        "sequence": 2,
        "kind": "bytes_altered",
        "says": "its bytes are not those its hash was made from",
    }


def test_answers_change_and_the_case_is_assessed_again(client: TestClient) -> None:
    reference, etag = recommended(client)
    address = f"/api/cases/{reference}"
    changed = {"facts": {"attention": 4, "attendance": 93.5}, "unanswered": ["parental_preference"]}
    answer = client.patch(address, json=changed, headers={"If-Match": etag})
    assert answer.status_code == 200
    case = answer.json()
    assert case["stage"] == "received"
    assert case["facts"]["attendance"] == 93.5
    assert '"attendance":93.5' in answer.text  # a number as it was sent, not as a float prints it
    assert "parental_preference" not in case["facts"]
    assert case["assessment"]["current"] is False

    refused = post(client, f"{address}/decisions", a_decision(), If_Match=answer.headers["etag"])
    assert refused.status_code == 409
    answer = post(client, f"{address}/assessments", {})
    assert answer.json()["band"] == "4"
    assert len(row_counts(client)) and row_counts(client)["assessments"] == 2


def test_the_answers_of_a_decided_case_stand(client: TestClient) -> None:
    reference, etag = recommended(client)
    decided = post(client, f"/api/cases/{reference}/decisions", a_decision(), If_Match=etag)
    headers = {"If-Match": decided.headers["etag"]}
    refused = client.patch(f"/api/cases/{reference}", json={"facts": {"talking": 4}}, headers=headers)
    assert refused.status_code == 409
    assert "changed by a later decision" in problem(refused)["detail"]
    assert client.get(f"/api/cases/{reference}").json()["stage"] == "decided"

    reference, etag = recommended(client)
    later = a_decision(kind="defer_for_information", reason="views_awaited")
    deferred = post(client, f"/api/cases/{reference}/decisions", later, If_Match=etag)
    headers = {"If-Match": deferred.headers["etag"]}
    assert client.patch(f"/api/cases/{reference}", json={"facts": {"talking": 4}}, headers=headers).status_code == 200


def test_an_assessment_is_read_at_full_length(client: TestClient) -> None:
    reference = taken_in(client)
    kept = post(client, f"/api/cases/{reference}/assessments", {}).json()
    assert "trace" not in kept["report"]
    whole = client.get(f"/api/cases/{reference}/assessments/{kept['id']}").json()
    assert len(whole["report"]["trace"]) > 100
    assert whole["report"]["changes"]
    assert whole["report"]["why"] == kept["report"]["why"]
    other = taken_in(client)
    assert client.get(f"/api/cases/{other}/assessments/{kept['id']}").status_code == 404


def test_the_list_is_paged_and_filtered(client: TestClient) -> None:
    references = [taken_in(client, asked_on=f"2026-09-{day:02d}", partnership=f"p{day % 2}") for day in range(1, 8)]
    seen: list[str] = []
    address = "/api/cases?size=3"
    while True:
        page = client.get(address).json()
        seen += [each["reference"] for each in page["cases"]]
        if page["pages"]["after"] is None:
            break
        address = f"/api/cases?size=3&after={page['pages']['after']}"
    assert seen == references[::-1]
    back = client.get(f"/api/cases?size=3&before={page['pages']['before']}").json()
    assert [each["reference"] for each in back["cases"]] == seen[3:6]
    some = client.get("/api/cases?partnership=p1&asked_from=2026-09-03&asked_to=2026-09-05").json()["cases"]
    assert [each["asked_on"] for each in some] == ["2026-09-05", "2026-09-03"]
    assert client.get("/api/cases?stage=decided").json()["cases"] == []


def test_trying_it_keeps_nothing(client: TestClient) -> None:
    before = row_counts(client)
    body = {"rulebook": "county_top_up", "as_of": "2026-09-14", "facts": a_case()["facts"]}
    report = client.post("/api/assess", json=body).json()
    assert report["status"] == "unsettled"  # nothing is filled in here: phase and school year are unanswered
    assert report["possible"]
    assert row_counts(client) == before


def test_published_rulebooks(client: TestClient) -> None:
    names = [each["name"] for each in client.get("/api/rulebooks").json()["rulebooks"]]
    assert "county_top_up" in names
    book = client.get("/api/rulebooks/county_top_up").json()
    whole = (book["text"] + book["vocabulary"]).encode()
    assert hashlib.sha256(whole).hexdigest() == book["sha256"]
    assert json.dumps(book["facts"]).count('"asks"') == len(book["facts"])
    assert client.get("/api/rulebooks/no_such").status_code == 404
