"""Records: the sealed chain, for auditors."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from panel_api import services
from panel_api.routes.answering import JSON, json_answer
from panel_api.routes.asking import EachOnce, NoQuery, Sequence
from panel_api.routes.describing import (
    RECORD_ANSWER,
    RECORDS_ANSWER,
    REPLAY_ANSWER,
    STORED_ANSWER,
    VERIFY_ANSWER,
    described,
)
from panel_api.routes.guarding import ReadRecords
from panel_api.schemas_records import RecordQuery
from panel_api.services.records import replay_document, verify_document

router = APIRouter(prefix="/api/records", tags=["records"])


@router.get(
    "",
    dependencies=[EachOnce],
    summary="List records",
    responses=described(200, "Records, the newest first.", RECORDS_ANSWER, 422),
)
def list_records(desk: ReadRecords, query: Annotated[RecordQuery, Query()]) -> Response:
    """The chain from its end, or what was asked for of it, a page at a time, with its head."""
    return json_answer(services.list_records(desk, query.filter(), query.before, query.size))


@router.get(
    "/verify",
    dependencies=[NoQuery],
    summary="Verify the chain",
    responses=described(200, "Whether it holds, and the first broken record.", VERIFY_ANSWER),
)
def verify(desk: ReadRecords) -> Response:
    """Every record's bytes, hash, link and sealed values are checked, and every rulebook text."""
    return json_answer(verify_document(*services.verify_records(desk)))


@router.get(
    "/{sequence}",
    dependencies=[NoQuery],
    summary="Read a record",
    responses=described(200, "The record; personal leaves are salted digests.", RECORD_ANSWER, 404, 422),
)
def read_record(desk: ReadRecords, sequence: Sequence) -> Response:
    """What was assessed, advised and decided, under what law, rulebook and authority."""
    return json_answer(services.record_document(desk, sequence))


@router.get(
    "/{sequence}/stored",
    dependencies=[NoQuery],
    summary="A record's exact bytes",
    responses=described(200, "The bytes that were hashed: `sha256sum` gives the ETag.", STORED_ANSWER, 404, 422),
)
def stored(desk: ReadRecords, sequence: Sequence) -> Response:
    """Byte for byte as stored, for checking without this software."""
    record = services.stored_record(desk, sequence)
    return Response(record.stored, 200, {"ETag": f'"{record.sha256}"'}, JSON)


@router.post(
    "/{sequence}/replay",
    dependencies=[NoQuery],
    summary="Replay a record's assessment",
    responses=described(200, "Whether the same bytes came out, or what differs.", REPLAY_ANSWER, 404, 422),
)
def replay(desk: ReadRecords, sequence: Sequence) -> Response:
    """Its facts are assessed again under its own rulebook text; nothing is written."""
    return json_answer(replay_document(sequence, services.replay_record(desk, sequence)))
