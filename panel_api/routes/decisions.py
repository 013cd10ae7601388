"""Decide: a named person's decision on the advice, sealed in the record."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from panel_api import services
from panel_api.routes.answering import kept_answer
from panel_api.routes.asking import Key, NoQuery, Reference, Version, body_of
from panel_api.routes.describing import CASE_ANSWER, DECISION_ANSWER, WENT_UP_ANSWER, described, sends
from panel_api.routes.guarding import Decide, Reopen
from panel_api.schemas import NewDecision, Reopening
from panel_api.services.cases import etag
from panel_api.services.show import decision_document, put_up_document

router = APIRouter(prefix="/api/cases/{reference}", tags=["decisions"])


@router.post(
    "/decisions",
    status_code=201,
    dependencies=[NoQuery],
    summary="Decide",
    openapi_extra=sends(NewDecision),
    responses={
        **described(201, "The decision, and the record that seals it.", DECISION_ANSWER, 404, 409, 412, 415, 422, 428),
        **described(202, "Nothing is decided: it is above the decider's limit and has gone up.", WENT_UP_ANSWER),
    },
)
def decide(
    desk: Decide,
    asked: Key,
    version: Version,
    reference: Reference,
    given: Annotated[NewDecision, Depends(body_of(NewDecision))],
) -> Response:
    """Who decides is whoever is signed in. Always with a reason code and words, by what this case's law allows now."""

    def work(session: services.Session) -> services.Answered:
        done = services.decide(session, desk, reference, version, given)
        found = {"case": done.case.reference, "stage": done.case.stage}
        if isinstance(done, services.WentUp):
            document = {**found, **put_up_document(done.row, done.role)}
            return services.answered(202, document, {"ETag": etag(done.case.version)})
        document = {**found, **decision_document(done.decision, done.link.sequence), "record_sha256": done.link.sha256}
        document["money"] = None if done.budget is None else asdict(done.budget)
        location = f"/api/records/{done.link.sequence}"
        return services.answered(201, document, {"ETag": etag(done.case.version), "Location": location})

    return kept_answer(services.once(desk, asked, work))


@router.post(
    "/reopenings",
    status_code=201,
    dependencies=[NoQuery],
    summary="Open a decided case again",
    openapi_extra=sends(Reopening),
    responses=described(201, "The case, open again.", CASE_ANSWER, 404, 409, 412, 415, 422, 428),
)
def reopen(
    desk: Reopen,
    asked: Key,
    version: Version,
    reference: Reference,
    given: Annotated[Reopening, Depends(body_of(Reopening))],
) -> Response:
    """With a reason, for the next step or for a decision that corrects another. Nothing decided is changed by it."""

    def work(session: services.Session) -> services.Answered:
        case = services.reopen(session, desk, reference, version, given)
        document = services.case_document(session, desk, case)
        return services.answered(201, document, {"ETag": etag(case.version), "Location": f"/api/cases/{reference}"})

    return kept_answer(services.once(desk, asked, work))
