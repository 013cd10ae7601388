"""Placements and sufficiency as pages and spreadsheets: what is counted, what is kept back, and how fast it stays."""

import datetime as dt
import io
import re
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from python_calamine import CalamineWorkbook
from sqlalchemy import insert

from panel_api.models import Placement, PlaceSearch, PlaceSought, ProvisionPlaces
from panel_api.services import find_case
from panel_api.services.sufficiency import stays_of, sufficiency_of
from panel_api.services.trying_unit import Wanted, try_unit
from panel_api.store.placements import PlacementFilter
from panel_api.views.sufficiency import unit_sentence, unit_view
from tests.panel_api.deciding_support import waiting
from tests.panel_api.http_support import NOW, desk_of
from tests.panel_api.pages_support import PAGE, counted, page, pressed
from tests.panel_api.placements_support import HERE, a_placement, placed, places
from tests.panel_api.signing_in import signed_in

UNIT = "/sufficiency/unit?kind=sen_unit&partnership=Riverside&need=ASD&least_age=11&most_age=16&seats=2&cost=28000"


@pytest.fixture
def there(sqlite_client: TestClient) -> dict[str, int]:
    """Seven children: five of Riverside, of whom two are out of the county; one elsewhere; one nobody knows where."""
    desk = desk_of(sqlite_client)
    numbers = places(desk)
    near, other, far, nowhere = (numbers[code] for code in sorted(numbers))
    placed(
        desk,
        a_placement(near, pence=2_400_000),
        a_placement(other, pence=6_000_000, health_pence=400_000),
        a_placement(far, reference="N-FAR1", unmet="No nearer place for this age."),
        a_placement(far, need="SEMH", pence=None, from_day=dt.date(2024, 9, 9)),
        a_placement(far, until_day=dt.date(2026, 7, 21)),
        a_placement(far, partnership="Northmoor", home_sector=None),
        a_placement(nowhere, pence=3_000_000),
    )
    return numbers


def sheet(client: TestClient, address: str, name: str) -> list[list[object]]:
    """One sheet of a workbook that is taken away."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return book.get_sheet_by_name(name).to_python()


def test_the_tracked_list_holds_what_is_dear_or_far_with_figures_that_add_up(
    sqlite_client: TestClient, there: dict[str, int]
) -> None:
    found = page(sqlite_client, "/placements")
    assert "4 placements, £188,000 a year in all" in found.words  # 60,000 + 64,000 + 64,000
    assert "Of 1 nobody has written what it costs" in found.words
    assert "of high cost" in found.words.lower() and "Contains OS data" in found.words
    every = page(sqlite_client, "/placements?which=all&when=ever&by=where")
    assert "7 placements" in every.words and "Not known" in every.words
    assert "1 placement," in page(sqlite_client, "/placements?need=SEMH").words
    assert page(sqlite_client, "/placements?need=NONE", 422).title.startswith("Error")
    assert sqlite_client.get("/placements.csv?need=NONE").status_code == 422


def test_pages_of_the_list_hold_each_once(sqlite_client: TestClient, there: dict[str, int]) -> None:
    desk, day = desk_of(sqlite_client), dt.date(2026, 1, 8)
    placed(desk, *(a_placement(there["900003"], from_day=day) for _ in range(120)))
    address, seen = "/placements", list[str]()
    for _ in range(3):
        found = page(sqlite_client, address)
        seen += [link for link in found.links if re.fullmatch(r"/placements/N-\w+", link)]
        address = next((link for link in found.links if "after=" in link), "")
    assert address == "" and len(seen) == len(set(seen)) == 124
    assert len(sqlite_client.get("/placements.csv").text.splitlines()) == 126
    assert page(sqlite_client, "/placements?after=nonsense", 422)


def test_the_workbook_has_every_breakdown_and_says_that_it_is_not_for_publication(
    sqlite_client: TestClient, there: dict[str, int]
) -> None:
    assert sheet(sqlite_client, "/placements.xlsx", "About")[1][0] == "Small numbers. Not for publication."
    for name in ("Partnership", "Main type of need", "Phase", "Kind of provision", "Where it is"):
        rows = sheet(sqlite_client, "/placements.xlsx", name)[1:]
        assert (sum(row[1] for row in rows), sum(row[4] for row in rows)) == (4, 188_000), name  # type: ignore[misc]
    assert len(sheet(sqlite_client, "/placements.xlsx", "List")) == 5
    assert len(sheet(sqlite_client, "/placements.xlsx", "Over time")) == 7


def test_one_placement_is_changed_by_forms_with_a_reason_that_stays(
    sqlite_client: TestClient, there: dict[str, int]
) -> None:
    found = pressed(sqlite_client, "/placements/N-FAR1", "/costs", cost="70000", words="The new invoice.")
    assert "£70,000.00" in found.words and "The new invoice." in found.words
    assert "Full cost a year: £64,000.00, then £70,000.00." in found.words
    assert "Home" in found.words and "OX16 0" in found.words
    ended = pressed(sqlite_client, "/placements/N-FAR1", "/end", last_day="21/7/2026", words="Moved.")
    assert "was taught" in ended.words
    new = pressed(
        sqlite_client, "/placements/new", "/placements", place="900003", words="The list.", **{"from": "1/9/2026"}
    )
    assert "1 September 2026" in new.words or "1 Sep 2026" in new.words
    gone = pressed(sqlite_client, "/placements/N-FAR1", "/take-back", words="Another child's.")
    assert "N-FAR1" not in gone.words
    page(sqlite_client, "/placements/N-FAR1", 404)


def test_who_knows_no_names_learns_neither_school_nor_words_nor_home(
    sqlite_client: TestClient, there: dict[str, int]
) -> None:
    for role, scope in (("auditor", {}), ("budget_holder", {"partnership": "Riverside"})):
        told = page(signed_in(sqlite_client, role, **scope), "/placements/N-FAR1")
        assert "Fernbrook" not in told.words and "No nearer place" not in told.words and "OX16" not in told.words
        assert "these words may say who it is about" in told.words and not told.all("textarea")
    other = signed_in(sqlite_client, "budget_holder", partnership="Northmoor")
    page(other, "/placements/N-FAR1", 404)
    assert "1 placement," in page(other, "/placements").words
    assert other.post("/placements/N-FAR1/end", headers=PAGE).status_code == 403
    assert signed_in(sqlite_client, "panel_member").get("/sufficiency").status_code == 403


def test_gaps_stand_by_need_and_partnership_with_whoever_waits(
    sqlite_client: TestClient, there: dict[str, int]
) -> None:
    desk = desk_of(sqlite_client)
    none = {"yes": 0, "unknown": 0}
    for counts in (none, {"yes": 0, "unknown": 2}, {"yes": 1, "unknown": 0}, {**none, "asks": "support"}):
        reference = waiting(sqlite_client, "phase_transfer", primary_need="SEMH")
        with desk.database.writing() as session:
            case = find_case(session, desk, reference)
            by = {"case_id": case.id, "by_role": "local", "by_reference": "test", "written_at": NOW}
            sought = PlaceSought(start_day=NOW.date(), facts={}, **by)
            session.add(sought)
            session.flush()
            by |= {"sought_id": sought.id, "as_of": NOW.date(), "rulebook": "place_fit", "rulebook_sha256": "0"}
            session.add(PlaceSearch(metres=1, found=[], counts=counts, engines={}, **by))
    found = page(sqlite_client, "/sufficiency")
    assert "the need of 4 children is not met in the county: 3 are taught beyond it, and for 1 child" in found.words
    assert "For 1 more it is open whether one suits" in found.words
    assert "1 more at places nobody knows where" in found.words
    near = page(sqlite_client, "/sufficiency?local=partnership")
    assert "the need of 5 children is not met in the child's partnership" in near.words
    rows = sheet(sqlite_client, "/sufficiency.xlsx", "Need by partnership")
    assert rows[0] == ["Main type of need", "Northmoor", "Riverside", "north"]
    assert {row[0]: row[1:] for row in rows[1:]} == {
        "Autistic spectrum disorder": [1, 1, 0], "Social, emotional and mental health": [0, 1, 1]
    }  # fmt: skip


def test_places_by_term_come_from_the_directory_as_it_was(sqlite_client: TestClient, there: dict[str, int]) -> None:
    desk = desk_of(sqlite_client)
    with desk.database.writing() as session:
        for day, roll in ((dt.date(2025, 9, 1), 88), (dt.date(2026, 1, 1), 93)):
            said = {"source": "Invented", "by_role": "local", "by_reference": "test", "written_at": NOW}
            session.add(
                ProvisionPlaces(provision_id=there["900001"], from_day=day, commissioned=90, on_roll=roll, **said)
            )
    rows = {row[0]: row[1:] for row in sheet(sqlite_client, "/sufficiency.xlsx", "Places by term")[1:]}
    assert rows["Autumn 2025"] == [90, 88, 2, 0, 1] and rows["Spring 2026"] == [90, 93, 0, 3, 1]
    assert rows["Summer 2025"] == [0, 0, 0, 0, 2]


def test_a_unit_is_tried_on_the_placements_of_two_years(
    sqlite_client: TestClient, there: dict[str, int], golden: Callable[[str, str], None]
) -> None:
    near = page(sqlite_client, f"{UNIT}&near=OX16+0&built=yes")
    assert "2 of the 6 children placed in the past two years could have taken a seat" in near.words
    assert "It is a replay, no forecast, and wishes were not asked." in near.words
    assert "it is taken to give what they need" in near.words
    strict = page(sqlite_client, f"{UNIT}&near=OX16+0")
    assert "None of the 6 children" in strict.words and "Perhaps 2 could." in strict.words, (
        "what nobody recorded stays a question"
    )
    assert sheet(sqlite_client, f"{UNIT.replace('unit?', 'unit.xlsx?')}&near=OX16+0&built=yes", "Children")[1][1] == 2
    wrong = page(sqlite_client, "/sufficiency/unit?kind=sen_unit&partnership=Nowhere&need=ASD&cost=much", 422)
    assert "Write an amount such as 28000." in wrong.words
    assert "It is not known where the schools" in page(sqlite_client, UNIT.replace("Riverside", "Nowhere"), 422).words
    desk, told = desk_of(sqlite_client), []
    for least, seats, built in ((11, 2, True), (11, 1, True), (11, 12, False), (3, 12, True)):
        wanted = Wanted("sen_unit", "Riverside", HERE, ("ASD",), least, least + 5, seats, 2_800_000, 25_000, built)
        with desk.database.reading() as session:
            tried = try_unit(session, desk, wanted)
        view = unit_view(tried)
        told += [unit_sentence(tried), *(f"  {each['words']}: {each['children']}" for each in view["fates"])]
        told += [f"  not so: {each['words']} ({each['children']})" for each in view["why_not"]]
    golden("english/units_tried.txt", "\n".join([*told, ""]))


def test_ten_thousand_placements_take_no_more_queries(sqlite_client: TestClient, there: dict[str, int]) -> None:
    addresses = ("/placements?which=all", "/sufficiency", f"{UNIT}&near=OX16+0&built=yes")
    few = []
    for address in addresses:
        page(sqlite_client, address)
        with counted(sqlite_client) as sent:
            page(sqlite_client, address)
        few.append(len(sent))
    desk = desk_of(sqlite_client)
    many = [
        a_placement(
            there["900003"], age=4 + number % 15, need=("ASD", "SEMH", "SLD")[number % 3], reference=f"N-M{number}",
            from_day=dt.date(2022, 9, 8) + dt.timedelta(days=number % 1400), pence=4_000_000 + number,
        )
        for number in range(10_000)
    ]  # fmt: skip
    with desk.database.writing() as session:
        session.execute(insert(Placement), many)
    for address, number in zip(addresses, few, strict=True):
        with counted(sqlite_client) as sent:
            page(sqlite_client, address)
        assert len(sent) == number <= 14, address
    with desk.database.reading() as session:
        stays = stays_of(session, desk, PlacementFilter())
        whole = sufficiency_of(session, desk, "county")
    assert len(stays) == 10_007 and whole.now.children == 10_006
