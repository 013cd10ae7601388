"""An invented audit sample: drawn by risk by the demo auditor, with a few of its papers filled in."""

import datetime as dt
from typing import Any, Final

from sqlalchemy.orm import Session

from engine.opinions.network import Network
from panel_api import store
from panel_api.database import Database
from panel_api.reading import read
from panel_api.schemas_audit import NewAuditSample, PaperGiven
from panel_api.services.audit_samples import draw_audit_sample
from panel_api.services.desk import Desk
from panel_api.services.working_papers import QUESTIONS, save_paper
from panel_api.shelf import Shelf
from panel_api.store import LOCAL, Viewer
from panel_api.store.audit_samples import papers_of, population
from panel_api.store.record_search import RecordFilter

REFERENCE: Final = "ADTS-2X26"
_AUDITOR: Final = "DEMO-AUDITOR"
_DRAWN_AT: Final = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)
_SIZE: Final = 25
_NOTICE: Final = "No letter about this decision is held (invented)."
_FILLED: Final[tuple[dict[str, Any], ...]] = (
    {"conclusion": "satisfied"},
    {
        "against": ("notice", _NOTICE),
        "conclusion": "minor",
        "words": "The decision stands. Ask the caseworker where the letter is (invented).",
    },
    {"first": 5},
)
"""What stands on the first papers: all satisfied; one answer against; the first five answers alone."""


def audit(session: Session, database: Database, shelf: Shelf, seed: int) -> None:
    """Draw the sample and fill in its first papers by the verbs of the service. Nothing where nothing is decided."""
    person = store.person_by_reference(session, LOCAL, _AUDITOR)
    head = store.chain_head(session)
    assert person is not None
    viewer = Viewer("auditor", person.reference, person.id)
    desk = Desk(database, shelf, Network(), lambda: _DRAWN_AT, viewer=viewer)  # no verb here asks the network
    if head is None or not population(session, viewer, RecordFilter(), head.sequence):
        return
    asked = {
        "reference": REFERENCE, "title": "Autumn audit by risk (invented)", "method": "risk", "strata": "kind",
        "size": _SIZE, "seed": str(seed),
    }  # fmt: skip
    sample = draw_audit_sample(session, desk, read(NewAuditSample, asked), RecordFilter())
    for paper, filled in zip(papers_of(session, viewer, sample), _FILLED, strict=False):
        given = read(PaperGiven, _typed(**filled))
        save_paper(session, desk, sample, paper.position, paper.version, given)


def _typed(
    against: tuple[str, str] | None = None, first: int | None = None, conclusion: str | None = None, words: str = ""
) -> dict[str, Any]:
    answers: dict[str, dict[str, str]] = {code: {"verdict": "satisfied"} for code in list(QUESTIONS)[:first]}
    if against is not None:
        answers[against[0]] = {"verdict": "not_satisfied", "words": against[1]}
    return {"answers": answers, "words": words, **({} if conclusion is None else {"conclusion": conclusion})}
