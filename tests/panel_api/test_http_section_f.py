"""A plan whose Section F is not costed goes to a person; older requests and records without the question stay clear."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from fastapi.testclient import TestClient

from engine.language.loading import load_text
from engine.opinions.network import Network
from engine.rulebook import Rulebook
from panel_api.main import create_app
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.panel_api.http_support import NOW, a_case, a_decision, places, post, recommended, started, taken_in

COUNTY = a_case()["authorities"]["area"]
PLAN: dict[str, Any] = {
    "legal_basis": "annual_review",
    "authorities": dict.fromkeys(("maintaining", "area", "paying"), COUNTY),
}
LAW = "Children and Families Act 2014 s.42"

SECURED = {
    "kind": "secure_section_f",
    "reason": "band_secures",
    "words": "The band secures what Section F specifies.",
    "band": 3,
    "amount": "4680.00",
}


def with_plan(**facts: Any) -> dict[str, Any]:
    return PLAN | {"facts": {"ehc_plan": True, "assessment_requested": False, "present_award": "none", **facts}}


class OlderShelf(Shelf):
    """The shipped rulebooks as they were before the question whether Section F is costed."""

    def book(self, name: str) -> Rulebook:
        book = super().book(name)
        vocabulary = re.sub(r"\n  section_f:\n(    .*\n)+", "\n", book.vocabulary_text)
        text = re.sub(r"\n  section_f: shared\n", "\n", book.text)
        for rule in ("section_f_uncosted", "section_f_cost_wanted", "plan_without_section_f"):
            text = re.sub(rf"\n  - id: {rule}\n(    .*\n)+", "\n", text)
        assert "section_f:" not in vocabulary + text and "section_f_uncosted" not in text
        return load_text(text, vocabulary)


@contextmanager
def served(settings: Settings, shelf: Shelf, network: Network) -> Iterator[TestClient]:
    app = create_app(settings, clock=lambda: NOW, shelf=shelf, network=network)
    with started(app) as client:
        yield client


@pytest.mark.parametrize(
    ("facts", "filled", "status"),
    [
        ({"section_f": "not_costed", "section_f_cost": "none"}, None, "referred"),
        ({"section_f_cost": "none"}, "not_costed", "referred"),
        ({"section_f_cost": "9000.00"}, "costed", "settled"),
        ({"section_f": "costed", "section_f_cost": "9000.00"}, None, "settled"),
        ({"section_f": "costed", "section_f_cost": "none"}, None, "referred"),
        ({}, None, "unsettled"),
    ],
)
def test_a_plan_is_settled_by_need_only_once_its_section_f_is_costed(
    sqlite_client: TestClient, facts: dict[str, Any], filled: str | None, status: str
) -> None:
    case = post(sqlite_client, "/api/cases", a_case(**with_plan(**facts))).json()
    assert case["facts"].get("section_f") == (filled or facts.get("section_f"))
    assert ("section_f" in case["filled_in"]) == (filled is not None), "what intake works out is said"
    found = post(sqlite_client, f"/api/cases/{case['reference']}/assessments", {}).json()
    assert found["status"] == status
    assert found["report"]["outcome"]["band"] == 3, "what need alone gives is shown whatever a plan costs"
    asked = {each["rule"] for each in found["report"]["conclusions"] if each["then"] == "ask"}
    assert ("section_f_cost_wanted" in asked) == (status == "referred")


def test_a_person_decides_where_section_f_is_not_costed_and_the_page_says_what_need_alone_gives(
    client: TestClient,
) -> None:
    reference, etag = recommended(client, **with_plan(section_f_cost="none"))
    words = client.get(f"/cases/{reference}").text
    assert "A person must judge this. Need alone gives band 3, £4,680 a year" in words
    assert "Section F of the plan has no cost yet" in words
    address = f"/api/cases/{reference}/decisions"
    assert places(post(client, address, a_decision(law=LAW), If_Match=etag)) == ["kind"], "nothing to agree with"
    assert post(client, address, SECURED, If_Match=etag).json()["amount"] == "4680.00"


@pytest.mark.parametrize("basis", ["non_statutory", "annual_review"])
def test_a_plan_has_a_section_f(sqlite_client: TestClient, basis: str) -> None:
    body = a_case(**with_plan(section_f="none", section_f_cost="none") | {"legal_basis": basis})
    assert places(post(sqlite_client, "/api/cases", body)) == ["facts.section_f"]
    reference = taken_in(sqlite_client)
    version = sqlite_client.get(f"/api/cases/{reference}").headers["etag"]
    changed = sqlite_client.patch(
        f"/api/cases/{reference}", json={"facts": {"ehc_plan": True}}, headers={"If-Match": version}
    )
    assert places(changed) == ["facts.section_f"]


def test_without_a_plan_there_is_none_and_nothing_is_referred(sqlite_client: TestClient) -> None:
    case = post(sqlite_client, "/api/cases", a_case()).json()
    assert case["facts"]["section_f"] == "none"
    assert post(sqlite_client, f"/api/cases/{case['reference']}/assessments", {}).json()["status"] == "settled"


def test_older_records_replay_and_older_requests_say_what_is_unanswered(
    settings: Settings, shelf: Shelf, network: Network
) -> None:
    with served(settings, OlderShelf(), network) as older:
        reference, etag = recommended(older, **with_plan(section_f_cost="none"))
        decided = post(older, f"/api/cases/{reference}/decisions", SECURED, If_Match=etag)
        assert decided.json()["band"] == "3", "as it was settled then"
        waiting, costed = taken_in(older), taken_in(older, **with_plan(section_f_cost="9000.00"))
    with served(settings, shelf, network) as newer:
        assert newer.post("/api/records/1/replay").json()["verdict"] == "same"
        assert newer.get("/api/records/verify").json()["holds"] is True
        found = post(newer, f"/api/cases/{costed}/assessments", {}).json()
        assert found["status"] == "settled", "a cost that is known leaves nothing to ask"
        found = post(newer, f"/api/cases/{waiting}/assessments", {})
        report = found.json()["report"]
        assert (report["status"], report["next_question"]["fact"]) == ("unsettled", "section_f")
        changed = newer.patch(
            f"/api/cases/{waiting}",
            json={"facts": {"section_f": "none"}},
            headers={"If-Match": newer.get(f"/api/cases/{waiting}").headers["etag"]},
        )
        assert changed.status_code == 200, changed.text
        assert post(newer, f"/api/cases/{waiting}/assessments", {}).json()["status"] == "settled"
