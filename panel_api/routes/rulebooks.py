"""The published rulebooks, for everyone."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from panel_api import services
from panel_api.routes.answering import json_answer
from panel_api.routes.asking import NoQuery
from panel_api.routes.describing import RULEBOOK_ANSWER, described
from panel_api.routes.guarding import Public

router = APIRouter(prefix="/api/rulebooks", tags=["rulebooks"])

Name = Annotated[
    str, Path(description="The rulebook's name.", examples=["county_top_up"], min_length=1, max_length=100)
]


@router.get(
    "",
    dependencies=[NoQuery],
    summary="List rulebooks",
    responses=described(200, "Every rulebook that holds.", {"rulebooks": [RULEBOOK_ANSWER]}),
)
def list_rulebooks(desk: Public) -> Response:
    """What each decides, from when it is in force, and the hash of its text."""
    return json_answer({"rulebooks": services.published_rulebooks(desk)})


@router.get(
    "/{name}",
    dependencies=[NoQuery],
    summary="Read a rulebook",
    responses=described(200, "What it asks, concludes and gives, and its text.", RULEBOOK_ANSWER, 404),
)
def read_rulebook(desk: Public, name: Name) -> Response:
    """The whole rulebook as the engine reads it; `text` and `vocabulary` together give `sha256`."""
    return json_answer(services.published_rulebook(desk, name))
