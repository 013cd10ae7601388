"""A small invented directory around a home, a case that seeks a place there, and looking for it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from panel_api.models import Provision, ProvisionCost, ProvisionPlaces, SchoolAsked
from panel_api.schemas_sought import NewSought
from panel_api.services import Desk, find_case
from panel_api.services.child_facts import fit_book
from panel_api.services.found import Found, from_kept
from panel_api.services.gazetteer import middle
from panel_api.services.local import look
from panel_api.services.sought import keep_sought
from panel_api.store.provision import cell_of
from tests.panel_api.http_support import NOW, desk_of, post, taken_in
from tests.panel_api.pages_cases import PLAN

HOME: Final = "OX160"
MILE: Final = 1609
STARTS: Final = dt.date(2027, 9, 1)
NEEDS: Final = ["SLCN", "ASD"]


def school(code: str, name: str, miles: float = 3, **changes: Any) -> Provision:
    """A special school so many miles east of home that teaches every age and need; `changes` say what is otherwise."""
    home = middle(HOME)
    assert home is not None
    east, north = home[0] + int(miles * MILE), home[1]
    row = {
        "code": code, "name": name, "kind": "special", "state": "open", "authority": "998", "partnership": "north",
        "least_age": 4, "most_age": 19, "needs": list(NEEDS), "facts": {}, "easting": east, "northing": north,
        "cell": cell_of(east, north), "invented": True, "created_at": NOW, "updated_at": NOW,
    }  # fmt: skip
    return Provision(**row | changes)


def kept(session: Session, rows: Sequence[Provision], offers: Sequence[str] = ()) -> None:
    """Keep provisions, each able to give what is required unless it says otherwise."""
    for row in rows:
        if "offers" not in row.facts and offers:
            row.facts = {"offers": sorted(offers), **row.facts}
    session.add_all(rows)
    session.flush()


def numbered(row: Provision, **numbers: int | None) -> ProvisionPlaces:
    """A provision's numbers since last year."""
    held = {"commissioned": 90, "on_roll": 88, "leaving": 10, "named": 2} | numbers
    return ProvisionPlaces(
        provision_id=row.id, from_day=dt.date(2026, 4, 1), source="Invented", by_role="senior_officer",
        by_reference="test", written_at=NOW, **held,
    )  # fmt: skip


def costing(row: Provision, line: str, pence: int | None) -> ProvisionCost:
    """What one part of a place there costs a year."""
    return ProvisionCost(
        provision_id=row.id, line=line, band=None, from_day=dt.date(2026, 4, 1), pence=pence, words=line,
        source="Invented", by_role="senior_officer", by_reference="test", written_at=NOW,
    )  # fmt: skip


def offers_of(desk: Desk) -> list[str]:
    """All that the fit rulebook can ask a place to give."""
    return [str(each) for each in fit_book(desk).facts["offers"].type.options]


def seeking(client: TestClient, *, home: str | None = HOME, **changes: Any) -> str:
    """A case with a plan that seeks a place from September 2027; its reference."""
    case, desk = taken_in(client, **PLAN | changes), desk_of(client)
    with desk.database.writing() as session:
        seek(session, desk, case, home)
    return case


def seek(session: Session, desk: Desk, case: str, home: str | None = HOME) -> None:
    """Write down what place a case seeks, with nothing asked of the place that is not told."""
    sent: dict[str, Any] = {"from": STARTS, "until": dt.date(2032, 7, 21), "home_sector": home}
    keep_sought(session, desk, case, NewSought.model_construct(
        home_sector=home, from_day=sent["from"], until_day=sent["until"], facts={},
    ))  # fmt: skip


def wished(session: Session, desk: Desk, case: str, row: Provision | None, name: str = "") -> SchoolAsked:
    """A school that the family asked for; None is one that the directory does not have."""
    wish = SchoolAsked(
        case_id=find_case(session, desk, case).id, provision_id=row.id if row else None,
        school=row.name if row else name, asked_on=dt.date(2026, 9, 1), offer="not_asked", by_reference="test",
        written_at=NOW,
    )  # fmt: skip
    session.add(wish)
    session.flush()
    return wish


def looked(desk: Desk, case: str, miles: int | None = None) -> list[Found]:
    """Look, and what was found in the order it stands."""
    with desk.database.writing() as session:
        return from_kept(look(session, desk, case, miles).found)


def local_case(client: TestClient) -> str:
    """A case with advice: a full school asked for, one that suits, one nobody has asked yet, one for older children."""
    desk, case = desk_of(client), seeking(client)
    with desk.database.writing() as session:
        rows = [
            school("1", "Elm Special School", 4), school("2", "Oak Special School", 3),
            school("3", "Silent Special School", 6, needs=None), school("4", "Old Special School", 2, least_age=16),
        ]  # fmt: skip
        kept(session, rows, offers_of(desk))
        session.add_all([
            numbered(rows[0], on_roll=130), numbered(rows[1]), costing(rows[1], "top_up", 1_200_000),
            costing(rows[1], "transport", 300_000), costing(rows[1], "place", 1_000_000), costing(rows[0], "fee", 99),
        ])  # fmt: skip
        wished(session, desk, case, rows[0])
    for step in ("assessments", "recommendations"):
        assert post(client, f"/api/cases/{case}/{step}", {}).status_code == 201
    return case
