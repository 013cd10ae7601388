"""What places cost, for programs: of the directory from a day on, for one child in both ways, and who pays a share."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from panel_api import services, store
from panel_api.models import JointShare
from panel_api.routes.answering import json_answer, kept_answer
from panel_api.routes.asking import Key, NoQuery, Reference, body_of
from panel_api.routes.describing import described, sends
from panel_api.routes.describing_costs import (
    COST_ANSWER,
    COSTS_ANSWER,
    PLACE_COSTS_ANSWER,
    SHARES_ANSWER,
)
from panel_api.routes.guarding import KeepProvision, ReadProvision, SeeWorking
from panel_api.schemas_costs import NewProvisionCost
from panel_api.services.beside_costs import beside_of
from panel_api.services.held import held_of, nothing_said
from panel_api.services.looking import look_at
from panel_api.services.provision import find_provision
from panel_api.services.provision_costs import note_cost
from panel_api.services.show_costs import cost_document, places_document, shares_document
from panel_api.store.provision import all_costs

router = APIRouter(prefix="/api", tags=["costs"])
PlaceCode = Annotated[
    str, Path(description="The place's code in the directory.", examples=["950001"], min_length=1, max_length=32)
]


@router.get(
    "/provision/{code}/costs",
    dependencies=[NoQuery],
    summary="Read what a place costs",
    responses=described(200, "Every line, by the day it holds from.", COSTS_ANSWER, 404),
)
def read_costs(desk: ReadProvision, code: PlaceCode) -> Response:
    """A line holds until a later one of the same part and band. A cost of null is not known any more."""
    with desk.database.reading() as session:
        provision = find_provision(session, desk, code)
        rows = all_costs(session, desk.viewer, provision.id)
        return json_answer({"place": provision.code, "costs": [cost_document(each) for each in rows]})


@router.post(
    "/provision/{code}/costs",
    status_code=201,
    dependencies=[NoQuery],
    summary="Write down what a place costs from a day on",
    openapi_extra=sends(NewProvisionCost),
    responses=described(201, "The line as it was kept.", COST_ANSWER, 404, 409, 415, 422),
)
def write_cost(
    desk: KeepProvision,
    code: PlaceCode,
    asked: Key,
    given: Annotated[NewProvisionCost, Depends(body_of(NewProvisionCost))],
) -> Response:
    """Nothing that was written is overwritten: a later line of the same part, band and day takes its place."""

    def work(session: services.Session) -> services.Answered:
        return services.answered(201, cost_document(note_cost(session, desk, code, given)))

    return kept_answer(services.once(desk, asked, work))


@router.get(
    "/cases/{reference}/place-costs",
    dependencies=[NoQuery],
    summary="Read what places would cost for a child",
    responses=described(200, "Each place with both its costs, apart.", PLACE_COSTS_ANSWER, 404),
)
def read_place_costs(desk: SeeWorking, reference: Reference) -> Response:
    """`additional_cost` is for a legal comparison, `full_cost` for commissioning; the two are never compared.

    A line whose cost is null is not known, and `at_most` is null while any that counts is not.
    """
    look_at(desk, reference)
    with desk.database.reading() as session:
        held = held_of(session, desk, reference)
        return json_answer(places_document(beside_of(session, desk, held), names=held.names))


@router.get(
    "/cases/{reference}/shares",
    dependencies=[NoQuery],
    summary="Read who pays a share of a child's package",
    responses=described(200, "Each share, with those that hold no more.", SHARES_ANSWER, 404),
)
def read_shares(desk: SeeWorking, reference: Reference) -> Response:
    """Shares are parts of the full cost, never extras. What is only asked for is taken off nothing."""
    look_at(desk, reference)
    with desk.database.reading() as session:
        held = held_of(session, desk, reference)
        rows = store.hanging_on(session, desk.viewer, JointShare, held.case)
        return json_answer(shares_document([each if held.names else nothing_said(each) for each in rows]))
