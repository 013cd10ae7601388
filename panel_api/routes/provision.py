"""The directory of provision, for programs: list it, read one place, add, change, and write its numbers down."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from panel_api import services
from panel_api.routes.answering import json_answer, kept_answer
from panel_api.routes.asking import EachOnce, Key, NoQuery, Version, body_of
from panel_api.routes.describing import described, sends
from panel_api.routes.describing_provision import (
    NUMBERS_ANSWER,
    PAST_ANSWER,
    PROVISION_ANSWER,
    PROVISION_LIST_ANSWER,
)
from panel_api.routes.guarding import KeepProvision, ReadProvision
from panel_api.schemas_provision import NewProvision, NumbersNoted, ProvisionDay, ProvisionEdit, ProvisionQuery
from panel_api.services.cases import etag
from panel_api.services.desk import Desk
from panel_api.services.places_free import free_on
from panel_api.services.provision import add_provision, as_of, change_provision, find_provision
from panel_api.services.provision_numbers import note_numbers
from panel_api.services.provision_pages import list_page
from panel_api.services.show_provision import list_document, numbers_document, past_document, provision_document
from panel_api.store.provision import provisions_by_number, units_within
from panel_api.store.provision_history import changes_of, numbers_of_one

router = APIRouter(prefix="/api/provision", tags=["provision"])
ProvisionCode = Annotated[
    str, Path(description="The place's code: its URN, with -U or -R for a unit, or P-….", examples=["900777"],
              min_length=1, max_length=32)
]  # fmt: skip


@router.get(
    "",
    dependencies=[EachOnce],
    summary="List provision",
    responses=described(200, "A page of the directory, by name.", PROVISION_LIST_ANSWER, 422),
)
def list_provision(desk: ReadProvision, query: Annotated[ProvisionQuery, Query()]) -> Response:
    """By name. `pages.after` and `pages.before` lead to the neighbouring pages. `null` is not known, and is not no.

    `needs_unknown` counts what else there would be if it said for which needs it is designated.
    """
    with desk.database.reading() as session:
        return json_answer(list_document(list_page(session, desk, query)))


@router.post(
    "",
    status_code=201,
    dependencies=[NoQuery],
    summary="Add a place",
    openapi_extra=sends(NewProvision),
    responses=described(201, "The place as the directory has it now.", PROVISION_ANSWER, 409, 415, 422),
)
def add(
    desk: KeepProvision, asked: Key, given: Annotated[NewProvision, Depends(body_of(NewProvision))]
) -> Response:  # fmt: skip
    """A school, unit, college or service that the directory does not have. A unit names its school in `within`."""

    def work(session: services.Session) -> services.Answered:
        row = add_provision(session, desk, given)
        headers = {"ETag": etag(row.version), "Location": f"/api/provision/{row.code}"}
        return services.answered(201, _document(session, desk, row.code), headers)

    return kept_answer(services.once(desk, asked, work))


@router.get(
    "/{code}/past",
    dependencies=[EachOnce],
    summary="Read a place as it was",
    responses=described(200, "What the directory said of it at the end of a day.", PAST_ANSWER, 404, 422),
)
def read_past(desk: ReadProvision, code: ProvisionCode, query: Annotated[ProvisionDay, Query()]) -> Response:
    """Its changes since are undone. `there` is false where it did not stand in the directory yet."""
    with desk.database.reading() as session:
        row = find_provision(session, desk, code)
        return json_answer(past_document(row.code, as_of(session, desk, row, query.on)))


@router.get(
    "/{code}",
    dependencies=[NoQuery],
    summary="Read a place",
    responses=described(200, "The place; its version is the ETag.", PROVISION_ANSWER, 404),
)
def read(desk: ReadProvision, code: ProvisionCode) -> Response:
    """With its numbers and what was changed of it, the latest first. `null` is not known, and is not no."""
    with desk.database.reading() as session:
        row = find_provision(session, desk, code)
        return json_answer(_document(session, desk, code), headers={"ETag": etag(row.version)})


@router.patch(
    "/{code}",
    dependencies=[NoQuery],
    summary="Change a place",
    openapi_extra=sends(ProvisionEdit),
    responses=described(200, "The place as it is now.", PROVISION_ANSWER, 404, 412, 415, 422, 428),
)
def change(
    desk: KeepProvision,
    code: ProvisionCode,
    version: Version,
    given: Annotated[ProvisionEdit, Depends(body_of(ProvisionEdit))],
) -> Response:
    """What is in `fields` changes; what is named in `unknown` is not known any more. Each change is kept with why."""
    with desk.database.writing() as session:
        row = change_provision(session, desk, code, version, given)
        return json_answer(_document(session, desk, code), headers={"ETag": etag(row.version)})


@router.post(
    "/{code}/places",
    status_code=201,
    dependencies=[NoQuery],
    summary="Write down the numbers of a place",
    openapi_extra=sends(NumbersNoted),
    responses=described(201, "The numbers as they were written.", NUMBERS_ANSWER, 404, 415, 422),
)
def note(
    desk: KeepProvision,
    code: ProvisionCode,
    asked: Key,
    given: Annotated[NumbersNoted, Depends(body_of(NumbersNoted))],
) -> Response:
    """From a day on, until others begin. Nothing is overwritten; what is left out is not known."""

    def work(session: services.Session) -> services.Answered:
        return services.answered(201, numbers_document(note_numbers(session, desk, code, given)))

    return kept_answer(services.once(desk, asked, work))


def _document(session: services.Session, desk: Desk, code: str) -> dict[str, object]:
    row = find_provision(session, desk, code)
    school = provisions_by_number(session, desk.viewer, [row.within_id]) if row.within_id else {}
    return provision_document(
        row,
        free_on(session, desk, [row.id], desk.last_day())[row.id],
        next(iter(school.values()), None),
        units_within(session, desk.viewer, row.id),
        numbers_of_one(session, desk.viewer, row.id),
        changes_of(session, desk.viewer, row.id),
    )
