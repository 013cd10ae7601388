"""A sitting by its pages: an application whose clock moves, and a client for each of the panel's people."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from engine.opinions.network import Network
from panel_api import store
from panel_api.main import create_app
from panel_api.services.held import copied
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.panel_api.http_support import desk_of, started
from tests.panel_api.pages_support import Html, page, pressed
from tests.panel_api.signing_in import As, a_session, signed_in

NINE_DAYS_BEFORE = dt.datetime(2026, 9, 27, 9, 0, tzinfo=dt.UTC)
THE_DAY = dt.datetime(2026, 10, 6, 8, 15, tzinfo=dt.UTC)
SEATS = {
    "chair": ("chair", "chair", "education"),
    "health": ("panel_member", "member", "health"),
    "school": ("panel_member", "member", "school"),
}


class Day:
    """A panel by its pages. now: what the application's clock says."""

    def __init__(self, settings: Settings, shelf: Shelf, network: Network) -> None:
        self.now = NINE_DAYS_BEFORE
        self.app = create_app(settings, clock=lambda: self.now, shelf=shelf, network=network)
        self.clients: dict[str, As] = {}
        self.clerk: As
        self.origin = ""

    @contextmanager
    def begun(self) -> Iterator["Day"]:
        """The application started, everyone signed in."""
        with started(self.app) as clerk:
            self.clerk = clerk
            clerk.role = None
            self.clients["clerk"] = signed_in(clerk, "caseworker")
            for who, (role, _, _) in SEATS.items():
                self.clients[who] = signed_in(clerk, role)
            yield self

    def __getitem__(self, who: str) -> As:
        return self.clients[who]

    def move(self, now: dt.datetime) -> None:
        """Another moment; sessions have lapsed by then, so everyone signs in again."""
        self.now = now
        for client in self.clients.values():
            for role, person in client.people.items():
                client.sessions[role] = a_session(desk_of(client), person)

    def reference(self, who: str) -> str:
        """How records name someone."""
        (person,) = self.clients[who].people.values()
        return person.reference

    def arranged(self, begins: str = "9.30") -> str:
        """The address of a planned sitting to which everyone is asked, by the clerk's forms."""
        found = pressed(
            self["clerk"], "/sittings/new", "/sittings/new",
            panel="North panel", held_on="6/10/2026", begins=begins, place="Room 2", as_before="no",
        )  # fmt: skip
        address = next(link for link in found.links if link.endswith("/people")).removesuffix("/people")
        for who, (_, seat, profession) in SEATS.items():
            pressed(
                self["clerk"], f"{address}/people", "/invite",
                person=self.reference(who), seat=seat, profession=profession,
            )  # fmt: skip
        return address

    def put(self, address: str, *cases: str) -> Html:
        """Put cases on its agenda."""
        form = page(self["clerk"], f"{address}/agenda").form("/agenda")
        body = urlencode([("csrf", form.fields["csrf"]), *(("cases", case) for case in cases)])
        answer = self["clerk"].post(
            form.action, content=body,
            headers={"Accept": "text/html", "Content-Type": "application/x-www-form-urlencoded"},
            follow_redirects=False,
        )  # fmt: skip
        assert answer.status_code == 303, answer.text[:3000]
        return page(self["clerk"], address)

    def copies(self, reference: str, count: int) -> list[str]:
        """That many cases more, like one that waits for the panel; their references."""
        found = []
        with desk_of(self.clerk).database.writing() as session:
            case = store.case_by_reference(session, store.LOCAL, reference)
            assert case is not None
            assessment = store.latest_assessment(session, store.LOCAL, case)
            advice = store.latest_recommendation(session, store.LOCAL, case)
            assert assessment is not None and advice is not None
            for _ in range(count):
                parties = [copied(party, id=None, case_id=None) for party in case.parties]
                new = copied(case, id=None, reference=None, version=None, parties=parties)
                store.add_case(session, new, self.now)
                found_out = copied(assessment, id=None, case_id=new.id)
                session.add(found_out)
                session.flush()
                session.add(copied(advice, id=None, case_id=new.id, assessment_id=found_out.id))
                found.append(new.reference)
        return found
