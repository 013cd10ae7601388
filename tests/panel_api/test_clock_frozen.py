"""The service on the real clock, frozen: year ends, leap days, clock changes, holidays, as pages tell them."""

from collections.abc import Iterator

import freezegun
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from engine.opinions.network import Network
from panel_api.clock import system_clock
from panel_api.main import create_app
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.panel_api.clock_support import day, due, finding, says
from tests.panel_api.http_support import started, taken_in
from tests.panel_api.pages_support import page
from tests.panel_api.signing_in import As

freezegun.configure(extend_ignore_list=["pydantic"])
ASSESSMENT = {"legal_basis": "assessment_request", "facts": {"assessment_requested": True}, "voices": []}


@pytest.fixture
def app(settings: Settings, shelf: Shelf, network: Network) -> FastAPI:
    """The application as it is served: built, with every model read, before any clock stops."""
    return create_app(settings, clock=system_clock, shelf=shelf, network=network)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with started(app) as client:
        yield client


def again(client: TestClient) -> None:
    """Sign in again: no session lasts as long as these leaps."""
    assert isinstance(client, As)
    for role in list(client.sessions):
        client.sign_in(role)


@pytest.mark.parametrize(
    ("received", "moment", "says_so"),
    [
        ("2025-11-20", "2026-01-01T00:00:00", "Due today."),  # the new year begins on the sixth week's last day
        ("2025-11-20", "2025-12-31T23:59:59", "Due in one day."),
        ("2024-01-18", "2024-02-29T12:00:00", "Due today."),  # a leap day counts
        ("2026-02-15", "2026-03-29T00:30:00", "Due today."),  # the night the clocks go forward
        ("2026-02-15", "2026-03-29T23:30:00", "Overdue by one day."),  # by then it is tomorrow here
        ("2026-09-13", "2026-10-25T23:30:00", "Due today."),  # the night they go back: it is not
        ("2026-09-12", "2026-10-24T12:00:00", "Due today."),  # received on a Saturday, due on one
        ("2026-07-20", "2026-08-31T12:00:00", "Due today."),  # a bank holiday, in the school holidays
    ],
)
def test_a_date_stands_as_the_day_in_england_has_it(
    client: TestClient, received: str, moment: str, says_so: str
) -> None:
    with freezegun.freeze_time(moment):
        again(client)
        case = taken_in(client, **ASSESSMENT, asked_on=received)
        assert says(client, case, "decide_to_assess") == says_so
        assert says_so.removesuffix(".") in page(client, f"/cases/{case}").words
        shown = page(client, "/due").words
        assert says_so.removesuffix(".") in shown
        assert client.get("/api/due").json()["due"][0]["case"] == case


def test_a_case_through_its_weeks(client: TestClient) -> None:
    with freezegun.freeze_time("2026-06-01T09:00:00"):
        again(client)
        case = taken_in(client, **ASSESSMENT, asked_on="2026-05-30")
        assert due(client, case)[0] == ("decide_to_assess", "2026-07-11")
    with freezegun.freeze_time("2026-09-10T09:00:00"):
        again(client)
        day(client, case, "told_assessment", "2026-07-13")
        assert says(client, case, "decide_to_assess") == "Met on 13 July 2026, two days late."
        given = {"clock": "decide_to_assess", "ground": "exceptional_circumstances", "words": "A death in the family."}
        finding(client, case, **given)
        assert "Met on 13 July 2026, two days late" in page(client, f"/cases/{case}").words, "excused, and still late"
    with freezegun.freeze_time("2026-09-21T22:59:00"):
        again(client)
        day(client, case, "draft_sent", "2026-09-07")
        assert says(client, case, "representations") == "Open until 21 September 2026."
    with freezegun.freeze_time("2026-09-21T23:00:00"):  # midnight here
        again(client)
        assert says(client, case, "representations") == "Closed on 21 September 2026."
        assert due(client, case) == [("final_plan", "2026-10-17")]
