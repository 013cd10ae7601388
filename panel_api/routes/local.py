"""What is local to a case, for programs: every place that was looked at, and looking again."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from panel_api import services
from panel_api.errors import not_found
from panel_api.routes.answering import json_answer, kept_answer
from panel_api.routes.asking import Key, NoQuery, Reference, body_of
from panel_api.routes.describing import described, sends
from panel_api.routes.describing_local import PLACES_ANSWER
from panel_api.routes.guarding import KeepCase, SeeWorking
from panel_api.schemas_sought import LookAgain
from panel_api.services.held import held_of
from panel_api.services.local import look
from panel_api.services.looking import look_at
from panel_api.services.show_local import local_document

router = APIRouter(prefix="/api/cases", tags=["places"])


@router.get(
    "/{reference}/places",
    dependencies=[NoQuery],
    summary="Read what is local",
    responses=described(200, "Every place that was looked at, in the order it stands.", PLACES_ANSWER, 404),
)
def read_places(desk: SeeWorking, reference: Reference) -> Response:
    """The latest search: schools asked for first, then by fit, then by the rulebook's keys in turn. Nothing decides."""
    look_at(desk, reference)
    with desk.database.reading() as session:
        held = held_of(session, desk, reference)
    if held.local is None or held.local.search is None:
        raise not_found("Nobody has looked for places in this case yet", "Look first")
    return json_answer(local_document(held.case.reference, held.local))


@router.post(
    "/{reference}/places",
    status_code=201,
    dependencies=[NoQuery],
    summary="Look for what is local",
    openapi_extra=sends(LookAgain),
    responses=described(201, "What was found, every place of it.", PLACES_ANSWER, 404, 409, 415, 422, 503),
)
def look_again(
    desk: KeepCase, asked: Key, reference: Reference, given: Annotated[LookAgain, Depends(body_of(LookAgain))]
) -> Response:
    """Each search is kept as it was found. Verdicts shown for a decision are confirmed, otherwise 503 and no search."""

    def work(session: services.Session) -> services.Answered:
        look(session, desk, reference, given.miles)
        held = held_of(session, desk, reference)
        assert held.local is not None
        return services.answered(201, local_document(held.case.reference, held.local))

    return kept_answer(services.once(desk, asked, work))
