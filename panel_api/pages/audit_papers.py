"""Working papers: one to fill in, all of a sample to print, and both kinds of spreadsheet to take away."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from panel_api import store
from panel_api.errors import Trouble, not_found
from panel_api.models import AuditPaper, AuditSample
from panel_api.pages.form_errors import form_errors
from panel_api.pages.forms import Form, Sent, seen_version
from panel_api.pages.shelf import book_or_none
from panel_api.reading import read
from panel_api.render import page
from panel_api.routes.guarding import Audit
from panel_api.schemas_audit import PaperGiven
from panel_api.services import Desk
from panel_api.services.audit_samples import find_audit_sample
from panel_api.services.records import replay_in
from panel_api.services.working_papers import CONCLUSIONS, QUESTIONS, VERDICTS, find_paper, save_paper
from panel_api.sheets import BOM, CSV_TYPE, XLSX_TYPE, line, workbook
from panel_api.store import audit_samples as rows
from panel_api.store.paper_facts import paper_facts
from panel_api.views.audit_paper import prefilled
from panel_api.views.audit_samples import METHODS, filter_lines, part_words, sheet_rows, why_words
from panel_api.views.record import rulebook_of

router = APIRouter()
HEADS: Final = (
    "Paper", "Record", "Case", "Question", "What is asked", "What is recorded", "Answer", "The auditor's words",
    "Conclusion", "Words of the conclusion",
)  # fmt: skip
Told = Mapping[str, Sequence[str]]


@router.get("/audit/samples/{sample}/papers")
def to_print(request: Request, desk: Audit, sample: str) -> Response:
    """Every paper of a sample on one page, to print."""
    found, papers = _all(desk, sample, "papers_viewed")
    shown = [_paper_view(found, paper, told, case) for paper, told, case in papers]
    view = {"title": f"Working papers: {found.title}", "sample": found, "papers": shown, **_words()}
    return page(request, "audit_papers.html", view)


@router.get("/audit/samples/{sample}/papers.xlsx")
def as_workbook(desk: Audit, sample: str) -> Response:
    """How the sample was drawn, its papers, and every answer."""
    found, papers = _all(desk, sample, "sample_exported")
    made = workbook([
        ("Sample", ("What", "How"), _about(found)),
        ("Strata", ("Part", "Holds", "Drawn"),
         ((part_words(found.strata["by"], each["name"]), each["holds"], each["drawn"])
          for each in found.strata["shares"])),
        ("Papers", ("Paper", "Record", "Case", "Conclusion", "Words"),
         ((each.position, each.record_sequence, case, CONCLUSIONS.get(each.conclusion or "", "Open"), each.words)
          for each, _, case in papers)),
        ("Answers", HEADS, sheet_rows(papers)),
    ])  # fmt: skip
    headers = {"Content-Disposition": f'attachment; filename="audit-sample-{found.reference}.xlsx"'}
    return Response(made, media_type=XLSX_TYPE, headers=headers)


@router.get("/audit/samples/{sample}/papers.csv")
def as_csv(desk: Audit, sample: str) -> Response:
    """Every answer of every paper, a row each."""
    found, papers = _all(desk, sample, "sample_exported")
    headers = {"Content-Disposition": f'attachment; filename="audit-sample-{found.reference}.csv"'}
    text = BOM + line(HEADS) + "".join(line(row) for row in sheet_rows(papers))
    return Response(text, media_type=CSV_TYPE, headers=headers)


@router.get("/audit/samples/{sample}/{position}")
def one(request: Request, desk: Audit, sample: str, position: str) -> Response:
    """One paper, filled in beforehand with what is recorded. That it was looked at is logged."""
    return _shown(request, desk, sample, _place(position), None, None)


@router.post("/audit/samples/{sample}/{position}")
def save(request: Request, desk: Audit, sample: str, position: str, form: Sent) -> Response:
    """Keep the paper; go on to the next one, or stay, as the button says."""
    place = _place(position)
    try:
        given = read(PaperGiven, _given(form))
        with desk.database.writing() as session:
            found = find_audit_sample(session, desk, sample)
            save_paper(session, desk, found, place, seen_version(form), given)
            many = len(found.strata["drawn"])
    except Trouble as trouble:
        if trouble.kind not in ("bad-input", "stale"):
            raise
        return _shown(request, desk, sample, place, form, trouble)
    on = place + 1 if form.get("then") == "next" and place < many else place
    return RedirectResponse(f"/audit/samples/{sample}/{on}", status_code=303)


def _shown(
    request: Request, desk: Desk, reference: str, position: int, form: Form | None, trouble: Trouble | None
) -> Response:
    with desk.database.writing() as session:
        paper = find_paper(session, desk, find_audit_sample(session, desk, reference), position)
        case = rows.references_of(session, desk.viewer, [paper.record_sequence])[paper.record_sequence][0]
        store.log_access(session, desk.viewer, "paper_viewed", case, desk.clock())
    with desk.database.reading() as session:
        found = find_audit_sample(session, desk, reference)
        paper = find_paper(session, desk, found, position)
        told, case = _told(session, desk, paper)
    view = _paper_view(found, paper, told, case)
    many = len(found.strata["drawn"])
    sayings = {**{f"words-{code}": "" for code in QUESTIONS}, "conclusion": "", "words": ""}
    view |= {
        "title": f"{'Error: ' if trouble else ''}Paper {position} of {many}: {found.title}",
        "many": many,
        "before": position - 1 if position > 1 else None,
        "after": position + 1 if position < many else None,
        "typed": form if form is not None else _kept(paper),
        "stale": trouble is not None and trouble.kind == "stale",
        **_words(),
    }
    wrong = form_errors(trouble, sayings)
    view |= {"told_problem": wrong["told"], "errors": wrong["errors"]}
    return page(request, "audit_paper.html", view, status=trouble.status if trouble else 200)


def _all(desk: Desk, reference: str, action: str) -> tuple[AuditSample, list[tuple[AuditPaper, Told, str]]]:
    """A sample with each paper, what is recorded of it and its case; that they were looked at is logged."""
    with desk.database.writing() as session:
        found = find_audit_sample(session, desk, reference)
        store.log_access(session, desk.viewer, action, found.reference, desk.clock())
    with desk.database.reading() as session:
        found = find_audit_sample(session, desk, reference)
        papers = [(each, *_told(session, desk, each)) for each in rows.papers_of(session, desk.viewer, found)]
    return found, papers


def _told(session: Any, desk: Desk, paper: AuditPaper) -> tuple[Told, str]:
    """What is recorded of a paper's record, by question, and the reference of its case."""
    number = paper.record_sequence
    record = store.record_by_sequence(session, desk.viewer, number)
    if record is None or record.case_id is None:
        raise not_found(f"There is no record {number} that you may see", "Look at the sample")
    facts = paper_facts(session, desk.viewer, number, record.case_id, record.decision_id)
    names = facts.case is not None and store.names_seen(session, desk.viewer, facts.case, desk.clock())
    values = store.sealed_values_of(session, desk.viewer, number)
    book = book_or_none(desk, rulebook_of(record) or "")
    told = prefilled(record, values, book, facts, replay_in(session, desk, record), names=names)
    return told, rows.references_of(session, desk.viewer, [number])[number][0]


def _paper_view(found: AuditSample, paper: AuditPaper, told: Told, case: str) -> dict[str, Any]:
    return {
        "sample": found,
        "paper": paper,
        "case": case,
        "told": told,
        "part": part_words(found.strata["by"], paper.stratum) if found.strata["by"] else "",
        "why": why_words(paper.why),
        "answers": paper.answers,
    }


def _words() -> dict[str, Any]:
    return {"questions": QUESTIONS, "verdicts": VERDICTS, "conclusions": CONCLUSIONS}


def _kept(paper: AuditPaper) -> Form:
    """A paper as its form would send it."""
    typed = {"conclusion": paper.conclusion or "", "words": paper.words}
    for code, each in paper.answers.items():
        typed |= {f"verdict-{code}": each.get("verdict") or "", f"words-{code}": each.get("words", "")}
    return typed


def _given(form: Form) -> dict[str, Any]:
    """A form as a program would have sent it."""
    answers: dict[str, dict[str, Any]] = {}
    for name, text in form.items():
        what, _, code = name.partition("-")
        if what in ("verdict", "words") and code and text.strip():
            answers.setdefault(code, {})[what] = text.strip().replace("\r\n", "\n")
    found: dict[str, Any] = {"answers": answers, "words": form.get("words", "").strip().replace("\r\n", "\n")}
    return {**found, "conclusion": form["conclusion"]} if form.get("conclusion") else found


def _about(found: AuditSample) -> Iterator[tuple[str, str | int]]:
    yield "Sample", found.reference
    yield "Title", found.title
    yield "Method", METHODS[found.method][0]
    yield "Seed", found.seed
    yield "Records wanted", found.size
    yield "Drawn from", found.population
    yield "Last record there was", found.head
    for each in filter_lines(found.filter):
        yield "Searched by", each
    yield "How to draw it again", "docs/audit.md, “A sample drawn again”"


def _place(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0
    if not number:
        raise not_found(f"There is no paper “{text[:20]}”", "Look at the sample")
    return number
