"""What a school never sees of its own requests: the next band, like cases, addresses; and of others, nothing."""

from fastapi.testclient import TestClient

from tests.panel_api.http_support import a_case
from tests.panel_api.pages_cases import assessed, decided
from tests.panel_api.pages_support import PAGE, page
from tests.panel_api.signing_in import signed_in

PARENTS = [
    {
        "name": "Alex Example",
        "parental_responsibility": True,
        "from": "2018-03-02",
        "shielded": True,
        "address": "1 Hidden Lane\nEventown",
    }
]


def test_its_own_case_without_the_next_band_like_cases_and_addresses(client: TestClient) -> None:
    decided(client)
    address = assessed(client, parents=PARENTS, child={**a_case()["child"], "reference": "another-child"})
    officer = page(client, address)
    assert {"why-not", "like"} <= officer.ids and "Hidden Lane" in officer.source
    school = signed_in(client, "school", school="100000")
    found = page(school, address)
    assert "advice" in found.ids and "Alex Example" in found.words, "it is the school's own request"
    assert not {"why-not", "like"} & found.ids
    for kept_back in ("Hidden Lane", "more than here", "instead of", "/working"):
        assert kept_back not in found.source
    document = school.get(f"/api{address}").json()
    assert document["assessment"]["report"]["why_not"] == []
    assert "Hidden Lane" not in school.get(f"/api{address}").text
    assert client.get(f"/api{address}").json()["assessment"]["report"]["why_not"] != []


def test_another_schools_case_is_nothing_at_all(client: TestClient) -> None:
    address = assessed(client)
    other = signed_in(client, "school", school="200000")
    for path in (address, f"/api{address}", f"{address}/working", f"{address}/people"):
        refused = other.get(path, headers=PAGE if path[1:4] != "api" else {})
        assert refused.status_code in (403, 404), path
        assert "Robin" not in refused.text and "north" not in refused.text
    assert address.rpartition("/")[2] not in page(other, "/cases").source
