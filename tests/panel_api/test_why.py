"""Why can I (not) see this case? By the rule that lets one see it; otherwise the same, whether it is there or not."""

from collections.abc import Iterator

import pytest

from engine.opinions.network import Network
from panel_api.columns import ROLES
from panel_api.main import create_app
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.panel_api.http_support import NOW, started
from tests.panel_api.matrix import MARKS, SEES, World, build
from tests.panel_api.pages_support import PAGE, page, pressed
from tests.panel_api.signing_in import signed_out

BY_SEAT = "It is on the agenda of the Matrix sitting of 24 September 2026 (S-MTRXAA), and you have a seat there."
BECAUSE = {
    "school": "It is about a pupil of your school, 100000.",
    "caseworker": "Your role sees every case. You have no interest in it",
    "panel_member": BY_SEAT,
    "chair": BY_SEAT,
    "senior_officer": "Your role sees every case. You have no interest in it",
    "budget_holder": "It is of your partnership, Riverside. It is a pseudonym to you",
    "auditor": "Your role sees every case.",
}


@pytest.fixture
def world(sqlite_settings: Settings, shelf: Shelf, network: Network) -> Iterator[World]:
    """Two cases and everyone."""
    with started(create_app(sqlite_settings, clock=lambda: NOW, shelf=shelf, network=network)) as client:
        yield build(client)


def test_by_which_rule_each_role_sees_a_case(world: World) -> None:
    assert set(BECAUSE) == SEES["A"]
    for role in sorted(SEES["A"]):
        found = page(world.clients[role], f"/why?case={world.cases['A'].lower()}")
        assert f"You see case {world.cases['A']}: {BECAUSE[role]}" in found.words, role
        assert f"/cases/{world.cases['A']}" in found.links
        assert MARKS["A"] not in found.source, "whom it is about stands on the case, not here"
    auditor = world.clients["auditor"]
    assert "closed to you until you write down a purpose" in page(auditor, f"/why?case={world.cases['A']}").words
    pressed(auditor, f"/cases/{world.cases['A']}/names", "/names", words="Sample 4: was the child heard?")
    opened = page(auditor, f"/why?case={world.cases['A']}").words
    assert "open to you until 11:30 on 20 September 2026, for the purpose that you wrote down." in opened


def test_of_what_one_does_not_see_the_same_is_said_whether_it_is_there_or_not(world: World) -> None:
    asked = {role: world.clients[role] for role in ROLES if role not in SEES["B"]}
    for role, client in {**asked, "nobody": signed_out(world.client)}.items():
        there, nowhere = (client.get(f"/why?case={each}", headers=PAGE) for each in (world.cases["B"], "CCCC-CCCC"))
        assert there.status_code == nowhere.status_code == 200
        assert there.text.replace(world.cases["B"], "CCCC-CCCC") == nowhere.text, role
        if role in SEES["A"]:
            assert "There is no case CCCC-CCCC that you may see." in page(client, "/why?case=CCCC-CCCC").words
        assert "You see case" not in there.text


@pytest.mark.parametrize("typed", ["%00", "%ED%A0%80", "<b>", "x" * 5000, "%20", "' OR 1=1"])
def test_whatever_is_asked_is_answered(world: World, typed: str) -> None:
    page(world.clients["caseworker"], f"/why?case={typed}")
