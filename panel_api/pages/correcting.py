"""Corrections of a case's records: what is wrong, what is right, who asked; the records themselves stay."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import Response

from panel_api.models import Record
from panel_api.pages.asked import Asking, Field, Stopped
from panel_api.pages.forms import Sent
from panel_api.pages.keeping import Entry, Kept, Placed, show, write
from panel_api.render import day_text, moment_words
from panel_api.routes.guarding import CorrectRecords
from panel_api.schemas_retention import NewCorrection
from panel_api.services import Desk, corrections, held_of
from panel_api.store.corrections import corrections_of
from panel_api.views.corrections import corrections_view
from panel_api.views.record import line

router = APIRouter()


@router.get("/cases/{reference}/corrections")
def read_corrections(request: Request, desk: CorrectRecords, reference: str) -> Response:
    """What was corrected, and a form for more."""
    return _page(request, desk, reference)


@router.post("/cases/{reference}/corrections/correct")
def correct(request: Request, desk: CorrectRecords, reference: str, form: Sent) -> Response:
    """Put a correction beside a record."""
    return write(
        request, desk, form, asking_of([]),
        lambda session, given: corrections.correct(session, desk, reference, given),
        lambda stopped: _page(request, desk, reference, stopped),
    )  # fmt: skip


def asking_of(records: Sequence[Record]) -> Asking:
    """The form, with the case's own records to choose from."""
    options = []
    for each in records:
        shown = line(each)
        options.append(
            (str(each.sequence), f"Record {each.sequence:,}: {shown['what']}, {day_text(shown['at'].date())}")
        )
    return Asking("correct", "Seal this correction", NewCorrection, (
        Field("corrects", "Which record?", "choice", needed="Choose the record.", options=tuple(options)),
        Field("wrong", "What does it say wrongly?", "words", needed="Say what is wrong."),
        Field("right", "What is right?", "words", needed="Say what is right."),
        Field("asked_by", "Who asked for it?", hint="Such as: the mother, by letter of 3 May 2026.",
              needed="Say who asked for it."),
    ), "Correct a record")  # fmt: skip


def _page(request: Request, desk: Desk, reference: str, stopped: Stopped | None = None) -> Response:
    with desk.database.reading() as session:
        held = held_of(session, desk, reference)
        rows = corrections_of(session, desk.viewer, held.case)
    entries = []
    for each in corrections_view(rows, names=held.names):
        asked = f"Asked for: {each['asked_by']}." if each["asked_by"] else ""
        lines = [f"Right is: {each['right']}", asked, f"Record {each['sequence']:,}, {moment_words(each['at'])}."]
        entries.append(
            Entry(f"In record {each['corrects']:,}", [text for text in lines if text], "", (), each["wrong"])
        )
    open_ = held.records and held.case.stage != "disposed"
    kept = Kept(
        part="corrections",
        title="Corrections",
        intro=[
            "A record says what was known and decided then, so it never changes. What is wrong in it is put right by a "
            "later record, which stands beside it wherever it is read.",
            "A correction decides nothing: where the decision itself should be another, open the case again.",
        ],
        groups=[("", entries)],
        empty="No record of this case is corrected."
        if held.records
        else "This case has no record yet, so there is nothing to correct: change its answers instead.",
        adds=[Placed(asking_of(held.records))] if open_ else [],
    )
    return show(request, desk, held, kept, stopped)
