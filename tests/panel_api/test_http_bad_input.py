"""Bad input of every kind: a clear answer in one voice, with its place, and no row changed."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.panel_api.http_support import a_case, a_decision, places, post, problem, recommended, row_counts

JSON = {"Content-Type": "application/json", "Idempotency-Key": "bad"}


def facts(**changes: Any) -> dict[str, Any]:
    return a_case(facts=changes)


def child(**changes: Any) -> dict[str, Any]:
    return a_case(child={**a_case()["child"], **changes})


BODIES: list[tuple[str, Any, str]] = [
    ("a level as text", facts(talking="3"), "facts.talking"),
    ("a level as yes", facts(talking=True), "facts.talking"),
    ("a level as a fraction", facts(talking=2.5), "facts.talking"),
    ("a level that is not described", facts(talking=9), "facts.talking"),
    ("a level below all", facts(talking=-1), "facts.talking"),
    ("a yes as one", facts(sudden_need=1), "facts.sudden_need"),
    ("a yes as text", facts(sudden_need="true"), "facts.sudden_need"),
    ("money as a number", facts(provision_cost=4100), "facts.provision_cost"),
    ("money with a comma", facts(provision_cost="4,100"), "facts.provision_cost"),
    ("fractions of a penny", facts(provision_cost="4100.001"), "facts.provision_cost"),
    ("a percentage as text", facts(attendance="94"), "facts.attendance"),
    ("more than all", facts(attendance=101), "facts.attendance"),
    ("a day that is none", facts(specialist_report="2026-02-30"), "facts.specialist_report"),
    ("a day the other way round", facts(specialist_report="14/09/2026"), "facts.specialist_report"),
    ("a day with a time", facts(specialist_report="2026-09-14T00:00:00"), "facts.specialist_report"),
    ("a choice that is none", facts(setting="grammar"), "facts.setting"),
    ("a list for a choice", facts(setting=["mainstream"]), "facts.setting"),
    ("an unknown fact", facts(talkng=3), "facts.talkng"),
    ("a very long number", facts(talking=10**30), "facts.talking"),
    ("answers as a list", a_case() | {"facts": [1]}, "facts"),
    ("an unknown field", a_case(colour="blue"), "colour"),
    ("an unknown field inside", child(shoe_size=3), "child.shoe_size"),
    ("a missing child", {k: v for k, v in a_case().items() if k != "child"}, "child"),
    ("a missing birthday", a_case(child={"name": "Robin"}), "child.date_of_birth"),
    ("a birthday to come", child(date_of_birth="2027-01-01"), "child.date_of_birth"),
    ("an age beyond all", child(date_of_birth="1990-01-01"), "child.date_of_birth"),
    ("a birthday as a number", child(date_of_birth=20180302), "child.date_of_birth"),
    ("an empty name", child(name="  "), "child.name"),
    ("a name too long", child(name="x" * 201), "child.name"),
    ("half a surrogate pair", child(name="\ud800"), "child.name"),
    ("a zero byte", child(name="Robin\0"), "child.name"),
    ("a code with a space", child(reference="A B"), "child.reference"),
    ("an unknown legal basis", a_case(legal_basis="because"), "legal_basis"),
    ("no such rulebook", a_case(rulebook="no_such_book"), "rulebook"),
    ("a rulebook out of its folder", a_case(rulebook="../rules"), "rulebook"),
    ("a rulebook for places", a_case(rulebook="place_fit"), "rulebook"),
    ("asked in the future", a_case(asked_on="2026-12-01"), "asked_on"),
    ("asked in no year", a_case(asked_on="0001-01-01"), "asked_on"),
    ("asked in the year ten thousand", a_case(asked_on="10000-01-01"), "asked_on"),
    ("a partnership as a number", a_case(partnership=7), "partnership"),
    ("parents as an object", a_case(parents={"name": "Alex"}), "parents"),
    ("eleven parents", a_case(parents=[a_case()["parents"][0]] * 11), "parents"),
    ("responsibility as a word", a_case(parents=[{"from": "2018-03-02", "parental_responsibility": "yes"}]),
     "parents[0].parental_responsibility"),
    ("a time that ends first", a_case(school={"reference": "1", "from": "2022-09-01", "to": "2021-09-01"}),
     "school.to"),
    ("no authority that pays", a_case(authorities={"area": a_case()["authorities"]["area"]}), "authorities.paying"),
    ("a plan nobody maintains", a_case(legal_basis="annual_review"), "authorities.maintaining"),
    ("words of no parent", a_case(voices=[{"who": "parent", "words": "Hm.", "parent": 3}]), "voices[0].parent"),
    ("no words", a_case(voices=[{"who": "child", "words": ""}]), "voices[0].words"),
    ("words heard in the future", a_case(voices=[{"who": "child", "words": "Hm.", "heard_on": "2027-01-01"}]),
     "voices[0].heard_on"),
    ("an age that is not so", a_case(rulebook="telford_wrekin_bands", facts={"talking": None}), "facts.understanding"),
    ("a list for the whole", [], "body"),
    ("text for the whole", "case", "body"),
    ("null for the whole", None, "body"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "where"), [each[1:] for each in BODIES], ids=[each[0] for each in BODIES])
def test_a_bad_request_is_refused_with_its_place(sqlite_client: TestClient, body: Any, where: str) -> None:
    before = row_counts(sqlite_client)
    answer = sqlite_client.post("/api/cases", content=json.dumps(body).encode(), headers=JSON)
    assert answer.status_code == 422, answer.text
    assert where in places(answer)
    assert row_counts(sqlite_client) == before


def test_null_is_refused_once_and_where_it_stands(sqlite_client: TestClient) -> None:
    body = facts() | {"partnership": None}
    body["facts"]["talking"] = None
    answer = post(sqlite_client, "/api/cases", body)
    assert answer.status_code == 422
    assert places(answer) == ["facts.talking", "partnership"]


def test_every_problem_is_told_at_once(sqlite_client: TestClient) -> None:
    body = facts(talking="3", attendance="94", nonsense=1) | {"asked_on": "soon", "colour": "blue"}
    answer = post(sqlite_client, "/api/cases", body)
    assert places(answer) == ["asked_on", "colour", "facts.attendance", "facts.nonsense", "facts.talking"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (facts(talking=None), "null is not an answer."),
        (facts(talking=True), "true is not an answer here."),
        (a_case(legal_basis="because"), 'one of "non_statutory", "assessment_request"'),
        (a_case(parents=[a_case()["parents"][0]] * 11), "at most 10 entries"),
        (child(name="Robin\0"), "a character that cannot be kept"),
        (a_case(legal_basis="annual_review"), "It is missing, and a case under annual_review rests on an EHC plan"),
    ],
)
def test_it_is_said_in_words_a_person_understands(sqlite_client: TestClient, body: Any, says: str) -> None:
    body = {name: value for name, value in body.items() if value is not None}
    if says.startswith("null"):
        body["facts"]["talking"] = None
    answer = sqlite_client.post("/api/cases", content=json.dumps(body).encode(), headers=JSON)
    assert says in " ".join(text for each in problem(answer)["errors"] for text in each.values())


UNREADABLE: list[tuple[str, bytes]] = [
    ("nothing", b""),
    ("not JSON", b"{facts: 1}"),
    ("cut off", b'{"rulebook": "county'),
    ("NaN", b'{"facts": {"attendance": NaN}}'),
    ("infinity", b'{"facts": {"attendance": -Infinity}}'),
    ("a huge number", b'{"facts": {"attendance": 1e999}}'),
    ("four thousand digits", b'{"facts": {"attendance": ' + b"9" * 4000 + b"}}"),
    ("a name twice", b'{"rulebook": "a", "rulebook": "b"}'),
    ("a fact twice", b'{"facts": {"talking": 1, "talking": 2}}'),
    ("a hundred thousand deep", b"[" * 100_000 + b"]" * 100_000),
    ("deep objects", b'{"a":' * 50_000 + b"1" + b"}" * 50_000),
    ("broken UTF-8", b'{"rulebook": "\xff\xfe"}'),
    ("UTF-16", '{"rulebook": "county"}'.encode("utf-16")),
    ("two documents", b"{} {}"),
]


@pytest.mark.parametrize("body", [each[1] for each in UNREADABLE], ids=[each[0] for each in UNREADABLE])
def test_a_body_that_cannot_be_read(sqlite_client: TestClient, body: bytes) -> None:
    before = row_counts(sqlite_client)
    answer = sqlite_client.post("/api/cases", content=body, headers=JSON)
    assert answer.status_code == 400, answer.text
    assert places(answer)[0].startswith("body")
    assert row_counts(sqlite_client) == before


def test_a_large_body_is_refused_at_the_limit(sqlite_client: TestClient) -> None:
    read = 0

    def endless() -> Iterator[bytes]:
        nonlocal read
        while True:
            read += 65536
            yield b" " * 65536
            if read > 60_000_000:
                return

    before = row_counts(sqlite_client)
    told = sqlite_client.post("/api/cases", content=b" " * 50_000_000, headers=JSON)
    untold = sqlite_client.post("/api/cases", content=endless(), headers=JSON)
    for answer in (told, untold):
        assert answer.status_code == 413
        assert "1,000,000 bytes" in problem(answer)["detail"]
    assert row_counts(sqlite_client) == before


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1"]
)
def test_another_kind_of_body(sqlite_client: TestClient, kind: str) -> None:
    answer = sqlite_client.post("/api/cases", content=b"{}", headers=JSON | {"Content-Type": kind})
    assert answer.status_code == 415
    assert "application/json" in problem(answer)["detail"]


def test_four_ranked_needs_are_too_many(sqlite_client: TestClient) -> None:
    book = sqlite_client.get("/api/rulebooks/nottinghamshire_style_two_needs").json()
    ranked = next(fact for fact in book["facts"] if fact["type"] == "ranked")
    names = list(ranked["words"])[:4]
    assert len(names) == 4
    body = {"rulebook": book["name"], "as_of": "2026-09-14", "facts": {ranked["name"]: names}}
    answer = sqlite_client.post("/api/assess", json=body)
    assert answer.status_code == 422
    assert places(answer) == [f"facts.{ranked['name']}"]
    assert "at most" in problem(answer)["errors"][0]["expected"]


def another(**changes: Any) -> dict[str, Any]:
    return {"kind": "agree_another_band", "reason": "need_greater", **changes}


DECISIONS: list[tuple[str, dict[str, Any], str]] = [
    ("an unknown kind", {"kind": "refuse"}, "kind"),
    ("a kind that another law allows", {"kind": "carried_out"}, "kind"),
    ("a reason of another kind", {"reason": "need_greater"}, "reason"),
    ("no words", {"words": None}, "words"),
    ("empty words", {"words": " \n"}, "words"),
    ("an authority that was typed", {"authority": "Scheme of delegation 4.2"}, "authority"),
    ("somebody else", {"by": {"role": "chair", "reference": "x"}}, "by"),
    ("who sat, as the sender says", {"sat": [{"role": "chair", "reference": "x"}]}, "sat"),
    ("interests, as the sender says", {"interests": []}, "interests"),
    ("a yes in words", {"attested": "yes"}, "attested"),
    ("a law that does not fit", {"law": "Children and Families Act 2014 s.42"}, "law"),
    ("a correction of nothing", {"corrects": 1}, "corrects"),
    ("a day that is none", {"kind": "agree_later", "from": "2026-02-30"}, "from"),
    ("an end before the beginning",
     {"kind": "agree_for_a_time", "from": "2026-10-02", "until": "2026-10-01"}, "until"),
    ("an appeal where there is no order", {"appeal_text": True}, "appeal_text"),
    ("an amended plan to come", {"plan_amended_on": "2026-10-01"}, "plan_amended_on"),
    ("a band with agree", {"band": 4}, "band"),
    ("an amount with agree", {"amount": "1.00"}, "amount"),
    ("another band without one", another(amount="1.00"), "band"),
    ("another band without money", another(band=4), "amount"),
    ("another band as text", another(band="4", amount="1.00"), "band"),
    ("a band that is none", another(band=9, amount="1.00"), "band"),
    ("a band that is yes", another(band=True, amount="1.00"), "band"),
    ("the recommended band", another(band=3, amount="4680.00"), "band"),
    ("money as a number", another(band=4, amount=1), "amount"),
    ("money below nothing", another(band=4, amount="-1.00"), "amount"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "where"), [each[1:] for each in DECISIONS], ids=[each[0] for each in DECISIONS])
def test_a_bad_decision_is_refused_with_its_place(
    sqlite_client: TestClient, changes: dict[str, Any], where: str
) -> None:
    reference, etag = recommended(sqlite_client)
    before = row_counts(sqlite_client)
    answer = post(sqlite_client, f"/api/cases/{reference}/decisions", a_decision(**changes), If_Match=etag)
    assert answer.status_code == 422, answer.text
    assert where in places(answer)
    assert row_counts(sqlite_client) == before
    assert sqlite_client.get(f"/api/cases/{reference}").headers["etag"] == etag


QUERIES = [
    ("/api/cases?stage=lost", "query.stage"),
    ("/api/cases?size=0", "query.size"),
    ("/api/cases?size=1e3", "query.size"),
    ("/api/cases?size=99999999999999999999999", "query.size"),
    ("/api/cases?asked_from=yesterday", "query.asked_from"),
    ("/api/cases?after=nowhere", "query.after"),
    ("/api/cases?after=2026-09-14.1&before=2026-09-14.2", "query.before"),
    ("/api/cases?stage=received&stage=decided", "query.stage"),
    ("/api/cases?colour=blue", "query.colour"),
    ("/api/cases?band=%00", "query.band"),
    ("/api/records?before=0", "query.before"),
    ("/api/records/verify?quickly=yes", "query.quickly"),
    ("/api/records/0", "path.sequence"),
    ("/api/records/one", "path.sequence"),
    ("/api/records/99999999999999999999", "path.sequence"),
    ("/healthz?x=1", "query.x"),
]


@pytest.mark.parametrize(("address", "where"), QUERIES, ids=[each[0] for each in QUERIES])
def test_a_bad_address_is_refused_with_its_place(sqlite_client: TestClient, address: str, where: str) -> None:
    answer: Response = sqlite_client.get(address)
    assert answer.status_code == 422, answer.text
    assert places(answer) == [where]
