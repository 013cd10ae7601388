"""The pages of what is local: the case, the whole list, one place, the picture, the spreadsheet; and who sees them."""

import datetime as dt
import re
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from panel_api.content import templates_dir
from panel_api.letters.markup import Block, Line
from panel_api.models import AgendaItem, Sitting
from panel_api.services import Desk, held_of
from panel_api.services.local import look
from panel_api.services.papers import freeze_papers
from panel_api.views.local import counted as counted_words
from panel_api.views.local import entry, how, order
from tests.panel_api.deciding_support import chairing
from tests.panel_api.http_support import desk_of, post
from tests.panel_api.local_support import kept, local_case, offers_of, school, seeking
from tests.panel_api.pages_support import checked, counted, page, pressed, send
from tests.panel_api.signing_in import signed_in
from tests.plain_words import HARDEST, grade


@pytest.fixture
def case(sqlite_client: TestClient) -> str:
    """A case with advice and what was found for it."""
    return local_case(sqlite_client)


def test_the_case_shows_the_school_asked_for_first_then_the_best(sqlite_client: TestClient, case: str) -> None:
    words = page(sqlite_client, f"/cases/{case}").words
    local = words[words.index("What is local Looked on") :]
    assert "Of 4 looked at" in local and "one does not" in local
    order = [local.index(name) for name in ("Elm Special School", "Oak Special School", "Silent Special School")]
    assert order == sorted(order)
    assert "Old Special School" not in local.split("Every place")[0]
    assert "Being full is not a ground in law" in local
    assert "£3,000" not in local, "transport is council money: it counts as public money, within the sum"
    assert "Additional cost £15,000 a year" in local, "top-up and transport; the place stands empty and is paid for"
    assert "Contains OS data" in local


def test_the_whole_list_has_every_place_with_its_reasons_and_both_costs(sqlite_client: TestClient, case: str) -> None:
    found = page(sqlite_client, f"/cases/{case}/places")
    words = found.words
    for name in ("Elm Special School", "Oak Special School", "Silent Special School", "Old Special School"):
        assert name in words
    assert "The child will be 9; the place takes children from 16 to 19 only." in words
    assert "Additional cost to the public purse: £15,000 a year." in words
    assert "For commissioning only, full cost:" in words
    assert "Which main types of need is the place for? The fit waits for this. Ask Silent Special School." in words
    assert "Places commissioned 90" in words and "On roll 130" in words
    assert "Straight line, from the middle of the postcode sector." in words
    assert "How far and at what cost" in words and "arrow up" in words
    one = page(sqlite_client, f"/cases/{case}/places/4").words
    assert "Not met The child will be 9" in one and "What it would cost" in one
    checked(sqlite_client.get(f"/cases/{case}/places/none", headers={"Accept": "text/html"}), 404)


def test_places_are_compared_with_the_school_asked_for_and_shares_told(sqlite_client: TestClient, case: str) -> None:
    words = page(sqlite_client, f"/cases/{case}/places").words
    assert "Whether it costs the public purse more or less than Elm Special School cannot be said yet." in words
    for line, cost in (("fee", "40000"), ("transport", "3000"), ("place", "0")):
        given = {"line": line, "cost": cost, "words": "For this child", "source": "Its letter"}
        pressed(sqlite_client, f"/cases/{case}/place-costs", "/1/add-here", **given)
    share = {"agency": "health", "what": "Nursing", "place": "2", "state": "asked", "cost": "8000"}
    pressed(sqlite_client, f"/cases/{case}/shares", "/shares/add", **share)
    found = pressed(sqlite_client, f"/cases/{case}/places", "/look", miles="20").words
    assert found.count("It costs the public purse £28,000 a year less than Elm Special School.") == 1
    assert found.count("Health has been asked for £8,000 a year and has not agreed") == 1
    own = page(sqlite_client, f"/cases/{case}/places/2").words
    assert "Health has been asked for £8,000 a year" in own and "£28,000 a year less" in own


def test_looking_again_further_finds_more_and_keeps_what_was_found(sqlite_client: TestClient, case: str) -> None:
    with desk_of(sqlite_client).database.writing() as session:
        kept(session, [school("9", "Distant Special School", 28)])
    assert "Distant" not in pressed(sqlite_client, f"/cases/{case}/places", "/look", miles="20").words
    found = pressed(sqlite_client, f"/cases/{case}/places", "/look", miles="30")
    assert "Distant Special School" in found.words and "within 30 miles" in found.words
    form = found.form("/look")
    checked(send(sqlite_client, form, miles="a few"), 422)


def test_a_changed_wish_is_told(sqlite_client: TestClient, case: str) -> None:
    pressed(sqlite_client, f"/cases/{case}/sought", "/sought", home_sector="OX16 9", **{"from": "1/9/2028"})
    assert "Since then it changed what place is sought. Look again." in page(sqlite_client, f"/cases/{case}").words


def test_a_school_sees_none_of_it_and_a_pseudonym_no_distance(sqlite_client: TestClient, case: str) -> None:
    own = signed_in(sqlite_client, "school", school="100000")
    shown = page(own, f"/cases/{case}").words
    assert "What is local" not in shown and "Oak Special School" not in shown and "miles" not in shown
    for part in ("places", "places.csv", "places/2"):
        assert own.get(f"/cases/{case}/{part}").status_code == 403
    auditor = signed_in(sqlite_client, "auditor")
    for part in ("", "/places", "/places/2"):
        words = page(auditor, f"/cases/{case}{part}").words
        assert "OX16" not in words and "Elm Special School" not in words
        assert "miles from home in" not in words and "4.0 miles" not in words
    assert "Elm" not in auditor.get(f"/cases/{case}/places.csv").text


def test_the_spreadsheet_has_a_row_a_place_in_the_order_it_stands(sqlite_client: TestClient, case: str) -> None:
    answer = sqlite_client.get(f"/cases/{case}/places.csv")
    lines = answer.text.splitlines()
    assert [each.split(",")[0] for each in lines[1:]] == [
        "Elm Special School", "Oak Special School", "Silent Special School", "Old Special School",
    ]  # fmt: skip
    assert "15000.00,15000.00,10,90,88,10,2" in lines[2]


def test_an_empty_case_says_what_will_stand_there_and_how(sqlite_client: TestClient) -> None:
    case = seeking(sqlite_client)
    assert "Nobody has looked yet." in page(sqlite_client, f"/cases/{case}").words
    assert "Nobody has looked yet." in page(sqlite_client, f"/cases/{case}/places").words
    found = pressed(sqlite_client, f"/cases/{case}/places", "/look", miles="20")
    assert "Of 0 looked at" in found.words


def test_the_part_costs_the_case_page_one_query_whatever_was_found(sqlite_client: TestClient, case: str) -> None:
    desk = desk_of(sqlite_client)
    few = _queries(sqlite_client, case)
    _many(desk)
    pressed(sqlite_client, f"/cases/{case}/places", "/look", miles="20")
    assert _queries(sqlite_client, case) == few


def _many(desk: Desk) -> None:
    with desk.database.writing() as session:
        kept(session, [school(f"M{n}", f"School M{n}", 1 + n % 15) for n in range(60)], offers_of(desk))


def _queries(client: TestClient, case: str) -> int:
    page(client, f"/cases/{case}")
    with counted(client) as sent:
        page(client, f"/cases/{case}")
    return len([each for each in sent if each.lstrip().upper().startswith(("SELECT", "WITH"))])


def test_programs_read_and_look(sqlite_client: TestClient, case: str) -> None:
    found = sqlite_client.get(f"/api/cases/{case}/places").json()
    assert [each["place"] for each in found["places"]] == ["1", "2", "3", "4"]
    assert found["places"][1]["additional_cost"] == {"at_least": "15000.00", "at_most": "15000.00"}
    assert found["places"][2]["fit"] == "unknown" and found["places"][3]["fit"] == "no"
    answer = post(sqlite_client, f"/api/cases/{case}/places", {"miles": 3})
    assert answer.status_code == 201 and [each["place"] for each in answer.json()["places"]] == ["1", "2", "4"]
    assert post(sqlite_client, f"/api/cases/{case}/places", {"miles": 0}).status_code == 422
    own = signed_in(sqlite_client, "school", school="100000")
    assert own.get(f"/api/cases/{case}/places").status_code == 403


def test_what_a_parent_reads_is_plain(sqlite_client: TestClient, case: str) -> None:
    """The measure of letters, over every sentence of ours on the case and on the whole list."""
    desk = desk_of(sqlite_client)
    with desk.database.reading() as session:
        held = held_of(session, desk, case)
    assert held.local is not None
    shown = [entry(held.local, each) for each in held.local.places]
    texts = [each["because"] for each in shown] + [how(held.local), counted_words(held.local), order(held.local)]
    for name in ("_case_local.html", "places.html"):
        source = (templates_dir() / name).read_text(encoding="utf-8")
        found = re.findall(r"<p class=\"govuk-body\">([^{}<]+)</p>", source)
        texts += [each.strip() for each in found]
    lines = tuple(Line(each) for each in texts if each)
    assert len(lines) > 8
    found = grade((Block("list", lines),), whole=True)
    assert found <= HARDEST["parent"], found


def test_the_pack_and_the_screen_of_a_sitting_have_what_was_found_before_papers_froze(
    sqlite_client: TestClient, case: str
) -> None:
    chair, desk = chairing(sqlite_client, case, stage="planned"), desk_of(sqlite_client)
    with desk.database.writing() as session:
        sitting = session.scalars(select(Sitting)).one()
        freeze_papers(session, desk, sitting.reference)
    with desk.database.writing() as session:
        kept(session, [school("9", "Later Special School", 2)], offers_of(desk))
        look(session, replace(desk, clock=lambda: desk.clock() + dt.timedelta(hours=1)), case)
    pack = page(chair, f"/sittings/{sitting.reference}/pack").words
    assert "What is local" in pack and "Oak Special School" in pack and "Later Special School" not in pack
    with desk.database.reading() as session:
        item = session.scalars(select(AgendaItem.id)).one()
    assert "Later Special School" in page(chair, f"/sittings/{sitting.reference}/run/{item}").words
