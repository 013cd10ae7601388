"""Nothing that is not theirs: every role, every address, a case of theirs and one that is not."""

from collections.abc import Iterable, Iterator

import pytest
from sqlalchemy import select

from engine.opinions.network import Network
from panel_api.main import create_app
from panel_api.models import Case, ChainHead, LogLine, Party, Voice
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.panel_api.http_support import NOW, a_case, desk_of, row_counts, started
from tests.panel_api.matrix import MARKS, SEES, SITTINGS, Asked, World, ask_everything, build


@pytest.fixture
def world(sqlite_settings: Settings, shelf: Shelf, network: Network) -> Iterator[World]:
    """Both cases and everyone."""
    with started(create_app(sqlite_settings, clock=lambda: NOW, shelf=shelf, network=network)) as client:
        yield build(client)


def said(cells: list[Asked]) -> list[str]:
    """Cells as a person reads them in a failure."""
    return [f"{each.role} {each.address} {each.case}: {each.answer.status_code} {each.leaks}" for each in cells]


def lines_of(world: World, log: str) -> int:
    """How many lines a log has."""
    with desk_of(world.client).database.reading() as session:
        return session.scalars(select(ChainHead.sequence).where(ChainHead.chain == log)).one()


def counted(world: World, cells: Iterable[Asked]) -> Iterator[tuple[Asked, int, int]]:
    """Each cell with how many lines it left in the log of access, and in that of signing."""
    before = lines_of(world, "access"), lines_of(world, "signing")
    for each in cells:
        after = lines_of(world, "access"), lines_of(world, "signing")
        yield each, after[0] - before[0], after[1] - before[1]
        before = after


def logged(world: World, capsys: pytest.CaptureFixture[str]) -> str:
    """Everything that was logged: each line of every log, and what the program wrote to standard error."""
    with desk_of(world.client).database.reading() as session:
        lines = session.scalars(select(LogLine.stored).order_by(LogLine.log, LogLine.sequence)).all()
    assert len(lines) > 100
    return b"\n".join(lines).decode() + capsys.readouterr().err


def personal(world: World) -> set[str]:
    """Every value of a child or a family that the world holds: names, words, addresses, days of birth, numbers."""
    found: set[str] = {*MARKS.values(), a_case()["child"]["date_of_birth"]}
    with desk_of(world.client).database.reading() as session:
        for party in session.scalars(select(Party).order_by(Party.id)):
            found |= {each for each in (party.name, party.address) if each}
            found |= {party.reference} if party.role == "child" and party.reference else set()
        found |= {voice.words for voice in session.scalars(select(Voice).order_by(Voice.id)) if voice.words}
    return found


LISTS = (
    "GET /cases",
    "GET /",
    "GET /due",
    "GET /going-up",
    "GET /requests",
    "GET /sittings/{reference}",
    "GET /payments",
)
"""Pages that name children or schools and leave no line: which case was looked at, opening it tells."""


def test_reading(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    told = list(counted(world, ask_everything(world, ("GET",))))
    cells = [each for each, _, _ in told]
    assert len(cells) > 300
    shows = [(each, lines) for each, lines, _ in told if any(mark in each.answer.text for mark in MARKS.values())]
    silent = {each.address for each, lines in shows if not lines and each.answer.status_code == 200}
    assert silent - {*LISTS} == set(), "what shows a child's name leaves a line"
    assert said([each for each, access, _ in told if access > 1 or (access and (each.hidden or not each.may))]) == []
    refused = [each for each, _, signing in told if signing != (each.answer.status_code == 403)]
    assert {each.address for each in refused} == {"GET /sign-in/callback"}, "which was begun nowhere: once a minute"
    said_in_logs = logged(world, capsys)
    assert {value for value in personal(world) if value in said_in_logs} == set()
    assert said([each for each in cells if each.answer.status_code >= 500]) == []
    assert said([each for each in cells if each.leaks]) == []
    assert said([each for each in cells if not each.may and each.answer.status_code != 403]) == []
    hidden = [each for each in cells if each.may and each.hidden]
    assert said([each for each in hidden if each.answer.status_code != 404]) == []
    plain = [
        each for each in cells if each.may and each.case and each.address.endswith(("/cases/{reference}", "/working"))
    ]
    shown = [each for each in plain if each.role in SEES[each.case]]
    assert len(shown) >= 12
    assert said([each for each in shown if each.answer.status_code != 200]) == []


def test_what_is_refused_says_the_same_whether_the_case_is_there_or_not(world: World) -> None:
    for role, client in world.clients.items():
        for path in ("/cases/{}", "/api/cases/{}"):
            if role in SEES["B"]:
                continue
            there = client.get(path.format(world.cases["B"]))
            nowhere = client.get(path.format("CCCC-CCCC"))
            assert there.status_code == nowhere.status_code
            assert there.text.replace(world.cases["B"], "CCCC-CCCC") == nowhere.text, f"{role} {path}"


def test_lists_counts_and_searches_hold_what_is_theirs_alone(world: World) -> None:
    for role, client in world.clients.items():
        if role not in SEES["A"]:
            continue
        listed = {each["reference"] for each in client.get("/api/cases").json()["cases"]}
        theirs = {world.cases[name] for name in ("A", "B") if role in SEES[name]}
        assert listed == theirs, role
        found = client.get(f"/api/cases?reference={world.cases['B']}").json()["cases"]
        assert bool(found) == (role in SEES["B"]), role
        sheet = client.get("/cases.csv").text
        assert (world.cases["B"] in sheet) == (role in SEES["B"]), role
        count = client.get("/cases", headers={"Accept": "text/html"}).text
        assert f"{len(theirs)} case{'s' if len(theirs) != 1 else ''}" in count, role


def test_a_sitting_tells_nothing_of_an_item_of_ones_own_interest(world: World) -> None:
    asked = [each for each in ask_everything(world, ("GET",), below="/sittings") if each.may]
    assert len({each.address for each in asked if each.answer.status_code == 200}) >= 8
    for each in asked:
        told = world.cases["B"] in each.answer.text
        assert not told or each.role == "auditor", f"{each.role} {each.address}"
    for role in ("caseworker", "panel_member", "chair"):
        shown = {each.address: each.answer for each in asked if each.role == role and each.case == "A"}
        for part in ("", "/pack"):
            answer = shown[f"GET /sittings/{{reference}}{part}"]
            assert "An item you have an interest in" in answer.text, f"{role} {part}"
            assert world.cases["A"] in answer.text
        assert world.clients[role].get(f"/sittings/{SITTINGS['A']}/run/2").status_code == 404


def test_changing(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    before = row_counts(world.client)
    with desk_of(world.client).database.reading() as session:
        untouched = session.scalars(select(Case.version).order_by(Case.id)).all()
    cells = list(ask_everything(world, ("POST", "PATCH", "PUT", "DELETE")))
    assert len(cells) > 300
    assert said([each for each in cells if each.answer.status_code >= 500]) == []
    assert said([each for each in cells if each.leaks]) == []
    assert said([each for each in cells if not each.may and each.answer.status_code != 403]) == []
    hidden = [each for each in cells if each.may and each.hidden]
    assert hidden
    assert said([each for each in hidden if each.answer.status_code < 400]) == []
    pages = [each for each in hidden if "/api/" not in each.address]
    assert said([each for each in pages if each.answer.status_code != 404]) == []
    auditor = [each for each in cells if each.role == "auditor" and each.permission is not None]
    takes = ("replay", "/records/export", "/records/verify")  # and changes nothing
    done = [each for each in auditor if each.answer.status_code < 400]
    assert said([each for each in done if not any(part in each.address for part in takes)]) == []
    with desk_of(world.client).database.reading() as session:
        versions = session.scalars(select(Case.version).order_by(Case.id)).all()
    assert versions[1] == untouched[1], "case B is as it was"
    after = row_counts(world.client)
    assert after["decisions"] == before["decisions"] and after["records"] == before["records"]
    said_in_logs = logged(world, capsys)
    assert {value for value in personal(world) if value in said_in_logs} == set()
