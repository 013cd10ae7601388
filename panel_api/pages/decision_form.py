"""The decide form as a browser sends it, read as a program would have sent it; and what stands in it at first."""

from collections.abc import Mapping
from typing import Any, Final

from engine.law.bases import BASES
from engine.law.kinds import KINDS
from engine.problems import Problem
from panel_api import schemas, services
from panel_api.columns import DECISION_KINDS
from panel_api.errors import Trouble
from panel_api.models import Decision, PutUp
from panel_api.pages.forms import Form, day_typed, pounds_typed
from panel_api.pages.shelf import book_or_none
from panel_api.reading import read
from panel_api.services import Desk
from panel_api.services.decision_terms import TERMS, needed_of_book

MONEY: Final = ("consent_by", "consent_words", "uncommitted_seen")
"""What a form asks where money is used: who consented; and what it had shown as uncommitted."""
ASKED_OF_ALL: Final = ("kind", "words", "urgent", "attested", "corrects", *MONEY)
ASKED_BY_KIND: Final = (
    "band", "amount", "from", "until", "school_code", "school", "evidence", "steps", "unconsulted", "appeal_text",
    "reason", "law", "plan_amended_on",
)  # fmt: skip
"""What stands under a choice, each with the kind's own name behind it: `band_agree_another_band`."""
_TYPED: Final = (
    "band", "amount", "from", "until", "school_code", "school", "evidence", "steps", "unconsulted", "plan_amended_on",
)  # fmt: skip
_DAYS: Final = ("from", "until", "plan_amended_on")
_YES: Final = {"yes": True, "no": False}
ELSEWHERE: Final = "this was written under another choice"


def field_of(name: str, kind: str) -> str:
    """The form's own name for what is sent as `name` with a kind."""
    return f"{name}_{kind}" if name in ASKED_BY_KIND else name


def read_decision(desk: Desk, reference: str, form: Form) -> schemas.NewDecision:
    """The decision. Where it cannot be read, what this case needs besides is told along with the rest."""
    raw, strays = _sent(form), _strays(form)
    try:
        given = read(schemas.NewDecision, raw)
    except Trouble as trouble:
        missing = _missing(desk, reference, raw)
        raise Trouble(trouble.kind, problems=[*trouble.problems, *missing, *strays]) from None
    if strays:
        raise Trouble("bad-input", problems=strays)
    return given


def meant(desk: Desk, given: schemas.NewDecision, was: Decision) -> bool:
    """Whether a decision that stands is the one meant, by the same person."""
    elsewhere = {
        "law", "band", "amount", "urgent", "corrects", "reason", "consent_by", "consent_words", "school", "school_code",
    }  # fmt: skip
    sent = given.model_dump(exclude={*elsewhere, "uncommitted_seen"})
    stands = {name: getattr(was, name) for name in sent}
    more = (given.reason, given.urgent, given.corrects, desk.viewer.reference)
    same = more == (was.reason_code, was.urgent_words, was.corrects_id, was.by_reference)
    law = given.law is None or given.law == was.law
    band = given.band is None or str(given.band) == was.band
    school = given.school in (None, was.school, was.school_code) and given.school_code in (None, was.school_code)
    return same and sent == stands and law and band and school and given.amount in (None, was.amount_pence)


def typed_of(up: PutUp) -> dict[str, str]:
    """What went up, as it stands in the form of whoever decides it now."""
    kind = str(up.given["kind"])
    found = {}
    for name, value in up.given.items():
        if name not in ("kind", "attested", "corrects", "urgent"):
            text = ("yes" if value else "no") if isinstance(value, bool) else str(value)
            found[field_of(name, kind)] = text
    return {**found, "kind": kind, "corrects": str(up.given.get("corrects", ""))}


def written(form: Form) -> list[tuple[str, str]]:
    """What was chosen and typed, each with what it answers: for a page on which its form does not stand any more."""
    kind = _plain(form, "kind")
    chosen = [("You chose", KINDS[kind].offer)] if kind in KINDS else []
    typed = [(name.replace("_", " ").capitalize(), _plain(form, field_of(name, kind))) for name in _TYPED]
    words = [("In your words", _plain(form, name)) for name in ("words", "urgent", "reopen_words")]
    return [(asked, text.replace("\0", "\ufffd")) for asked, text in (*chosen, *typed, *words) if text]


def _sent(form: Form) -> dict[str, Any]:
    """What was typed, as the API would have been sent it; an empty field was left out."""
    kind = _plain(form, "kind")
    texts = {name: _plain(form, field_of(name, kind)) for name in (*ASKED_OF_ALL, *ASKED_BY_KIND)}
    given: dict[str, Any] = {name: text for name, text in texts.items() if text}
    for name in _DAYS:
        if name in given:
            given[name] = day_typed(given[name])
    if "amount" in given:
        given["amount"] = pounds_typed(given["amount"])
    for name in ("band", "corrects"):
        if _whole(given.get(name, "")):
            given[name] = int(given[name])
    for name in ("attested", "appeal_text"):
        if name in given:
            given[name] = _YES.get(given[name], given[name])
    return given


def _strays(form: Form) -> list[Problem]:
    """What was typed under a choice that was not made: nobody may lose it without being told."""
    kind, found = _plain(form, "kind"), []
    for other in DECISION_KINDS:
        for name in _TYPED:
            if other != kind and _plain(form, field_of(name, other)):
                remedy = "Choose that, or empty it"
                found.append(Problem(field_of(name, other), ELSEWHERE, KINDS[other].offer, remedy))
    return found


def _missing(desk: Desk, reference: str, raw: Mapping[str, Any]) -> list[Problem]:
    """What the chosen kind needs in this case and was not typed."""
    with desk.database.reading() as session:
        case = services.find_case(session, desk, reference)
    kind, book = raw.get("kind"), book_or_none(desk, case.rulebook)
    if kind not in KINDS or case.legal_basis not in BASES:
        return []
    needs = [each for each in TERMS[kind].needs if each not in ("band", "amount")] if kind in TERMS else []
    needs += [*(needed_of_book(book, kind) if book else ()), *(["attested"] if KINDS[kind].adverse else [])]
    said = {*raw, *(["school"] if "school_code" in raw else [])}
    return [Problem(name, f"`{name}` is missing", "it", "Add it") for name in needs if name not in said]


def _plain(form: Form, name: str) -> str:
    return form.get(name, "").replace("\r\n", "\n").strip()


def _whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 15
