"""The form that writes the letters about one decision, and the decision sheet. Nothing typed is lost."""

from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, RedirectResponse, Response

from engine.law.calendars import local_day
from panel_api import schemas_letters, store
from panel_api.errors import Trouble
from panel_api.letters import as_text
from panel_api.letters.facts import LONGEST_REASON, LONGEST_VOICE, MOST_REASONS
from panel_api.letters.kept import facts_of
from panel_api.models import Case, Decision, Letter
from panel_api.pages.forms import Form, Sent, day_typed
from panel_api.pages.letters import pdf
from panel_api.reading import read
from panel_api.render import page
from panel_api.routes.guarding import WriteLetters
from panel_api.services import Desk, find_case
from panel_api.services.decision_sheet import sheet_of
from panel_api.services.drafting import decision_of, draft_letters
from panel_api.services.recipients import recipients_on
from panel_api.views.letters import READERS, first_typed, form_fields

router = APIRouter()
_TEXTS: Final = ("child", "setting", "full_reasons", "child_words", "named", "wanted", "passed_to", "from_authority")
_DAYS: Final = (
    "day", "asks_by", "order_day", "next_by", "final_by", "from_day", "until_day", "comment_by", "reconsider_by",
    "review_on",
)  # fmt: skip
_ALWAYS_ASKED: Final = ("day", "child", "reason_1", "school_reason_1", "full_reasons", "child_words")
_ANCHORS: Final = {
    "asks": "asks_family",
    "reasons": "reason_1",
    "school_reasons": "school_reason_1",
    "voices": "child_words",
    "family_words": "child_words",
}
_LINES: Final = ("asks_family", "asks_school", "asks_others", "order_says", "steps")


@router.get("/cases/{reference}/decisions/{decision}/letters")
def write(request: Request, desk: WriteLetters, reference: str, decision: int) -> Response:
    """The form."""
    return _form(request, desk, reference, decision)


@router.post("/cases/{reference}/decisions/{decision}/letters")
def draft(request: Request, desk: WriteLetters, reference: str, decision: int, form: Sent) -> Response:
    """Draft the letters, then show them."""
    try:
        given = read(schemas_letters.NewLetters, _given(form))
        with desk.database.writing() as session:
            draft_letters(session, desk, reference, decision, given)
    except Trouble as trouble:
        if trouble.kind == "not-found":
            raise
        return _form(request, desk, reference, decision, form, trouble)
    return RedirectResponse(f"/cases/{reference}/letters", status_code=303)


@router.get("/cases/{reference}/decisions/{decision}/sheet")
def decision_sheet(request: Request, desk: WriteLetters, reference: str, decision: int) -> Response:
    """The decision sheet for the file."""
    told = sheet_of(desk, reference, decision, "file")
    return page(
        request, "sheet.html", {"title": told.title, "page": told, "reference": reference, "decision": decision}
    )


@router.get("/cases/{reference}/decisions/{decision}/sheet/{reader}.{form}")
def decision_sheet_as(desk: WriteLetters, reference: str, decision: int, reader: str, form: str) -> Response:
    """A sheet as it is printed or filed: for "file" or "school_finance", as pdf or txt."""
    if reader not in ("file", "school_finance") or form not in ("pdf", "txt"):
        raise Trouble("not-found", "There is no such sheet. Check the address.")
    told = sheet_of(desk, reference, decision, "file" if reader == "file" else "school_finance")
    if form == "txt":
        return PlainTextResponse(as_text(told))
    return pdf(told, f"sheet-{reference}-{decision}-{reader}.pdf")


def _form(
    request: Request,
    desk: Desk,
    reference: str,
    decision: int,
    typed: Form | None = None,
    trouble: Trouble | None = None,
) -> Response:
    with desk.database.reading() as session:
        case = find_case(session, desk, reference)
        made = decision_of(session, desk, case, decision)
        letters = [each for each in store.letters_of(session, desk.viewer, case) if each.decision_id == made.id]
    today = local_day(desk.clock())
    held: dict[str, Any] = typed or first_typed(case, made, today, _latest(letters))
    final = held.get("final") == "yes"
    view = _view(case, made, final) | {
        "typed": _Typed(held),
        "letters": [each for each in letters if each.stage == "sent"],
        "whom": recipients_on(case, today, parents_may_know=held.get("parents_may_know") == "yes"),
        "trouble": None,
    }
    if trouble:
        view["title"] = f"Error: {view['title']}"
        asked = {*_ALWAYS_ASKED, *(field.name for field in view["fields"])}
        view["trouble"] = _told(trouble, asked)
    return page(request, "letter_writing.html", view, status=trouble.status if trouble else 200)


class _Typed(dict[str, Any]):
    """What a form holds; nothing where nothing was typed."""

    def __missing__(self, name: str) -> str:
        return ""


def _view(case: Case, made: Decision, final: bool) -> dict[str, Any]:
    return {
        "title": f"Write the letters about case {case.reference}",
        "case": case,
        "made": made,
        "fields": form_fields(case, made, final=final),
        "may_be_final": made.kind in ("issue", "amend", "carried_out"),
        "with_reasons": made.kind != "carried_out",
        "parents": [party for party in case.parties if party.role == "parent"],
        "readers": READERS,
        "longest_reason": LONGEST_REASON,
        "longest_voice": LONGEST_VOICE,
    }


def _latest(letters: list[Letter]) -> Any:
    """The facts of the last letter to the family about this decision."""
    mine = (each for each in letters if each.reader != "school")
    found = next(mine, None)
    return facts_of(found.facts) if found else None


def _given(form: Form) -> dict[str, Any]:
    """What was typed, as `schemas_letters` reads it; an empty field was left out."""
    plain = {name: text.replace("\r\n", "\n").strip() for name, text in form.items()}
    given: dict[str, Any] = {name: plain[name] for name in _TEXTS if plain.get(name)}
    given |= {name: day_typed(plain[name]) for name in _DAYS if plain.get(name)}
    given |= {name: _lines(plain[name]) for name in _LINES if plain.get(name)}
    for field, name in (("reason_", "reasons"), ("school_reason_", "school_reasons")):
        said = [plain.get(f"{field}{number}", "") for number in range(1, MOST_REASONS + 1)]
        given[name] = [text for text in said if text]
    given["family_words"] = [
        {"party": int(name.removeprefix("words_")), "words": text}
        for name, text in plain.items()
        if name.startswith("words_") and name.removeprefix("words_").isdecimal() and text
    ]
    given |= {name: plain.get(name) == "yes" for name in ("final", "parents_may_know")}
    return given


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _told(trouble: Trouble, asked: set[str]) -> dict[str, Any]:
    """What stopped the form, each problem leading to its field where the form asks it."""
    links, others = [], []
    for problem in trouble.problems:
        name = str(problem.where).split("[")[0].rpartition(".")[2]
        name = _ANCHORS.get(name, name)
        text = f"{problem.wrong[:1].upper()}{problem.wrong[1:]}. {problem.remedy}."
        if name in asked:
            links.append({"anchor": name, "text": text})
        else:
            others.append(text)
    return {
        "title": "The letters cannot be drafted so" if trouble.problems else trouble.title,
        "detail": trouble.detail if not trouble.problems else "Nothing was kept. What you typed is still here.",
        "links": links,
        "others": others,
    }
