"""A file of establishments beside the directory: seen first, applied whole or not at all, and twice without harm.

All establishments are invented. The clock stands at 14 September 2026.
"""

import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from panel_api.database import Database, open_database
from panel_api.errors import Trouble
from panel_api.models import DirectoryImport, DirectoryRow, Provision, ProvisionChange, ProvisionPlaces
from panel_api.services.desk import Desk
from panel_api.services.directory_apply import apply_directory, import_directory
from panel_api.services.directory_import import Counts, check_directory, counts_of, leave_directory
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from panel_api.store.directory import stands_at
from panel_api.store.provision import numbers_on
from tests.panel_api.databases import DAY, NOW
from tests.panel_api.establishments import BOTH, file_of, row_of, state_of

MANY = 300
UNIT = {
    "TypeOfEstablishment (code)": "01", "TypeOfEstablishment (name)": "Community school", "SenUnitCapacity": "14",
    "TypeOfResourcedProvision (name)": "SEN unit", "SenUnitOnRoll": "10", "CensusDate": "15-01-2026",
    "EstablishmentStatus (code)": "1", "EstablishmentStatus (name)": "Open", "CloseDate": "",
}  # fmt: skip
CLOSED = {"EstablishmentStatus (code)": "2", "EstablishmentStatus (name)": "Closed", "CloseDate": "31-08-2026"}


@pytest.fixture
def desk(sqlite_settings: Settings) -> Iterator[Desk]:
    """A desk over an empty SQLite directory."""
    opened = open_database(sqlite_settings)
    yield desk_over(opened)
    opened.dispose()


def desk_over(database: Database) -> Desk:
    return Desk(database, Shelf(None), None, lambda: NOW)  # type: ignore[arg-type]


def check(desk: Desk, *rows: dict[str, str], only: tuple[str, ...] = ()) -> tuple[int, Counts]:
    number = check_directory(desk, io.BytesIO(file_of(list(rows))), "list.csv", only)
    return number, counts(desk, number)


def counts(desk: Desk, number: int) -> Counts:
    with desk.database.reading() as session:
        return counts_of(session.get_one(DirectoryImport, number))


def applied(desk: Desk, *rows: dict[str, str], over_hand: bool = False) -> Counts:
    number, found = check(desk, *rows)
    with desk.database.writing() as session:
        apply_directory(session, desk, number, over_hand=over_hand)
    return found


def one(desk: Desk, code: str) -> Provision:
    with desk.database.reading() as session:
        return session.scalars(select(Provision).where(Provision.code == code)).one()


def by_hand(desk: Desk, code: str, **fields: object) -> None:
    """A person changes fields of one provision."""
    with desk.database.writing() as session:
        row = session.scalars(select(Provision).where(Provision.code == code)).one()
        changes = {name: [getattr(row, name), value] for name, value in fields.items()}
        for name, value in fields.items():
            setattr(row, name, value)
        kept = {"source": "hand", "words": "Rang them", "by_role": "caseworker", "by_reference": "K-1"}
        session.add(ProvisionChange(provision_id=row.id, changes=changes, written_at=NOW, **kept))


def rows_doing(desk: Desk, number: int, action: str) -> list[DirectoryRow]:
    with desk.database.reading() as session:
        query = select(DirectoryRow).where(DirectoryRow.import_id == number, DirectoryRow.action == action)
        return list(session.scalars(query.order_by(DirectoryRow.line, DirectoryRow.code)))


def test_a_file_is_seen_applied_and_the_second_time_changes_nothing(database: Database) -> None:
    desk = desk_over(database)
    content = file_of([row_of(number) for number in range(MANY)])
    number = check_directory(desk, io.BytesIO(content), "edubasealldata20260914.csv")
    found = counts(desk, number)
    assert found.rows == found.new == MANY and found.units > 0 and found.provisions_new == MANY + found.units
    with desk.database.reading() as session:
        assert session.scalar(select(func.count(Provision.id))) == 0, "nothing is written before it is applied"
    with desk.database.writing() as session:
        apply_directory(session, desk, number)
    before = state_of(desk.database)
    again = counts(desk, check_directory(desk, io.BytesIO(content), "again.csv"))
    assert again.nothing and (again.rows, again.unchanged) == (MANY, MANY)
    at_once = counts(desk, import_directory(desk, io.BytesIO(content), "once more.csv"))
    assert at_once.nothing and state_of(desk.database) == before
    with desk.database.reading() as session:
        unit = session.scalars(select(Provision).where(Provision.within_id.is_not(None)).order_by(Provision.id)).first()
        assert unit is not None and unit.kind in ("sen_unit", "resourced_provision") and unit.facts == {}
        school = session.get_one(Provision, unit.within_id)
        assert unit.code.startswith(f"{school.code}-") and school.opened_on is not None and school.version == 1
        assert school.cell is not None and school.import_digest == unit.import_digest
        numbers = numbers_on(session, desk.viewer, [unit.id], DAY)
        (held,) = numbers.values()
        assert held.source == f"Department for Education, list of establishments, file {number}"


def test_at_once_and_in_two_steps_come_to_the_same(desk: Desk, tmp_path: Path, sqlite_template: Path) -> None:
    content = file_of([row_of(number) for number in range(40)])
    import_directory(desk, io.BytesIO(content), "list.csv")
    (tmp_path / "other.db").write_bytes(sqlite_template.read_bytes())
    other = open_database(Settings(database_url=f"sqlite:///{tmp_path / 'other.db'}"))
    two_steps = desk_over(other)
    number = check_directory(two_steps, io.BytesIO(content), "list.csv")
    with other.writing() as session:
        apply_directory(session, two_steps, number)
    assert state_of(desk.database) == state_of(other)
    other.dispose()


def test_what_changed_is_shown_as_it_was_and_is_and_sealed(database: Database) -> None:
    desk = desk_over(database)
    rows = [row_of(number) | (UNIT if number == 2 else {}) for number in range(6)]
    rows[1] |= {"EstablishmentStatus (code)": "1", "EstablishmentStatus (name)": "Open", "CloseDate": ""}
    rows[3] |= CLOSED
    applied(desk, *rows)
    rows[0] |= {"EstablishmentName": "A new name (invented)", "Easting": "450000", "Northing": "220000"}
    rows[1] |= CLOSED
    rows[2] |= {"SenUnitOnRoll": "12", "CensusDate": "14-01-2027"}
    rows[3] |= {"EstablishmentStatus (code)": "1", "EstablishmentStatus (name)": "Open", "CloseDate": ""}
    rows[4] |= {"OpenDate": "99-99-9999"}
    number, found = check(desk, *rows[:5])
    assert (found.rows, found.changed, found.rejected, found.new, found.unchanged) == (5, 4, 1, 0, 0)
    assert (found.closed, found.reopened, found.missing) == (1, 1, 1)
    changed = {each.code: each.said for each in rows_doing(desk, number, "changed")}
    assert changed["9000000"]["changes"]["name"] == [row_of(0)["EstablishmentName"], "A new name (invented)"]
    assert changed["9000002-U"]["roll"] == [10, 12, "2027-01-14"] and changed["9000002-U"]["changes"] == {}
    (rejected,) = rows_doing(desk, number, "rejected")
    assert rejected.line == 6 and rejected.said["problems"][0][:2] == ["line 6, OpenDate", "“99-99-9999” is no day"]
    assert [each.code for each in rows_doing(desk, number, "missing")] == ["9000005"]
    with desk.database.writing() as session:
        apply_directory(session, desk, number)
    moved = one(desk, "9000000")
    assert (moved.name, moved.easting, moved.cell, moved.version) == ("A new name (invented)", 450_000, 45_022, 2)
    assert one(desk, "9000001").state == "closed" and one(desk, "9000003").state == "open"
    assert one(desk, "9000005").name == rows[5]["EstablishmentName"], "what is missing stays"
    with desk.database.reading() as session:
        sealed = session.scalars(select(ProvisionChange).where(ProvisionChange.provision_id == moved.id)).one()
        assert sealed.changes["easting"][1] == 450_000 and sealed.import_id == number and sealed.source == "import"
        unit = session.scalars(select(Provision.id).where(Provision.code == "9000002-U")).one()
        rolls = session.scalars(
            select(ProvisionPlaces.on_roll).where(ProvisionPlaces.provision_id == unit).order_by(ProvisionPlaces.id)
        )
        assert list(rolls) == [10, 12]
    assert check(desk, *rows[:5])[1].nothing


def test_what_a_person_changed_stays_unless_it_is_asked_for(desk: Desk) -> None:
    rows = [row_of(1, Town="Alderton"), row_of(2, Town="Alderton")]
    applied(desk, *rows)
    by_hand(desk, "9000001", town="Brook", easting=400_001)
    assert check(desk, *rows)[1].nothing, "the file says nothing new"
    rows = [row_of(1, Town="Cedar Hill", Northing="333333", SchoolCapacity="77"), row_of(2, Town="Cedar Hill")]
    number, found = check(desk, *rows)
    assert (found.changed, found.kept) == (2, 1)
    said = rows_doing(desk, number, "changed")[0].said
    assert said["kept"]["town"] == ["Brook", "Cedar Hill"] and {"easting", "northing"} <= {*said["kept"]}
    assert list(said["changes"]) == ["capacity"]
    with desk.database.writing() as session:
        apply_directory(session, desk, number)
    mine = one(desk, "9000001")
    assert (mine.town, mine.easting, mine.capacity, one(desk, "9000002").town) == ("Brook", 400_001, 77, "Cedar Hill")
    again = applied(desk, row_of(1, Town="Dale"), over_hand=True)
    assert again.kept == 1 and one(desk, "9000001").town == "Dale"
    assert "town" in rows_changed(desk, row_of(1, Town="Elm"))["changes"], "a file changed it last"


def rows_changed(desk: Desk, row: dict[str, str]) -> dict[str, dict[str, object]]:
    number, _ = check(desk, row)
    return rows_doing(desk, number, "changed")[0].said


def test_numbers_that_somebody_wrote_for_a_later_day_are_not_overtaken(desk: Desk) -> None:
    applied(desk, row_of(1) | UNIT)
    with desk.database.writing() as session:
        number = session.scalars(select(Provision.id).where(Provision.code == "9000001-U")).one()
        own = {"source": "The head", "by_role": "caseworker", "by_reference": "K-1", "written_at": NOW}
        session.add(ProvisionPlaces(provision_id=number, from_day=DAY, commissioned=14, on_roll=13, **own))
    applied(desk, row_of(1) | UNIT | {"SenUnitOnRoll": "11"})
    with desk.database.reading() as session:
        assert numbers_on(session, desk.viewer, [number], DAY)[number].on_roll == 13
    applied(desk, row_of(1) | UNIT | {"SenUnitOnRoll": "12", "CensusDate": "15-09-2026"})
    with desk.database.reading() as session:
        held = numbers_on(session, desk.viewer, [number], DAY.replace(day=30))[number]
        assert (held.on_roll, held.commissioned) == (12, 14) and "The head" in held.source


def test_a_plan_that_is_out_of_date_is_refused_with_words(desk: Desk) -> None:
    applied(desk, row_of(1))
    number, _ = check(desk, row_of(1, Town="Dale"), row_of(2))
    by_hand(desk, "9000001", telephone="01632 000000")
    with pytest.raises(Trouble) as refused, desk.database.writing() as session:
        apply_directory(session, desk, number)
    assert f"The directory was changed since file {number} was checked. Check the file again" in refused.value.detail
    assert one(desk, "9000001").town != "Dale"
    with desk.database.writing() as session:
        leave_directory(session, number)
    with pytest.raises(Trouble, match="was left already"), desk.database.writing() as session:
        apply_directory(session, desk, number)


def test_a_place_that_somebody_added_meanwhile_stops_it_all(database: Database) -> None:
    desk = desk_over(database)
    number, _ = check(desk, row_of(1), row_of(2))
    with database.writing() as session:
        added = {"kind": "mainstream", "name": "By hand (invented)", "state": "open", "facts": {}, "invented": False}
        session.add(Provision(code="9000002", created_at=NOW, updated_at=NOW, **added))
        session.flush()
        file = session.get_one(DirectoryImport, number)
        file.counts = {**file.counts, "stands_at": stands_at(session, desk.viewer)}  # as if nobody had noticed
    with pytest.raises(Trouble, match="The directory was changed since"), database.writing() as session:
        apply_directory(session, desk, number)
    with database.reading() as session:
        assert session.scalars(select(Provision.name)).all() == ["By hand (invented)"]


def test_only_the_authorities_asked_for_and_every_row_counted(desk: Desk) -> None:
    rows = [row_of(number, **{"LA (code)": "931" if number % 3 else "825"}) for number in range(9)]
    rows[4] |= {"URN": "x"}
    _, found = check(desk, *rows, only=("931",))
    assert (found.new, found.elsewhere, found.rejected) == (5, 3, 1)
    assert found.new + found.changed + found.unchanged + found.rejected + found.elsewhere == found.rows == 9


def test_an_invented_provision_is_never_taken_for_a_real_one(desk: Desk) -> None:
    applied(desk, row_of(1))
    with desk.database.writing() as session:
        session.scalars(select(Provision)).one().invented = True
    number, found = check(desk, row_of(1, Town="Elsewhere"))
    assert (found.rejected, found.missing) == (1, 0)
    assert "holds an invented provision" in rows_doing(desk, number, "rejected")[0].said["problems"][0][1]


def test_killed_half_way_nothing_of_it_is_there(desk: Desk, tmp_path: Path) -> None:
    url = str(desk.database.engine.url)
    (tmp_path / "list.csv").write_bytes(file_of([row_of(number) | UNIT for number in range(MANY)]))
    program = (
        "import os, signal, sys\n"
        "from tests.panel_api.test_directory_import import desk_over\n"
        "from panel_api.database import open_database\n"
        "from panel_api.services.directory_apply import import_directory\n"
        "from panel_api.settings import Settings\n"
        "desk = desk_over(open_database(Settings(database_url=sys.argv[1])))\n"
        "def done(many):\n"
        "    if many > 300: os.kill(os.getpid(), signal.SIGKILL)\n"
        "import_directory(desk, open(sys.argv[2], 'rb'), 'list.csv', done=done)\n"
    )
    arguments = [sys.executable, "-c", program, url, str(tmp_path / "list.csv")]
    killed = subprocess.run(arguments, cwd=Path(__file__).parents[2], env=dict(os.environ), check=False)
    assert killed.returncode == -signal.SIGKILL
    with desk.database.reading() as session:
        assert session.scalar(select(func.count(Provision.id))) == 0
        assert session.scalar(select(func.count(DirectoryImport.id))) == 0
    assert applied(desk, *[row_of(number) for number in range(3)]).new == 3


def test_a_unit_appears_in_a_school_that_was_there(desk: Desk) -> None:
    plain = row_of(1) | UNIT | {"TypeOfResourcedProvision (name)": "Not applicable"}
    applied(desk, plain)
    found = applied(desk, plain | {"TypeOfResourcedProvision (name)": BOTH})
    assert (found.changed, found.new, found.units) == (1, 0, 2)
    assert one(desk, "9000001-U").within_id == one(desk, "9000001-R").within_id == one(desk, "9000001").id
    gone = check(desk, plain)[1]
    assert (gone.unchanged, gone.missing) == (1, 2)
