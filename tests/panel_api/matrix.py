"""Every role at every address, with a case that is theirs and one that is not: what each is answered.

`make matrix` prints it. Case A is at the school, in the partnership and on the agenda of those who ask. Case B is
at another school and in another partnership; it is on that agenda too and on that of a sitting of others, and
everyone of the panel and the staff has declared an interest in it. Sittings are asked for the same way. An auditor
and a budget holder know nobody by name.
"""

import datetime as dt
import io
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import select

from engine.opinions.network import Network
from engine.whatif.asked import Spec
from engine.whatif.runs import what_if
from panel_api import roles
from panel_api.columns import ROLES
from panel_api.main import create_app
from panel_api.migrating import migrate
from panel_api.models import (
    AgendaItem,
    Case,
    Interest,
    Placement,
    Proposal,
    Rescoring,
    Seat,
    Sitting,
    SubjectRequest,
    WhatIf,
    WhatIfText,
)
from panel_api.routes.addresses import guards
from panel_api.schemas_audit import NewAuditSample
from panel_api.seed.allocations import facts_of
from panel_api.services import posting
from panel_api.services.allocation_runs import NewRun, keep_run
from panel_api.services.audit_samples import draw_audit_sample
from panel_api.services.award_money import NewAward, NewTerm, begin_award
from panel_api.services.directory_import import check_directory
from panel_api.services.matching import work_out
from panel_api.services.worksheets import add_children, keep_seats, make_worksheet
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from panel_api.store import LOCAL, keep_rulebook
from panel_api.store.disposal_runs import NewItem, add_items, add_run
from panel_api.store.holds import add_hold
from panel_api.store.record_search import RecordFilter
from panel_api.store.whatif import add_whatif
from tests.engine.whatif_example import example
from tests.panel_api.calibrating_support import calibrated
from tests.panel_api.equity_support import keep_equity
from tests.panel_api.establishments import file_of, row_of
from tests.panel_api.http_support import NOW, a_case, desk_of, post, started
from tests.panel_api.provision_support import a_provision, numbers
from tests.panel_api.signing_in import As, signed_in

SCOPES: Final[dict[str, dict[str, str]]] = {
    "school": {"school": "100000"},
    "budget_holder": {"partnership": "Riverside"},
}
SEES: Final = {"A": {*ROLES} - {"rulebook_editor", "administrator", "finance_officer"}, "B": {"auditor"}}
BY_NAME: Final = {"school", "caseworker", "panel_member", "chair", "senior_officer"}
MARKS: Final = {"A": "Alphamark", "B": "Betamark"}
"""A word that stands in a case's names, voices and places, and nowhere else."""
MONITORED: Final = "Gammamark"
"""The answer of both cases to what is asked for equality monitoring. Whoever answers a family shows it to them."""
ENDS_A_SESSION: Final = ("/sign-out", "/account/sign-out-everywhere", "/account/password", "/role")
PROPOSAL: Final = "P-MTRX"
ALLOCATION: Final = "L-MTRX"
PROVISION: Final = "912345"
WORKSHEET: Final = "WWWW-MTRX"
SITTINGS: Final = {"A": "S-MTRXAA", "B": "S-MTRXBB"}
URNS: Final = {"A": "100000", "B": "200000"}
PARAMETERS: Final = {
    "name": "county_top_up", "number": "1", "sequence": "1", "letter": "1", "verb": "confirm", "decision": "1",
    "reader": "parent", "form": "pdf", "position": "1", "link": "none", "secret": "none", "code": "child",
    "file": "rulebook.yaml", "year": "2026", "partnership": "Riverside", "month": "2026-09", "account": "riverside",
    "entry": "1", "virement": "V-MTRXMT", "worksheet": WORKSHEET, "place": "100000",
    "placement": "N-MTRX", "sample": "SSSS-MTRX", "check": "limits", "run": "D-MTRXMT",
    "asked": "RQST-MTRX", "step": "confirm", "rescoring": "RS-MTRX", "whatif": "WI-MTRX",
    "calibration": "CB-MTRX", "report": "EQ-MTRX", "measure": "award",
}  # fmt: skip
"""What stands in an address for what is no case. A new one is added here, with a thought."""


@dataclass
class World:
    """A running application with both cases, and a client for each role."""

    client: As
    cases: dict[str, str]
    clients: dict[str, As] = field(default_factory=dict)
    guards: dict[str, str | None] = field(default_factory=dict)
    award: str = ""
    service: str = ""


@dataclass(frozen=True)
class Asked:
    """One cell: who asked what with which case, and the answer. case: "A", "B" or "" where none stands in it."""

    role: str
    address: str
    case: str
    permission: str | None
    answer: Response

    @property
    def may(self) -> bool:
        """Whether the role has the permission."""
        return self.permission is None or roles.allows(self.role, self.permission)

    @property
    def hidden(self) -> bool:
        """Whether what stands in the address is not theirs to see: it is answered as if it were not there."""
        if "/sittings/" in self.address:
            return self.case == "B" and self.role in ("chair", "panel_member")
        return self.case != "" and self.role not in SEES[self.case]

    @property
    def leaks(self) -> list[str]:
        """Words of a case that this role must not read here. Who pays sees which schools are paid, not for whom."""
        if self.role == "finance_officer" and " /payments" in self.address:
            return []
        text = self.answer.text + str(self.answer.headers)
        if MONITORED in text and "/subject-access/" not in self.address:
            return [MONITORED]
        hidden = [MARKS["B"]] if self.role in BY_NAME else [*MARKS.values()]
        return [word for word in hidden if word in text]


def build(client: As) -> World:
    """Both cases, decided; a sitting with A on its agenda; everyone signed in, with an interest in B."""
    world = World(client, {})
    for name, word in MARKS.items():
        sent = a_case(partnership={"A": "Riverside", "B": "Northmoor"}[name])
        sent["child"]["name"] = f"Robin {word}"
        sent["school"] = {"name": f"{word} School", "reference": URNS[name], "from": "2022-09-01"}
        for each in (*sent["parents"], *sent["voices"]):
            each["name" if "parental_responsibility" in each else "words"] = f"It is {word}"
        world.cases[name] = str(post(client, "/api/cases", sent).json()["reference"])
        for step in ("assessments", "recommendations"):
            assert post(client, f"/api/cases/{world.cases[name]}/{step}", {}).status_code == 201
    for role in ROLES:
        world.clients[role] = signed_in(client, role, **SCOPES.get(role, {}))
    _seat(world)
    _propose(world)
    _allocate(world)
    _award(world)
    _provide(world)
    _match(world)
    _retain(world)
    _ask_for_what_is_held(world)
    keep_equity(desk_of(world.client), MONITORED, PARAMETERS["report"])
    assert isinstance(client.app, FastAPI)
    world.guards = {address: guard.permission for address, guard in guards(client.app).items()}
    return world


def _seat(world: World) -> None:
    desk = desk_of(world.client)
    people = {role: client.people[role] for role, client in world.clients.items()}
    with desk.database.writing() as session:
        numbers = dict(session.execute(select(Case.reference, Case.id)).all())
        for name, reference in SITTINGS.items():
            sitting = Sitting(
                reference=reference,
                panel="Matrix",
                held_on=dt.date(2026, 9, 24),
                begins="09:30",
                place="Here",
                stage="frozen",
                frozen_at=NOW,
                by_reference="test",
                created_at=NOW,
            )
            session.add(sitting)
            session.flush()
            for position, case in enumerate(("A", "B") if name == "A" else ("B",), 1):
                item = {"sitting_id": sitting.id, "case_id": numbers[world.cases[case]], "position": position}
                times = {"put_at": NOW, "changed_at": NOW}
                session.add(AgendaItem(kind="decide", state="waiting", by_reference="test", **item, **times))
            seats = (("chair", "chair"), ("panel_member", "member"), ("caseworker", "clerk")) if name == "A" else ()
            for role, seat in seats:
                mine = {"sitting_id": sitting.id, "person_id": people[role].id, "seat": seat, "coming": "coming"}
                session.add(Seat(profession="education", **mine))
        for role in ("caseworker", "panel_member", "chair", "senior_officer"):
            mine = {"case_id": numbers[world.cases["B"]], "person_id": people[role].id, "words": "A cousin."}
            session.add(Interest(by_reference="test", declared_at=NOW, **mine))


def _propose(world: World) -> None:
    texts = desk_of(world.client).shelf.texts("devon_bands")
    proposer = world.client.sign_in("rulebook_editor")
    with desk_of(world.client).database.writing() as session:
        said = {"text": texts.rulebook, "cases": texts.cases, "vocabulary": "", "words": "Better.", "summary": "Good."}
        when = {"from_day": NOW.date(), "proposed_at": NOW, "changed_at": NOW}
        known = {"reference": PROPOSAL, "name": "devon_bands", "begun_from": "devon_bands", "stage": "proposed"}
        proposal = Proposal(**known, **said, **when, faults=[], proposed_by=proposer.id)
        session.add(proposal)
        session.flush()
        sha256 = keep_rulebook(session, "devon_bands", texts.rulebook, "", NOW)
        made = {"by_role": "senior_officer", "by_reference": "test", "made_at": NOW, "record_sequence": 900_001}
        what = {"name": "devon_bands", "sha256": sha256, "against_sha256": sha256, "as_of": NOW.date(), "cases": 0}
        result, reference = what_if([], [], Spec(NOW.date())).as_json(), PARAMETERS["rescoring"]
        session.add(Rescoring(reference=reference, proposal_id=proposal.id, result=result, **what, **made))
        tried = {"words": "Matrix", "spec": {}, "as_of": NOW.date(), "cases": 460, "result": example().as_json()}
        of_text = {"name": "devon_bands", "sha256": sha256, "against_sha256": sha256, "source": PROPOSAL}
        whatif = WhatIf(reference=PARAMETERS["whatif"], **tried, **made)
        add_whatif(session, whatif, [WhatIfText(**of_text)])
        session.add(calibrated(PARAMETERS["calibration"], desk_of(world.client).shelf, proposal.id, sha256))


def _allocate(world: World) -> None:
    desk = desk_of(world.client)
    with desk.database.writing() as session:
        keep_run(session, desk, NewRun(ALLOCATION, 2026, "Matrix", facts_of(2026)))


def _award(world: World) -> None:
    """An award of case A and one of case B, each on its partnership's account; and a service beside them."""
    desk = desk_of(world.client)
    with desk.database.writing() as session:
        posting.open_accounts(session, desk, ["Riverside", "Northmoor"])
        numbers = dict(session.execute(select(Case.reference, Case.id)).all())
        for name, partnership in (("A", "Riverside"), ("B", "Northmoor")):
            code = f"partnership:{partnership}"
            posting.allocate(session, desk, code, 2026, 9_000_000, dt.date(2026, 4, 1), "Allocation")
            term = NewTerm(code, dt.date(2026, 9, 1), 468_000, URNS[name])
            given = NewAward(term, statutory=False, case_id=numbers[world.cases[name]], band="3")
            award, _ = begin_award(session, desk, given, "Band 3")
            if name == "A":
                world.award = award.reference
        group = NewAward(
            NewTerm("partnership:Riverside", dt.date(2026, 9, 1), 100_000), statutory=False, name="A group"
        )
        world.service = begin_award(session, desk, group, "Commissioned")[0].reference


def _provide(world: World) -> None:
    """A special school with numbers, and a unit within a school."""
    with desk_of(world.client).database.writing() as session:
        where = {"easting": 445_200, "northing": 240_600, "partnership": "Riverside", "town": "Anytown"}
        school = a_provision(session, PROVISION, needs=["ASD"], least_age=4, most_age=11, **where)
        numbers(session, school, dt.date(2026, 9, 1), 40, 38, 2, 1)
        other = a_provision(session, "912346", kind="mainstream", **where)
        a_provision(session, "912346-U", kind="sen_unit", within_id=other.id, **where)
    check_directory(desk_of(world.client), io.BytesIO(file_of([row_of(1), row_of(2, OpenDate="soon")])), "list.csv")


def _match(world: World) -> None:
    """A worksheet with both cases and the special school."""
    desk = desk_of(world.client)
    with desk.database.writing() as session:
        make_worksheet(session, desk, WORKSHEET, "Matrix", dt.date(2027, 9, 1))
        add_children(session, desk, WORKSHEET, list(world.cases.values()))
        keep_seats(session, desk, WORKSHEET, {PROVISION: 1})
    work_out(desk, WORKSHEET)


def _place(world: World) -> None:
    """A placement of case A; the directory has its place."""
    desk = desk_of(world.client)
    with desk.database.writing() as session:
        case = session.scalars(select(Case).where(Case.reference == world.cases["A"])).one()
        place = a_provision(session, "900777", partnership="Riverside", authority="998")
        said = {"partnership": "Riverside", "need": "ASD", "unmet": "Nothing nearer was free.", "pence": 6_400_000}
        by = {"by_role": "local", "by_reference": "test", "written_at": NOW, "from_day": NOW.date()}
        session.add(Placement(reference=PARAMETERS["placement"], case_id=case.id, provision_id=place.id, **said, **by))


def _ask_for_what_is_held(world: World) -> None:
    """A request of the child of case A."""
    with desk_of(world.client).database.writing() as session:
        case = session.scalars(select(Case).where(Case.reference == world.cases["A"])).one()
        said = {"recipient": "Robin", "words": "We met.", "contents": {"authorised_on": NOW.date().isoformat()}}
        days = {"asked_on": NOW.date(), "due_on": NOW.date(), "drawn_at": NOW, "stage": "drawn_up"}
        session.add(
            SubjectRequest(
                reference=PARAMETERS["asked"], case_id=case.id, asker="child", shielded=False, **said, **days
            )
        )


def draw_sample(world: World) -> None:
    """An audit sample of the one record there is."""
    auditor = replace(LOCAL, role="auditor", reference="test")
    desk = replace(desk_of(world.client), viewer=auditor)
    asked = {"reference": PARAMETERS["sample"], "title": "Matrix", "method": "risk", "strata": "kind"}
    with desk.database.writing() as session:
        given = NewAuditSample.model_validate({**asked, "size": 25, "seed": "1"})
        draw_audit_sample(session, desk, given, RecordFilter())


def _retain(world: World) -> None:
    """A list of what is due for disposal, with both cases on it, and a hold on A."""
    desk = desk_of(world.client)
    with desk.database.writing() as session:
        run = add_run(session, desk.viewer, NOW.date(), desk.shelf.retention().sha256, "Matrix", NOW)
        run.reference = str(PARAMETERS["run"])
        items = [NewItem(reference, "case", NOW.date()) for reference in world.cases.values()]
        add_items(session, run, items)
        case = session.scalars(select(Case).where(Case.reference == world.cases["A"])).one()
        add_hold(session, desk.viewer, case, "complaint", "Matrix", NOW)


def ask_everything(
    world: World,
    methods: tuple[str, ...],
    *,
    cases: tuple[str, ...] = ("A", "B"),
    below: str = "/",
    refused: bool = True,
) -> Iterator[Asked]:
    """Every role at every address of these methods, with A and with B where a case stands in it.

    Who may not ask is refused before any case is looked at: they ask with the first alone. below: how the addresses
    begin that are asked. refused: whether who may not ask does so at all.
    """
    for address, permission in sorted(world.guards.items()):
        method, path = address.split()
        if method not in methods or path in ENDS_A_SESSION or not path.startswith(below):
            continue
        for case in cases if _names_one(path) else ("",):
            for role in ROLES:
                may = permission is None or roles.allows(role, permission)
                if not may and (not refused or (case and case != cases[0])):
                    continue
                yield Asked(role, address, case, permission, _ask(world, role, method, _filled(world, path, case)))


def _names_one(path: str) -> bool:
    return path.startswith(("/cases/{", "/api/cases/{", "/sittings/{reference}", "/worksheets/{worksheet}/children/{"))


def _filled(world: World, path: str, case: str) -> str:
    def value(found: re.Match[str]) -> str:
        name = found[1]
        if name == "reference":
            if path.startswith(("/proposals/", "/allocations/")):
                return PROPOSAL if path.startswith("/proposals/") else ALLOCATION
            objects = SITTINGS if path.startswith("/sittings/") else world.cases
            return objects[case] if case else "NONE-NONE"
        if path.startswith(("/provision/", "/api/provision/")) and name == "code":
            return PROVISION
        if name == "award":
            return world.service if path.startswith("/services/") else world.award
        return PARAMETERS[name]

    return re.sub(r"\{(\w+)\}", value, path)


def _ask(world: World, role: str, method: str, path: str) -> Response:
    client = world.clients[role]
    headers = {"Accept": "text/html"} if not path.startswith("/api/") else {}
    given: dict[str, Any] = {"follow_redirects": False}
    if method != "GET":
        headers |= {"X-CSRF-Token": client.sessions[role][1], "Idempotency-Key": f"matrix-{role}", "If-Match": '"1"'}
        given |= {"json": {}} if path.startswith("/api/") else {"data": {"version": "1"}}
    return client.request(method, path, headers=headers, **given)


def main() -> None:
    """Print the matrix: for each address and case, what each role is answered."""
    with tempfile.TemporaryDirectory() as folder, Network() as network:
        settings = Settings(database_url=f"sqlite:///{Path(folder) / 'matrix.db'}")
        migrate(settings)
        with started(create_app(settings, clock=lambda: NOW, shelf=Shelf(), network=network)) as client:
            world = build(client)
            print(f"{'':64} {' '.join(f'{role[:9]:>9}' for role in ROLES)}")
            asked = ask_everything(world, ("GET", "POST", "PATCH"))
            for (address, case), cells in groupby(asked, key=lambda each: (each.address, each.case)):
                told = {cell.role: cell.answer.status_code for cell in cells}
                print(f"{f'{address} {case}':64} {' '.join(f'{told.get(role, 403):>9}' for role in ROLES)}")


if __name__ == "__main__":
    main()
