"""Decide: a named person's decision on the advice, sealed in the record."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from panel_api import services
from panel_api.routes.answering import kept_answer
from panel_api.routes.asking import Key, NoQuery, Reference, Version, body_of
from panel_api.routes.describing import DECISION_ANSWER, described, sends
from panel_api.routes.guarding import Decide
from panel_api.schemas import NewDecision
from panel_api.services.cases import etag
from panel_api.services.show import decision_document

router = APIRouter(prefix="/api/cases/{reference}/decisions", tags=["decisions"])


@router.post(
    "",
    status_code=201,
    dependencies=[NoQuery],
    summary="Decide",
    openapi_extra=sends(NewDecision),
    responses=described(
        201, "The decision, and the record that seals it.", DECISION_ANSWER, 404, 409, 412, 415, 422, 428
    ),
)
def decide(
    desk: Decide,
    asked: Key,
    version: Version,
    reference: Reference,
    given: Annotated[NewDecision, Depends(body_of(NewDecision))],
) -> Response:
    """Always with a reason code and words; with the law where the legal basis is statutory."""

    def work(session: services.Session) -> services.Answered:
        case, row, link = services.decide(session, desk, reference, version, given)
        document = {"case": case.reference, "stage": case.stage, **decision_document(row, link.sequence)}
        document["record_sha256"] = link.sha256
        location = f"/api/records/{link.sequence}"
        return services.answered(201, document, {"ETag": etag(case.version), "Location": location})

    return kept_answer(services.once(desk, asked, work))
