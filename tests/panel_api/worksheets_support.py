"""For tests of worksheets: a few invented places, children with plans that seek one, and the worksheet itself."""

import datetime as dt
from typing import Any, Final

from fastapi.testclient import TestClient

from panel_api.models import Case, Provision, SchoolAsked
from panel_api.schemas_sought import NewSought
from panel_api.services.sought import keep_sought
from panel_api.services.worksheets import add_children, keep_seats, make_worksheet
from tests.panel_api.deciding_support import PLAN
from tests.panel_api.http_support import NOW, desk_of, taken_in
from tests.panel_api.local_support import school

SHEET: Final = "WWWW-2345"
AT: Final = f"/worksheets/{SHEET}"
STARTS: Final = dt.date(2027, 9, 1)
NAMES: Final = {"S": "Suits School", "M": "May Suit School", "T": "Teenagers School"}


def places(client: TestClient) -> None:
    """S, a mile off, suits every child; M, two miles off, may suit; T takes nobody under twelve."""
    with desk_of(client).database.writing() as session:
        session.add_all(
            [
                school("S", NAMES["S"], 1, kind="mainstream"),
                school("M", NAMES["M"], 2, needs=None),
                school("T", NAMES["T"], 3, kind="mainstream", least_age=12),
            ]
        )


def child(client: TestClient, name: str, talking: int, *, wants: str | None = None) -> str:
    """A waiting case in a phase transfer, with a home and a need that counts 18 and `talking`; its reference."""
    asked = {"child": {"name": name, "date_of_birth": "2018-03-02"}, "legal_basis": "phase_transfer"}
    facts = {**PLAN["facts"], "talking": talking}
    reference = taken_in(client, **{**PLAN, **asked, "facts": facts})
    desk = desk_of(client)
    said: dict[str, Any] = {"home_sector": "OX16 0", "from": "2027-09-01", "facts": {"section_f_requires": "none"}}
    with desk.database.writing() as session:
        keep_sought(session, desk, reference, NewSought.model_validate(said))
        if wants is not None:
            case = session.query(Case).filter_by(reference=reference).one()
            place = session.query(Provision).filter_by(code=wants).one()
            row = {"asked_on": NOW.date(), "offer": "not_asked", "by_reference": "T", "written_at": NOW}
            session.add(SchoolAsked(case_id=case.id, provision_id=place.id, school=place.name, **row))
    return reference


def sheet(client: TestClient, children: list[str], seats: dict[str, int]) -> str:
    """A worksheet with these children and places; its address."""
    desk = desk_of(client)
    with desk.database.writing() as session:
        make_worksheet(session, desk, SHEET, "Year 4 in September 2027", STARTS)
        add_children(session, desk, SHEET, children)
        keep_seats(session, desk, SHEET, seats)
    return AT
