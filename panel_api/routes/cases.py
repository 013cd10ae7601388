"""Cases: take one in, list them, read one, change its answers."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from panel_api import services
from panel_api.routes.answering import json_answer, kept_answer
from panel_api.routes.asking import EachOnce, Key, NoQuery, Reference, Version, body_of
from panel_api.routes.describing import CASE_ANSWER, LIST_ANSWER, described, sends
from panel_api.routes.guarding import Amend, ReadCases, TakeIn
from panel_api.schemas import Amendment, CaseQuery, NewCase
from panel_api.services.cases import etag
from panel_api.services.looking import look_at
from panel_api.services.show import page_document

router = APIRouter(prefix="/api/cases", tags=["cases"])


@router.post(
    "",
    status_code=201,
    dependencies=[NoQuery],
    summary="Take in a request",
    openapi_extra=sends(NewCase),
    responses=described(201, "The case, and what intake filled in.", {**CASE_ANSWER, "filled_in": {}}, 409, 415, 422),
)
def take_in(desk: TakeIn, asked: Key, given: Annotated[NewCase, Depends(body_of(NewCase))]) -> Response:
    """A request becomes a case at stage `received`, with its legal basis, who is who, and its answers.

    Age, school year and phase are worked out from the date of birth; where the request is non-statutory
    and there is no plan, facts about plans and duties are answered so. `filled_in` says what and why.
    """

    def work(session: services.Session) -> services.Answered:
        new, filled = services.take_in(session, desk, given)
        case = services.find_case(session, desk, new.reference)  # as anyone will read it from now on
        document = services.case_document(session, desk, case) | {"filled_in": filled}
        headers = {"ETag": etag(case.version), "Location": f"/api/cases/{case.reference}"}
        return services.answered(201, document, headers)

    return kept_answer(services.once(desk, asked, work))


@router.get(
    "",
    dependencies=[EachOnce],
    summary="List cases",
    responses=described(200, "A page of cases, newest first.", LIST_ANSWER, 422),
)
def list_cases(desk: ReadCases, query: Annotated[CaseQuery, Query()]) -> Response:
    """Newest first by the day of asking. `pages.after` and `pages.before` are cursors to the neighbouring pages."""
    with desk.database.reading() as session:
        return json_answer(page_document(services.list_cases(session, desk, query)))


@router.get(
    "/{reference}",
    dependencies=[NoQuery],
    summary="Read a case",
    responses=described(200, "The case; its version is the ETag.", CASE_ANSWER, 404),
)
def read_case(desk: ReadCases, reference: Reference) -> Response:
    """The whole case: who is who, answers, the latest assessment and advice, every decision."""
    look_at(desk, reference)
    with desk.database.reading() as session:
        case = services.find_case(session, desk, reference)
        return json_answer(services.case_document(session, desk, case), headers={"ETag": etag(case.version)})


@router.patch(
    "/{reference}",
    dependencies=[NoQuery],
    summary="Change answers",
    openapi_extra=sends(Amendment),
    responses=described(200, "The case as it is now.", CASE_ANSWER, 404, 409, 412, 415, 422, 428),
)
def amend(
    desk: Amend,
    reference: Reference,
    version: Version,
    given: Annotated[Amendment, Depends(body_of(Amendment))],
) -> Response:
    """Answers are changed or taken back; the case stands at `received` again. Earlier assessments stay.

    A decided case is not changed so (409): what was agreed is changed by a later decision alone.
    """
    with desk.database.writing() as session:
        case = services.amend(session, desk, reference, version, given)
        return json_answer(services.case_document(session, desk, case), headers={"ETag": etag(case.version)})
