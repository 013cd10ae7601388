"""The directory for programs: added once, changed by who saw it last, numbers kept, past days read."""

from fastapi.testclient import TestClient

from panel_api.schema_examples import NEW_PROVISION, PROVISION_CHANGE, PROVISION_NUMBERS
from tests.panel_api.http_support import places, post, problem, row_counts


def test_a_place_from_nothing_to_its_past(client: TestClient) -> None:
    made = post(client, "/api/provision", NEW_PROVISION, "add-1")
    assert made.status_code == 201 and made.headers["location"] == "/api/provision/900777"
    assert post(client, "/api/provision", NEW_PROVISION, "add-1").text == made.text, "sent twice, added once"
    assert post(client, "/api/provision", NEW_PROVISION).status_code == 409
    changed = client.patch("/api/provision/900777", json=PROVISION_CHANGE, headers={"If-Match": made.headers["etag"]})
    assert changed.status_code == 200 and changed.headers["etag"] == '"2"'
    assert (changed.json()["capacity"], changed.json()["telephone"]) == (132, None)
    late = client.patch("/api/provision/900777", json=PROVISION_CHANGE, headers={"If-Match": '"1"'})
    assert late.status_code == 412 and late.headers["etag"] == '"2"' and "was changed by" in problem(late)["detail"]
    assert client.patch("/api/provision/900777", json=PROVISION_CHANGE).status_code == 428
    written = post(client, "/api/provision/900777/places", PROVISION_NUMBERS, "numbers-1")
    assert written.status_code == 201 and written.json() == PROVISION_NUMBERS
    found = client.get("/api/provision/900777").json()
    assert found["places"] == {"free": 9, "unknown": [], "decided_since": 0, "from": "2026-09-01", "commissioned": 120,
                               "on_roll": 116, "leaving": 9, "named": 4}  # fmt: skip
    assert [each["changes"].get("capacity") for each in found["changes"]] == [[120, 132], [None, 120]]
    before = client.get("/api/provision/900777/past?on=2026-09-19").json()
    assert (before["there"], before["fields"]) == (False, {})
    assert client.get("/api/provision/900777/past?on=2026-09-20").json()["fields"]["capacity"] == 132


def test_the_list_is_narrowed_and_paged(sqlite_client: TestClient) -> None:
    for number in range(5):
        sent = {**NEW_PROVISION, "code": f"90077{number}", "name": f"School {number}", "needs": ["SLD"][: number % 2]}
        assert post(sqlite_client, "/api/provision", sent).status_code == 201
    one = sqlite_client.get("/api/provision?size=2").json()
    two = sqlite_client.get(f"/api/provision?size=2&after={one['pages']['after']}").json()
    assert [each["code"] for each in (*one["provision"], *two["provision"])] == [f"90077{n}" for n in range(4)]
    assert (one["count"], one["pages"]["before"], two["pages"]["before"]) == (5, None, "900772")
    assert sqlite_client.get("/api/provision?need=SLD").json()["count"] == 2
    for query, where in (("age=old", "query.age"), ("after=999999", "query.after"), ("colour=red", "query.colour")):
        assert places(sqlite_client.get(f"/api/provision?{query}")) == [where], query


def test_what_is_wrong_is_told_all_at_once_and_nothing_is_written(sqlite_client: TestClient) -> None:
    before = row_counts(sqlite_client)
    sent = {**NEW_PROVISION, "code": "9", "needs": ["XYZ"], "least_age": "4", "words": " ", "facts": {"offers": "all"}}
    answer = post(sqlite_client, "/api/provision", sent)
    assert answer.status_code == 422
    assert {"code", "needs[0]", "least_age", "words"} <= set(places(answer))
    assert places(post(sqlite_client, "/api/provision", {**NEW_PROVISION, "facts": {"offers": "all"}})) == [
        "facts.offers"
    ]
    assert places(post(sqlite_client, "/api/provision/900777/places", {**PROVISION_NUMBERS, "leaving": None})) == [
        "leaving"
    ]
    assert post(sqlite_client, "/api/provision/900777/places", PROVISION_NUMBERS).status_code == 404
    assert row_counts(sqlite_client) == before
