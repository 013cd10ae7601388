"""Assess a case, draw advice from the assessment, or try facts out without keeping anything."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from panel_api import services
from panel_api.models import Assessment, Case
from panel_api.routes.answering import json_answer, kept_answer
from panel_api.routes.asking import Key, NoQuery, Reference, Sequence, body_of
from panel_api.routes.describing import ASSESSMENT_ANSWER, RECOMMENDATION_ANSWER, REPORT_ANSWER, described, sends
from panel_api.routes.guarding import Advise, Assess, Public, SeeWorking
from panel_api.schemas import AssessCase, Recommend, TryIt
from panel_api.services.cases import etag
from panel_api.services.looking import look_at
from panel_api.services.recommend import is_current
from panel_api.services.show import assessment_document, recommendation_document

router = APIRouter(prefix="/api", tags=["assessments"])


@router.post(
    "/cases/{reference}/assessments",
    status_code=201,
    dependencies=[NoQuery],
    summary="Assess a case",
    openapi_extra=sends(AssessCase),
    responses=described(201, "The assessment, confirmed.", ASSESSMENT_ANSWER, 404, 409, 415, 422, 503),
)
def assess(
    desk: Assess, asked: Key, reference: Reference, given: Annotated[AssessCase, Depends(body_of(AssessCase))]
) -> Response:
    """The rulebook is applied and two second opinions must agree; otherwise 503, and nothing is kept."""
    before = services.earlier(desk, asked)
    if before is not None:
        return kept_answer(before)

    def then(_session: services.Session, case: Case, row: Assessment) -> services.Answered:
        document = {"case": case.reference, **assessment_document(row, current=True)}
        return services.answered(201, document, {"ETag": etag(case.version), "Location": f"/api/cases/{reference}"})

    def within(work: Callable[[services.Session], services.Answered]) -> services.Answered:
        return services.once(desk, asked, work)

    return kept_answer(services.assess_case(desk, reference, given.as_of, within, then))


@router.get(
    "/cases/{reference}/assessments/{number}",
    dependencies=[NoQuery],
    summary="Read an assessment at full length",
    responses=described(200, "The assessment with its whole report.", ASSESSMENT_ANSWER, 404, 409),
)
def read_assessment(desk: SeeWorking, reference: Reference, number: Sequence) -> Response:
    """With every condition's truth and the smallest changes: for panel and auditor."""
    look_at(desk, reference, "working_viewed")
    with desk.database.reading() as session:
        case = services.find_case(session, desk, reference)
        row = services.find_assessment(session, desk, case, number)
        document = {"case": case.reference, **assessment_document(row, current=is_current(case, row))}
        return json_answer(document | {"report": services.explain_again(session, desk, row)})


@router.post(
    "/cases/{reference}/recommendations",
    status_code=201,
    dependencies=[NoQuery],
    summary="Put advice to the panel",
    openapi_extra=sends(Recommend),
    responses=described(201, "The advice.", RECOMMENDATION_ANSWER, 404, 409, 415, 422),
)
def recommend(
    desk: Advise, asked: Key, reference: Reference, given: Annotated[Recommend, Depends(body_of(Recommend))]
) -> Response:
    """Advice follows from the latest assessment of the answers as they are; it is kept in the sentences people read."""
    del given

    def work(session: services.Session) -> services.Answered:
        case, row = services.recommend(session, desk, reference)
        document = {"case": case.reference, **recommendation_document(row)}
        return services.answered(201, document, {"ETag": etag(case.version), "Location": f"/api/cases/{reference}"})

    return kept_answer(services.once(desk, asked, work))


@router.post(
    "/assess",
    dependencies=[NoQuery],
    summary="Try it: assess without keeping anything",
    openapi_extra=sends(TryIt),
    responses=described(200, "The report, as `evenhand assess --json` prints it.", REPORT_ANSWER, 415, 422, 503),
)
def try_it(desk: Public, given: Annotated[TryIt, Depends(body_of(TryIt))]) -> Response:
    """The same rules and the same second opinions as for a live case; nothing is kept."""
    return json_answer(services.try_it(desk, given))
