"""The same request sent twice is done once: in turn, at the same time, and never with another body."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from fastapi.testclient import TestClient

from panel_api.services.once import KEPT, forget_answers
from tests.panel_api.http_support import (
    NOW,
    a_case,
    a_decision,
    desk_of,
    places,
    post,
    problem,
    recommended,
    row_counts,
    taken_in,
)


def test_the_same_key_and_body_bring_back_the_same_answer(client: TestClient) -> None:
    first = post(client, "/api/cases", a_case(), key="one")
    again = post(client, "/api/cases", a_case(), key="one")
    assert again.status_code == 201
    assert again.content == first.content
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["location"] == first.headers["location"]
    assert row_counts(client)["cases"] == 1


def test_the_same_key_with_another_body_is_refused(client: TestClient) -> None:
    post(client, "/api/cases", a_case(), key="one")
    other = post(client, "/api/cases", a_case(partnership="south"), key="one")
    assert other.status_code == 422
    assert problem(other)["type"] == "urn:evenhand:problem:key-reused"
    assert row_counts(client)["cases"] == 1


def test_a_key_is_asked_for(sqlite_client: TestClient) -> None:
    for headers in ({}, {"Idempotency-Key": ""}, {"Idempotency-Key": "a b"}, {"Idempotency-Key": "x" * 256}):
        answer = sqlite_client.post("/api/cases", json=a_case(), headers=headers)
        assert answer.status_code == 400
        assert places(answer) == ["header.Idempotency-Key"]
    assert row_counts(sqlite_client)["cases"] == 0


def test_a_refused_request_does_not_use_up_its_key(client: TestClient) -> None:
    assert post(client, "/api/cases", a_case(rulebook="nothing"), key="one").status_code == 422
    assert post(client, "/api/cases", a_case(), key="one").status_code == 201


def test_an_old_answer_is_forgotten_when_a_server_starts(client: TestClient) -> None:
    post(client, "/api/cases", a_case(), key="one")
    desk = desk_of(client)
    forget_answers(desk)
    assert row_counts(client)["idempotency_keys"] == 1
    forget_answers(replace(desk, clock=lambda: NOW + KEPT + dt.timedelta(seconds=1)))
    assert row_counts(client)["idempotency_keys"] == 0


def test_eight_at_once_make_one_case(client: TestClient) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: post(client, "/api/cases", a_case(), key="one"), range(8)))
    assert {each.status_code for each in answers} == {201}
    assert len({each.content for each in answers}) == 1
    assert row_counts(client)["cases"] == 1


def test_eight_assessments_at_once_are_one(client: TestClient) -> None:
    reference = taken_in(client)
    with ThreadPoolExecutor(8) as pool:
        path = f"/api/cases/{reference}/assessments"
        answers = list(pool.map(lambda _: post(client, path, {}, key="one"), range(8)))
    assert {each.status_code for each in answers} == {201}
    assert len({each.content for each in answers}) == 1
    assert row_counts(client)["assessments"] == 1


def test_of_many_decisions_at_once_one_stands(client: TestClient) -> None:
    reference, etag = recommended(client)
    path = f"/api/cases/{reference}/decisions"
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: post(client, path, a_decision(), If_Match=etag), range(6)))
    assert sorted(each.status_code for each in answers) == [201, *[412] * 5]
    counts = row_counts(client)
    assert (counts["decisions"], counts["records"]) == (1, 1)
    assert client.get("/api/records/verify").json()["holds"] is True


def test_decisions_on_many_cases_at_once_all_stand(client: TestClient) -> None:
    waiting = [recommended(client) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(
            pool.map(
                lambda each: post(client, f"/api/cases/{each[0]}/decisions", a_decision(), If_Match=each[1]), waiting
            )
        )
    assert [each.status_code for each in answers] == [201] * 6
    assert sorted(each.json()["record"] for each in answers) == [1, 2, 3, 4, 5, 6]
    assert client.get("/api/records/verify").json()["holds"] is True
