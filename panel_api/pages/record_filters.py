"""The search of the records as it is typed: what can be understood of it, and what is wrong with the rest."""

from typing import Any, Final

from fastapi import Request
from pydantic import ValidationError
from sqlalchemy.orm import Session

from engine.law.kinds import KINDS
from panel_api import store, words
from panel_api.pages.forms import day_typed, pounds_typed
from panel_api.schemas_records import OTHER_KINDS, RecordQuery
from panel_api.services import Desk
from panel_api.services.reasons import REASONS
from panel_api.store.rulebooks import rulebook_versions
from panel_api.typed import whole_pence
from panel_api.views.audit_samples import VARIED
from panel_api.views.record_search import OTHER

FIELDS: Final = (
    "case_reference", "kind", "varied", "from_day", "to_day", "sitting", "school", "partnership", "decider", "band",
    "pounds_from", "pounds_to", "reason_code", "rulebook", "rulebook_sha256", "rule", "account", "award", "urgent",
)  # fmt: skip
"""The fields of the form, in its order; money is typed in pounds and kept in the address as such."""
_POUNDS: Final = {"pounds_from": "pence_from", "pounds_to": "pence_to"}
_DAY: Final = "Write a day such as 14/9/2026."
_LISTED: Final = "Choose one of the list."
_MONEY: Final = "Write an amount such as £6,378."
WRONG: Final = {
    "case_reference": "A reference looks like WK4M-7XPD. Write all of it.",
    "kind": _LISTED,
    "varied": _LISTED,
    "from_day": _DAY,
    "to_day": _DAY,
    "sitting": "A sitting's reference looks like S-CDFG-HJKM. Write all of it.",
    "school": "Write the school's URN, such as 123456.",
    "partnership": "Write the name of a partnership.",
    "decider": "Write the reference of the person who decided, at most 100 letters.",
    "band": "Write a band such as 3.",
    "pounds_from": _MONEY,
    "pounds_to": _MONEY,
    "reason_code": _LISTED,
    "rulebook": _LISTED,
    "rulebook_sha256": _LISTED,
    "rule": "Choose one of the list, or write rulebook/rule.",
    "account": "Write the account's code, such as specialist_places.",
    "award": "Write the award's reference, such as W-CDFG.",
    "urgent": _LISTED,
    "before": "That page of the list is not there. This is the first one.",
}
"""What to write in a field for the person who wrote something else."""


def chosen_in(request: Request) -> dict[str, str]:
    """The fields as they were typed; pence in an address stand in the form as pounds."""
    asked = request.query_params
    chosen = {name: asked.get(name, "").strip()[:200] for name in FIELDS}
    for name, in_pence in _POUNDS.items():
        text = asked.get(in_pence, "").strip()
        if not chosen[name] and text.isascii() and text.isdigit() and len(text) < 12:
            chosen[name] = f"{int(text) // 100}.{int(text) % 100:02d}"
    chosen["urgent"] = chosen["urgent"].lower()
    return {**chosen, "case_reference": chosen["case_reference"].upper()}


def understood(chosen: dict[str, str], before: str = "", size: int = 50) -> tuple[RecordQuery, dict[str, str]]:
    """The query without what could not be understood; and what was wrong, by field."""
    raw: dict[str, Any] = {name: value for name, value in chosen.items() if value and name not in _POUNDS}
    raw |= {name: day_typed(raw[name]) for name in ("from_day", "to_day") if name in raw}
    raw |= {"before": before} if before else {}
    wrong: dict[str, str] = {}
    for name, in_pence in _POUNDS.items():
        if chosen.get(name):
            amount = whole_pence(pounds_typed(chosen[name]))
            if amount is None:
                wrong[name] = _MONEY
            else:
                raw[in_pence] = amount
    while True:
        try:
            query = RecordQuery.model_validate({**raw, "size": size})
        except ValidationError as error:
            for name in {str(each["loc"][0]) for each in error.errors(include_url=False)}:
                wrong[name] = WRONG[name]
                raw.pop(name)
            continue
        if query.from_day and query.to_day and query.to_day < query.from_day:
            wrong["to_day"] = "The last day lies before the first. Write a later one."
            query = query.model_copy(update={"to_day": None})
        return query, wrong


def options(session: Session, desk: Desk) -> dict[str, list[tuple[str, str]]]:
    """What each field offers, code and words; nothing where it is typed."""
    books = desk.shelf.books()
    accounts = store.list_accounts(session, desk.viewer)
    codes = dict.fromkeys(code for kind in REASONS.values() for code in kind)
    return {
        "kind": [(code, words.said(words.DECISION_KINDS, code)) for code in KINDS]
        + [(code, OTHER[code]) for code in OTHER_KINDS],
        "varied": list(VARIED.items()),
        "reason_code": [(code, code.replace("_", " ").capitalize()) for code in codes],
        "rulebook": [(book.name, book.title) for book in books],
        "rulebook_sha256": [
            (sha256, f"{name}, first used {at.date():%d/%m/%Y}, {sha256[:8]}…")
            for sha256, name, at in rulebook_versions(session)
        ],
        "rule": [
            (f"{book.name}/{rule.id}", f"{book.title}: {rule.id.replace('_', ' ')}")
            for book in books
            for rule in book.rules
            if rule.then != "note"
        ],
        "account": [(each.code, each.name) for each in accounts],
        "urgent": [("true", "Urgent, between sittings"), ("false", "Not urgent")],
    }
