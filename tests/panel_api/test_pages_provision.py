"""The directory's pages: each filter, paging at ten thousand, one place and its past, adding, changing, exports."""

import csv
import datetime as dt
import io
import json

from fastapi.testclient import TestClient
from python_calamine import CalamineWorkbook

from panel_api.models import Provision
from tests.panel_api.databases import NOW
from tests.panel_api.http_support import desk_of
from tests.panel_api.pages_support import Html, checked, counted, page, pressed, send
from tests.panel_api.provision_support import a_provision, numbers

HERE = {"easting": 445_200, "northing": 240_600, "town": "Anytown", "partnership": "Riverside", "authority": "998"}
BAD = {"kind": "castle", "need": "XYZ", "age": "old", "state": "maybe", "area": "far", "partnership": "<x>",
       "square": "here"}  # fmt: skip


def filled(client: TestClient) -> None:
    """Five places: two special schools, a mainstream school with a unit, and a closed one beyond the county."""
    with desk_of(client).database.writing() as session:
        ash = a_provision(session, "912345", name="Ash School", needs=["ASD", "SLD"], least_age=4, most_age=11, **HERE)
        numbers(session, ash, dt.date(2026, 9, 1), 40, 36, 0, 1)
        a_provision(session, "912346", name="Birch School", needs=None, most_age=19, **HERE)
        oak = a_provision(session, "912347", name="Oak School", kind="mainstream", needs=[], **HERE)
        a_provision(session, "912347-U", name="Oak: unit", kind="sen_unit", within_id=oak.id, needs=["SLCN"], **HERE)
        a_provision(session, "912348", name="Yew School", authority="997", state="closed")


def listed(html: Html) -> set[str]:
    return {link.removeprefix("/provision/") for link in html.links if link.startswith("/provision/9")}


def test_each_filter_and_all_together(sqlite_client: TestClient) -> None:
    assert "The directory is empty." in page(sqlite_client, "/provision").words
    filled(sqlite_client)
    everything = {"912345", "912346", "912347", "912347-U"}
    for query, expected in {
        "": everything,
        "q=ash": {"912345"},
        "q=912347": {"912347", "912347-U"},
        "q=%25": set(),
        "kind=special": {"912345", "912346"},
        "need=SLD": {"912345"},
        "partnership=Riverside": everything,
        "age=12": everything - {"912345"},
        "state=closed": {"912348"},
        "state=any&area=out": {"912348"},
        "area=in": everything,
        "square=440000-240000-10000": everything,
        "square=450000-240000-10000": set(),
        "q=ash&kind=special&need=ASD&partnership=Riverside&age=4&area=in": {"912345"},
    }.items():
        assert listed(page(sqlite_client, f"/provision?{query}")) == expected, query
    told = page(sqlite_client, "/provision?need=SLD&kind=special").words
    assert "1 place of the directory, by name. 1 more does not say for which needs" in told
    assert "3 places free, of 40" in told
    assert "No place of the directory fits all of these" in page(sqlite_client, "/provision?q=nowhere").words


def test_what_cannot_be_understood_is_told_and_stays(sqlite_client: TestClient) -> None:
    for name, wrong in BAD.items():
        found = page(sqlite_client, f"/provision?{name}={wrong}&after=912999", 422)
        assert "The directory could not be narrowed as asked" in found.words and "page of the list" in found.words
        assert found.form("/provision").fields[name] == wrong
        assert sqlite_client.get(f"/provision.csv?{name}={wrong}").status_code == 422


def test_ten_thousand_are_paged_both_ways_by_a_constant_few_queries(sqlite_client: TestClient) -> None:
    with desk_of(sqlite_client).database.writing() as session:
        common = {
            "kind": "mainstream",
            "state": "open",
            "facts": {},
            "created_at": NOW,
            "updated_at": NOW,
            "version": 1,
        }
        session.execute(Provision.__table__.insert(), [  # type: ignore[attr-defined]
            {"code": f"{100_000 + n}", "name": f"School {n % 97:02}", "easting": 400_000 + n * 7, "cell": 40_020,
             "northing": 200_000 + n * 3, **common} for n in range(10_000)
        ])  # fmt: skip
    client = sqlite_client
    with counted(client) as first:
        found = page(client, "/provision")
    assert "10,000 places of the directory" in found.words
    seen: list[str] = []
    for _ in range(3):
        seen += [link for link in found.links if link.startswith("/provision/1")]
        before, later = found, next(link for link in found.links if "after=" in link)
        with counted(client) as sent:
            found = page(client, later)
        assert len(sent) <= len(first) + 1
    assert len(seen) == len(set(seen)) == 150
    back = next(link for link in found.links if "before=" in link)
    assert [link for link in page(client, back).links if link.startswith("/provision/1")] == [
        link for link in before.links if link.startswith("/provision/1")
    ]


def test_one_place_says_what_it_is_what_is_free_and_what_is_not_known(sqlite_client: TestClient) -> None:
    filled(sqlite_client)
    ash = page(sqlite_client, "/provision/912345").words
    assert "Special school (maintained, academy or free) for ages 4 to 11 in Anytown, Riverside partnership." in ash
    assert "3 places free, of 40." in ash and "40 commissioned; 36 on roll, of whom 0 leave; 1 named" in ash
    assert "A parent or young person may ask for it" in ash and "only as s.34 allows" in ash
    assert "No cost of a place here is known on this day." in ash
    assert "Invented." in ash and "Autistic spectrum disorder" in ash
    birch = page(sqlite_client, "/provision/912346").words
    assert "Not known: any numbers of places and children." in birch and "No numbers stand here yet" in birch
    unit = page(sqlite_client, "/provision/912347-U")
    assert "/provision/912347" in unit.links and "A plan names the school" in unit.words
    assert "/provision/912347-U" in page(sqlite_client, "/provision/912347").links
    page(sqlite_client, "/provision/999999", 404)
    assert "It did not stand in it yet." in page(sqlite_client, "/provision/912345?on=1/9/2020").words
    assert "Write a day such as" in page(sqlite_client, "/provision/912345?on=soon", 422).words


def test_a_place_is_added_changed_and_its_past_is_read(sqlite_client: TestClient) -> None:
    client = sqlite_client
    form = page(client, "/provision/new").form("/provision/new")
    wrong = checked(send(client, form, name="Elm School", least_age="eleven", capacity="12"), 422)
    assert "Choose what it is." in wrong.words and "Write an age from 0 to 25." in wrong.words
    assert "Write why, and where it is from." in wrong.words
    assert wrong.form("/provision/new").fields["capacity"] == "12", "nothing that was typed is lost"
    typed = {"code": "912399", "name": "Elm School", "kind": "special", "least_age": "4", "needs_known": "yes",
             "needs": "SLD", "boarding": "no", "facts.offers_known": "yes", "facts.offers": "hoist",
             "words": "Its prospectus."}  # fmt: skip
    sent = [send(client, form, **typed) for _ in range(2)]
    assert [each.headers["location"] for each in sent] == ["/provision/912399"] * 2, "pressed twice, added once"
    shown = page(client, "/provision/912399").words
    assert "Severe learning difficulty" in shown and "Boards No" in shown and "hoist" in shown.lower()
    edit = page(client, "/provision/912399/edit").form("/edit")
    assert (edit.fields["needs"], edit.fields["boarding"], edit.fields["facts.offers_known"]) == ("SLD", "no", "yes")
    assert (
        send(
            client, edit, needs_known="", boarding="", **{"facts.offers_known": ""}, capacity="80", words="It grew."
        ).status_code
        == 303
    )
    shown = page(client, "/provision/912399").words
    assert "Designated for Not known" in shown and "Boards Not known" in shown
    assert "Physical capacity: was not known, is 80" in shown and "It grew." in shown
    stale = checked(send(client, edit, capacity="90", words="It grew more."), 412)
    assert "Someone changed this first" in stale.words and "Physical capacity was not known, is 80" in stale.words
    again = stale.form("/edit")
    assert again.fields["capacity"] == "90" and again.fields["version"] == "2"
    assert send(client, again, name="", words="No name.").status_code == 422


def test_numbers_are_written_and_a_place_closes(sqlite_client: TestClient) -> None:
    client = sqlite_client
    filled(client)
    page(client, "/provision/912346/places")
    form = page(client, "/provision/912346/places").form("/places")
    wrong = checked(send(client, form, **{"from": "1/9/2026"}, on_roll="3", leaving="4"), 422).words
    assert "Write who said so" in wrong
    done = pressed(client, "/provision/912346/places", "/places", **{"from": "1/9/2026"}, commissioned="10",
                   on_roll="11", leaving="0", named="0", source="The head")  # fmt: skip
    assert "None free: 1 more child than places, of 10." in done.words and "Full is not a ground" in done.words
    closed = pressed(client, "/provision/912346/edit", "/close", last_day="31/8/2026", words="It closed.")
    assert "Its last day was 31 August 2026." in closed.words
    assert "State: was Open, is Closed" in closed.words
    opened = pressed(client, "/provision/912346/edit", "/open", words="It did not close after all.")
    assert "Its last day" not in opened.words.split("What was changed")[0]


def test_the_directory_is_taken_away_whole_and_safe(sqlite_client: TestClient) -> None:
    filled(sqlite_client)
    with desk_of(sqlite_client).database.writing() as session:
        a_provision(session, "912349", name="=HYPERLINK(1)", kind="mainstream")
    rows = list(csv.reader(io.StringIO(sqlite_client.get("/provision.csv?state=any").text.removeprefix("\ufeff"))))
    assert len(rows) == 7 and rows[1][:2] == ["912349", "'=HYPERLINK(1)"]
    by_code = {row[0]: dict(zip(rows[0], row, strict=True)) for row in rows[1:]}
    assert (by_code["912345"]["Free places"], by_code["912345"]["Numbers from"]) == ("3", "2026-09-01")
    assert by_code["912346"]["Not known about places"] == "any numbers of places and children"
    book = CalamineWorkbook.from_filelike(io.BytesIO(sqlite_client.get("/provision.xlsx?kind=special").content))
    assert [row[0] for row in book.get_sheet_by_index(0).to_python()] == ["Code", "912345", "912346"]
    found = json.loads(sqlite_client.get("/provision.json?q=ash").text)
    assert [each["code"] for each in found] == ["912345"] and found[0]["places"]["free"] == 3
