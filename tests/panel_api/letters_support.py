"""A decided case whose letters are to be written, and people at work on them. Everyone is invented."""

import datetime as dt
from dataclasses import replace
from typing import Any

from fastapi.testclient import TestClient

from panel_api import models, store
from panel_api.schemas_letters import NewLetters
from panel_api.services import Desk
from panel_api.store import Viewer
from tests.panel_api.databases import BOOK, found
from tests.panel_api.http_support import desk_of
from tests.panel_api.pages_support import Html, page, send
from tests.panel_api.signing_in import a_person

TODAY = dt.date(2026, 9, 20)
BORN = dt.date(2017, 5, 4)
MOTHER = {"name": "Ms Alder", "address": "12 Quarry Hill\nWestmere\nZE1 2AB"}
FATHER = {"name": "Mr Birch", "address": "3 Made Up Road\nEventown"}
SCHOOL = {"name": "Long Meadow Primary School", "reference": "900001"}

FULL = "We read it all."
DAYS = {
    "asks_by": "2 October 2026",
    "next_by": "12/10/2026",
    "final_by": "18 January 2027",
    "from_day": "1 November 2026",
    "until_day": "21 July 2027",
    "order_day": "10 August 2026",
    "review_on": "9 July 2027",
    "reconsider_by": "12 October 2026",
}
SAID = {
    "asks_family": "what Sam likes",
    "asks_school": "a report\nand another",
    "passed_to": "our Head of SEND",
    "named": "Larkfield School",
    "wanted": "Thistledown School",
    "order_says": "The plan must name Larkfield School.",
    "from_authority": "Westmere Council",
    "steps": "We call you.",
}


def decided(
    desk: Desk, kind: str = "refuse_to_assess", basis: str = "assessment_request", *, born: dt.date = BORN, **given: Any
) -> tuple[str, int]:
    """A case with two parents and a school, and a decision on it: its reference and the decision's number.

    mother, father: more about each parent. decision: more about the decision.
    """
    at = desk.clock()
    parties = [models.Party(role="child", name="Sam Invented", reference="B801200005001", from_day=born)]
    for person, more in ((MOTHER, given.get("mother", {})), (FATHER, given.get("father", {}))):
        parties.append(
            models.Party(role="parent", **({"parental_responsibility": True, "from_day": born} | person | more))
        )
    parties.append(models.Party(role="school", from_day=born, **SCHOOL))
    voices = [models.Voice(who="child", words="The words get stuck.", heard_on=TODAY)]
    case = models.Case(
        legal_basis=basis,
        rulebook=BOOK[0],
        partnership="Northmoor",
        asked_on=dt.date(2026, 9, 14),
        facts={"ehc_plan": basis not in ("non_statutory", "assessment_request"), "setting": "mainstream"},
        parties=parties,
        voices=voices,
    )
    with desk.database.writing() as session:
        store.add_case(session, case, at)
        sha256 = store.keep_rulebook(session, *BOOK, at)
        assessment = store.add_assessment(
            session, case, found(sha256), at, band="3", amount_pence=468000, report={"why": []}, engines={}
        )
        row = {"words": "The panel's own words.", "authority": "Chair", "law": "CFA 2014 s.36"} | given.get(
            "decision", {}
        )
        made = store.add_decision(
            session,
            case,
            models.Decision(
                assessment_id=assessment.id,
                kind=kind,
                reason_code="evidence_does_not_show",
                by_role="chair",
                by_reference="chair-1",
                **row,
            ),
            at,
        )
        case.stage = "decided"
        return case.reference, made.id


def at_work(client: TestClient, role: str = "caseworker", on: dt.date = TODAY, **scope: Any) -> Desk:
    """A desk as someone new in this role sees it, on a day."""
    desk = desk_of(client)
    person = a_person(desk, role, **scope)
    noon = dt.datetime.combine(on, dt.time(11), dt.UTC)
    demo = desk.settings.model_copy(update={"demo": True})
    viewer = Viewer(role, person.reference, person=person.id, **scope)
    return replace(desk, viewer=viewer, clock=lambda: noon, settings=demo)


def on_the_day(desk: Desk, on: dt.date) -> Desk:
    """The same person, another day."""
    noon = dt.datetime.combine(on, dt.time(11), dt.UTC)
    return replace(desk, clock=lambda: noon)


def written(**changes: Any) -> NewLetters:
    """The words of a letter."""
    given = {
        "day": TODAY,
        "child": "Sam",
        "reasons": ["The help that Sam gets now works."],
        "full_reasons": "We read it all.\n\nAnd thought about it.",
        "child_words": "The words get stuck.",
    }
    return NewLetters.model_construct(**{**NewLetters.model_construct().__dict__, **given, **changes})


def drafted(client: TestClient, reference: str, decision: int, **typed: str) -> Html:
    """Fill in the form of a decision's letters with whatever it asks, and send it."""
    address = f"/cases/{reference}/decisions/{decision}/letters"
    form = page(client, address).form("/letters")
    answers = {name: text for name, text in {**DAYS, **SAID}.items() if name in form.fields}
    given = {**answers, "reason_1": "The help that Sam gets works.", "full_reasons": FULL, **typed}
    answer = send(client, form, **given)
    assert answer.status_code == 303, Html(answer.text).words[:1500]
    return page(client, answer.headers["location"])


def links_of(found: Html, reference: str) -> list[str]:
    """The addresses of the letters on a case's page."""
    return [link for link in found.links if link.startswith(f"/cases/{reference}/letters/")]
