"""Working papers: what an auditor asks of a record, saved as it is written; what was typed is never lost.

The questions are what auditors, inspectors and tribunals ask to see. Each is answered satisfied, not satisfied or not
applicable, with words. The paper changes no record and no case.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from engine.problems import Problem
from panel_api import store
from panel_api.errors import Trouble, not_found
from panel_api.models import AuditPaper, AuditSample
from panel_api.schemas_audit import PaperGiven
from panel_api.services.desk import Desk
from panel_api.store import audit_samples as rows


@dataclass(frozen=True, slots=True)
class Question:
    """One question. asks: what has to be so for the auditor to be satisfied."""

    heading: str
    asks: str


QUESTIONS: Final[dict[str, Question]] = {
    "asked": Question("Request and clock", "Was it decided within the time that law or our own standard gives?"),
    "evidence": Question("Evidence", "Is the evidence there, dated, and by whom it should be?"),
    "rulebook": Question("Rulebook", "Was the rulebook the one in force on the day it was assessed for?"),
    "inputs": Question("Inputs", "Do the inputs agree with the papers?"),
    "result": Question("Computed result", "Does the same come out again?"),
    "sat": Question("Who sat", "Was the quorum there, and did who had an interest leave?"),
    "decision": Question("Human decision", "Did a person decide who had read it, and do we know why it differed?"),
    "authority": Question("Authority", "Was it within the authority of who decided?"),
    "money": Question("Money", "Is it charged to the right account, with consent where that is needed?"),
    "order": Question("Suitability before cost", "Was what suits the child settled before what it costs?"),
    "notice": Question("Notice", "Was the right notice sent to the right people, with the rights it carries?"),
    "review": Question("Review", "Is there a day of review or an end?"),
    "payment": Question("Payment", "Was what was decided paid, and nothing more?"),
}
VERDICTS: Final = {"satisfied": "Satisfied", "not_satisfied": "Not satisfied", "not_applicable": "Not applicable"}
CONCLUSIONS: Final = {
    "satisfied": "Satisfied",
    "minor": "A minor finding",
    "serious": "A serious finding",
    "cannot_say": "Cannot say",
}


def find_paper(session: Session, desk: Desk, sample: AuditSample, position: int) -> AuditPaper:
    """One paper of a sample. Raises Trouble "not-found", which says so where its case was disposed of."""
    paper = rows.paper_at(session, desk.viewer, sample, position)
    if paper is None:
        drawn = sample.strata["drawn"]
        what = f"There is no paper {position} in this sample"
        if 1 <= position <= len(drawn):
            what = f"The case of record {drawn[position - 1]} was disposed of, and its working paper went with it"
        raise not_found(what, "Look at the sample")
    return paper


def save_paper(
    session: Session, desk: Desk, sample: AuditSample, position: int, version: int, given: PaperGiven
) -> AuditPaper:
    """Keep a paper as an auditor wrote it. version: of the paper they saw.

    Raises Trouble "stale" where another auditor wrote it since, "bad-input" for a conclusion that its answers or its
    words do not bear out, "not-found".
    """
    find_paper(session, desk, sample, position)
    try:
        paper = rows.hold_paper(session, desk.viewer, sample, position, version)
    except store.Stale:
        says = "Somebody saved this paper since you opened it. Below stands what you typed, beside what they saved."
        raise Trouble("stale", says) from None
    assert paper is not None
    problems = list(_not_borne_out(given))
    if problems:
        raise Trouble("bad-input", problems=problems)
    at = desk.clock()
    paper.answers = {
        code: {"verdict": each.verdict, "words": each.words}
        for code, each in given.answers.items()
        if each.verdict is not None or each.words
    }
    paper.conclusion, paper.words = given.conclusion, given.words
    paper.saved_by, paper.saved_at = desk.viewer.person, at
    session.flush()
    detail = {"paper": position, "conclusion": given.conclusion or "open"}
    store.write_log(session, desk.viewer, "changes", "paper_saved", sample.reference, at, detail)
    return paper


def _not_borne_out(given: PaperGiven) -> list[Problem]:
    found = [
        Problem(f"answers.{code}", "there is no such question", "one of the paper's", "Remove it")
        for code in given.answers
        if code not in QUESTIONS
    ]
    short = [code for code, each in given.answers.items() if each.verdict == "not_satisfied" and not each.words.strip()]
    found += [
        Problem(f"words-{code}", "you are not satisfied and do not say why", "what you found, in words", "Write it")
        for code in short
    ]
    open_ = [code for code in QUESTIONS if code not in given.answers or given.answers[code].verdict is None]
    against = [code for code, each in given.answers.items() if each.verdict == "not_satisfied"]
    if given.conclusion == "satisfied" and (open_ or against):
        wrong = f"{len(open_)} answers are open and {len(against)} are not satisfied"
        found.append(Problem("conclusion", wrong, "every question answered, none against", "Conclude otherwise"))
    if given.conclusion in ("minor", "serious", "cannot_say") and not given.words.strip():
        found.append(Problem("words", "a finding needs words", "what you conclude, and why", "Write it"))
    return found
