"""What a budget holder reads: sums that add up, nobody of another school by name, and nothing of elsewhere."""

from fastapi.testclient import TestClient

from panel_api.seed.county import PARTNERSHIPS
from tests.panel_api.http_support import a_case, taken_in
from tests.panel_api.pages_cases import decided
from tests.panel_api.pages_support import counted, page
from tests.panel_api.signing_in import signed_in

HERE, THERE = PARTNERSHIPS[:2]
NAME = a_case()["child"]["name"]


def test_sums_awards_and_what_waits(client: TestClient) -> None:
    holder = signed_in(client, "budget_holder", partnership=HERE)
    assert "Nothing is agreed here yet" in page(holder, "/partnership").words
    done = [decided(client, partnership=HERE) for _ in range(2)]
    elsewhere = decided(client, partnership=THERE)
    taken_in(client, partnership=HERE)
    found = page(holder, "/partnership")
    assert "£9,360.00" in found.words, "two awards of band 3 at £4,680 each"
    assert found.words.count("£4,680.00") == 2
    assert "1 request waits" in found.words
    assert {link for link in found.links if link.startswith("/cases/")} == set(done)
    assert elsewhere.removeprefix("/cases/") not in found.source and NAME not in found.source


def test_pupils_of_the_own_school_are_known_and_others_are_not(client: TestClient) -> None:
    mine = decided(client, partnership=HERE)
    head = signed_in(client, "budget_holder", partnership=HERE, school="100000")
    other = signed_in(client, "budget_holder", partnership=HERE, school="200000")
    assert "(your school)" in page(head, "/partnership").words
    assert "(your school)" not in page(other, "/partnership").words
    words = a_case()["voices"][0]["words"]
    assert words in page(head, mine).words
    assert words not in page(other, mine).words


def test_its_queries_do_not_grow(sqlite_client: TestClient) -> None:
    holder = signed_in(sqlite_client, "budget_holder", partnership=HERE)
    page(holder, "/partnership")
    with counted(sqlite_client) as few:
        page(holder, "/partnership")
    for _ in range(3):
        decided(sqlite_client, partnership=HERE)
    with counted(sqlite_client) as many:
        page(holder, "/partnership")
    assert len(many) == len(few) <= 6
