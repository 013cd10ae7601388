"""What-ifs for programs: try texts on the caseload, list what was tried, read one; and adopt what was re-scored."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Response

from engine.recording.records import utc_text
from panel_api import services
from panel_api.models import WhatIf, WhatIfText
from panel_api.routes.answering import json_answer, kept_answer
from panel_api.routes.asking import Key, NoQuery, body_of
from panel_api.routes.describing import described, sends
from panel_api.routes.describing_whatif import ADOPTION_ANSWER, WHATIF_ANSWER, WHATIFS_ANSWER
from panel_api.routes.guarding import AdoptRulebook, TryWhatIf
from panel_api.schemas_whatif import NewAdoption, NewWhatIf
from panel_api.services.adopting import keep_adoption, meant
from panel_api.services.desk import Desk
from panel_api.services.whatif import find_whatif, keep_whatif, listed_whatifs, texts_tried, worked_out
from panel_api.views.whatif_kept import document_of
from panel_api.views.whatif_scope import seen_by

router = APIRouter(prefix="/api", tags=["whatifs"])
Reference = Annotated[
    str, Path(description="The what-if's reference.", examples=["WI-WK4M7X"], min_length=1, max_length=32)
]
Scored = Annotated[
    str, Path(description="The re-scoring's reference.", examples=["RS-WK4M7X"], min_length=1, max_length=32)
]


@router.get(
    "/whatifs",
    dependencies=[NoQuery],
    summary="List what-ifs",
    responses=described(200, "What was tried, the newest first.", WHATIFS_ANSWER, 422),
)
def list_whatifs(desk: TryWhatIf) -> Response:
    """Without their results: read one for that. The newest 200."""
    with desk.database.reading() as session:
        found = listed_whatifs(session, desk)
        texts = texts_tried(session, desk, found)
        return json_answer({"whatifs": [_told(row, [t for t in texts if t.whatif_id == row.id]) for row in found]})


@router.post(
    "/whatifs",
    status_code=201,
    dependencies=[NoQuery],
    summary="Try texts on the whole caseload",
    openapi_extra=sends(NewWhatIf),
    responses=described(201, "What it came to, sealed.", WHATIF_ANSWER, 404, 409, 415, 422),
)
def try_them(desk: TryWhatIf, asked: Key, given: Annotated[NewWhatIf, Depends(body_of(NewWhatIf))]) -> Response:
    """Proposals and overlays, each beside what would be in force. It takes seconds, with many cases minutes.

    Nothing comes in force by it, and no case is changed.
    """
    answer = services.earlier(desk, asked)
    if answer is None:
        found = worked_out(desk, given.asked())

        def work(session: services.Session) -> services.Answered:
            row = keep_whatif(session, desk, found)
            return services.answered(201, _whole(session, desk, row), {"Location": f"/api/whatifs/{row.reference}"})

        answer = services.once(desk, asked, work)
    return kept_answer(answer)


@router.get(
    "/whatifs/{reference}",
    dependencies=[NoQuery],
    summary="Read a what-if",
    responses=described(200, "What was asked, and what it came to.", WHATIF_ANSWER, 404, 422),
)
def read_whatif(desk: TryWhatIf, reference: Reference) -> Response:
    """Of what it came to you read what you may: a budget holder, schools of their own partnership alone."""
    with desk.database.reading() as session:
        return json_answer(_whole(session, desk, find_whatif(session, desk, reference)))


@router.post(
    "/rescorings/{rescoring}/adoption",
    status_code=201,
    dependencies=[NoQuery],
    summary="Adopt what was re-scored",
    openapi_extra=sends(NewAdoption),
    responses=described(201, "What is in force, and from when.", ADOPTION_ANSWER, 404, 409, 415, 422),
)
def adopt_it(
    desk: AdoptRulebook, asked: Key, rescoring: Scored, given: Annotated[NewAdoption, Depends(body_of(NewAdoption))]
) -> Response:
    """Refused with the figure where it breaks what its proposal promised to cost. People alone adopt."""
    answer = services.earlier(desk, asked)
    if answer is None:
        ready = meant(desk, rescoring, given.words, replace=given.replace)

        def work(session: services.Session) -> services.Answered:
            row = keep_adoption(session, desk, ready)
            said = {"reference": row.reference, "rulebook": {"name": row.name, "sha256": row.sha256}}
            return services.answered(201, {**said, "from": row.from_day.isoformat(), "record": row.record_sequence})

        answer = services.once(desk, asked, work)
        desk.shelf.look_again()
    return kept_answer(answer)


def _whole(session: services.Session, desk: Desk, row: WhatIf) -> dict[str, Any]:
    told = _told(row, texts_tried(session, desk, [row]))
    return {**told, "result": seen_by(document_of(row.result, row.as_of), desk.viewer).as_json()}


def _told(row: WhatIf, texts: Any) -> dict[str, Any]:
    tried: list[WhatIfText] = list(texts)
    return {
        "reference": row.reference,
        "words": row.words,
        "as_of": row.as_of.isoformat(),
        "caseload_on": None if row.caseload_on is None else row.caseload_on.isoformat(),
        "cases": row.cases,
        "spec": row.spec,
        "record": row.record_sequence,
        "by_role": row.by_role,
        "made_at": utc_text(row.made_at),
        "texts": [
            {"name": each.name, "sha256": each.sha256, "against": each.against_sha256, "source": each.source}
            for each in tried
        ],
    }
