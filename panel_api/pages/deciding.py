"""The case page, and what can be done from it: assess, put the advice to the panel, decide."""

from typing import Annotated, Any, Final
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from engine.problems import Problem
from panel_api import schemas, services, store
from panel_api.errors import Trouble
from panel_api.models import Assessment, Case
from panel_api.pages.shelf import book_or_none
from panel_api.reading import read
from panel_api.render import page
from panel_api.routes.asking import OfDesk
from panel_api.services import Desk
from panel_api.services.reasons import REASONS
from panel_api.services.recommend import is_current
from panel_api.views.case import Held, case_view

router = APIRouter()
MOST_FORM: Final = 100_000
KINDS: Final = {
    "agree": "Agree as recommended",
    "agree_another_band": "Agree another band",
    "defer_for_information": "Defer for information",
    "refer": "Refer to someone with authority",
    "not_agreed": "Not agree",
}
_FIELDS: Final = ("kind", "reason", "words", "band", "amount", "law", "authority", "by")
Form = dict[str, str]


@router.get("/cases/{reference}")
def read_case(request: Request, desk: OfDesk, reference: str) -> Response:
    """The case, in a constant number of queries."""
    return _shown(request, desk, reference)


def _shown(
    request: Request, desk: Desk, reference: str, typed: Form | None = None, trouble: Trouble | None = None
) -> Response:
    with desk.database.reading() as session:
        held = _held(session, desk, reference)
    view = case_view(held, book_or_none(desk, held.case.rulebook))
    view |= _next(held)
    view["typed"] = {name: (typed or {}).get(name, "") for name in _FIELDS}
    view["trouble"] = _told(trouble) if trouble else None
    return page(request, "case.html", view, status=trouble.status if trouble else 200)


def _held(session: Session, desk: Desk, reference: str) -> Held:
    case = services.find_case(session, desk, reference)
    assessment = store.latest_assessment(session, desk.viewer, case)
    return Held(
        case,
        assessment,
        assessment is not None and is_current(case, assessment),
        store.latest_recommendation(session, desk.viewer, case),
        store.decisions_of(session, desk.viewer, case),
        store.records_of_case(session, desk.viewer, case.id),
    )


def _next(held: Held) -> dict[str, Any]:
    """What can be done with the case as it stands, and only that."""
    stage, settled = held.case.stage, held.assessment is not None and held.assessment.status == "settled"
    step = None
    if stage in ("received", "deferred", "referred") or not held.current:
        step = "assess" if stage not in ("decided", "withdrawn", "disposed") else None
    elif stage == "assessed":
        step = "recommend"
    elif stage == "recommended":
        step = "decide"
    order = held.case.legal_basis == "tribunal_order"
    kinds = [k for k in KINDS if (settled or k != "agree") and (not order or k in ("defer_for_information", "refer"))]
    return {
        "step": step,
        "kinds": [{"code": code, "text": KINDS[code]} for code in kinds],
        "reason_groups": [{"label": KINDS[code], "options": list(REASONS[code].items())} for code in kinds],
        "statutory": held.case.legal_basis != "non_statutory",
    }


def _told(trouble: Trouble) -> dict[str, Any]:
    problems = [_problem(each) for each in trouble.problems]
    return {"title": trouble.title, "detail": trouble.detail, "problems": problems}


def _problem(problem: Problem) -> dict[str, str]:
    name = str(problem.where).split(".")[0].split("[")[0]
    return {
        "anchor": name if name in _FIELDS else "decide",
        "text": f"{name.replace('_', ' ').capitalize()}: {problem.message}",
    }


async def read_form(request: Request) -> Form:
    """A small urlencoded form, the last of each name. `guard` has seen to its origin and size."""
    raw = await request.body()
    if len(raw) > MOST_FORM:
        raise Trouble("too-large", "That is more than a form can hold. Shorten it.")
    try:
        fields = parse_qs(raw.decode(), keep_blank_values=True, max_num_fields=50)
    except ValueError:
        raise Trouble("unreadable", "The form could not be read. Send it again.") from None
    return {name: values[-1] for name, values in fields.items()}


Sent = Annotated[Form, Depends(read_form)]


def _seen(form: Form) -> int:
    text = form.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise Trouble("version-needed", "Open the case again and repeat what you meant to do.")
    return int(text)


@router.post("/cases/{reference}/assess")
def assess(request: Request, desk: OfDesk, reference: str, form: Sent) -> Response:
    """Assess with second opinions, then come back to the case."""

    def within(work: Any) -> Any:
        with desk.database.writing() as session:
            return work(session)

    def done(_session: Session, case: Case, _row: Assessment) -> str:
        return case.reference

    try:
        _seen(form)
        services.assess_case(desk, reference, None, within, done)
    except Trouble as trouble:
        return _again(request, desk, reference, form, trouble)
    return _back(reference, "advice")


@router.post("/cases/{reference}/recommend")
def recommend(request: Request, desk: OfDesk, reference: str, form: Sent) -> Response:
    """Put the advice to the panel, then come back to the case."""
    try:
        with desk.database.writing() as session:
            services.held_case(session, desk, reference, _seen(form))
            services.recommend(session, desk, reference)
    except Trouble as trouble:
        return _again(request, desk, reference, form, trouble)
    return _back(reference, "decide")


@router.post("/cases/{reference}/decide")
def decide(request: Request, desk: OfDesk, reference: str, form: Sent) -> Response:
    """Record a decision and its sealed record; nothing typed is lost where it cannot stand."""
    try:
        given = read(schemas.NewDecision, _decision(form))
        with desk.database.writing() as session:
            services.decide(session, desk, reference, _seen(form), given)
    except Trouble as trouble:
        return _again(request, desk, reference, form, trouble)
    return _back(reference, "decided")


def _decision(form: Form) -> dict[str, Any]:
    """What was typed, as the API would have been sent it; an empty field was left out."""
    given: dict[str, Any] = {name: form[name].strip() for name in _FIELDS if form.get(name, "").strip()}
    if "by" in given:
        given["by"] = {"role": "chair", "reference": given["by"]}
    if "band" in given and given["band"].isascii() and given["band"].isdigit() and len(given["band"]) < 4:
        given["band"] = int(given["band"])
    if "amount" in given:
        given["amount"] = given["amount"].removeprefix("£").replace(",", "")
    return given


def _again(request: Request, desk: Desk, reference: str, form: Form, trouble: Trouble) -> Response:
    if trouble.kind == "not-found":
        raise trouble
    return _shown(request, desk, reference, form, trouble)


def _back(reference: str, part: str) -> Response:
    return RedirectResponse(f"/cases/{reference}#{part}", status_code=303)
