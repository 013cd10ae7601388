"""What stopped a form, told beside the fields in words for the person who filled it in."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from engine.problems import Problem
from panel_api import words
from panel_api.errors import Trouble
from panel_api.pages.decision_form import ASKED_BY_KIND, ELSEWHERE, field_of
from panel_api.pages.forms import Form
from panel_api.views.case_money import ways_view

FIELDS: Final = (
    "corrects",
    "kind",
    *ASKED_BY_KIND,
    "words",
    "consent_by",
    "consent_words",
    "attested",
    "urgent",
    "reopen_words",
)
"""What a form asks, in its order; what stands under a choice has the kind's name behind it in the form itself."""
_NEEDED: Final = {
    "kind": "Choose what is decided.",
    "corrects": "This was decided before. Say which decision this one corrects.",
    "reason": "Choose the reason.",
    "band": "Write the band that is agreed.",
    "amount": "Write how much is agreed for a year, in pounds.",
    "from": "Write the first day.",
    "until": "Write the last day.",
    "school": "Say which school or college.",
    "evidence": "Write what the ground rests on: which reports, visits or figures.",
    "steps": "Write which steps were considered to make it work, and why none would be enough.",
    "unconsulted": "No consultation of this school is on record. Consult it first, or write why it was not.",
    "appeal_text": "Say whether the notice tells of a right of appeal.",
    "words": "Say in the panel's own words what decided it.",
    "consent_by": "Write who consented to the use of the partnership's money, such as its chair.",
    "consent_words": "Write how they consented, and when.",
    "reopen_words": "Say why it is opened again.",
}
_NOT_SO: Final = {
    "kind": "Choose one of the decisions listed.",
    "reason": "Choose one of the reasons listed under the decision.",
    "law": "Choose one of the provisions listed.",
    "amount": "Write the amount in pounds, such as 2,760 or 2,760.50.",
    "band": "Write a band of this rulebook, such as 3.",
    "appeal_text": "Choose yes or no.",
    "attested": "Read the case, then tick this. Nothing is refused or taken from a family without it.",
}
_SAID: Final = {
    "what was recommended": "This is what was recommended. Choose “Agree as recommended”, or another band or amount.",
    "never voted on": "An order of the tribunal is carried out, never voted on.",
    "money is no reason": "The law requires the support here, so money is no reason. Choose another.",
    "law allows no": "The law allows no such decision in this case now. Choose one of those listed.",
    "no ground in law": "That a school is full is no ground in law. Say which ground you conclude, and from what.",
    "have not opened": "You have not opened this case since its advice was drawn up. Read it here, then tick this.",
    "is not a day": "Write a day, such as 14 September 2026 or 14/9/2026.",
    "no day in the calendar": "There is no such day. Write one such as 14 September 2026.",
    "ends before it begins": "The last day is before the first. Correct one of the two.",
    "no amended plan": "There is a plan, so less than the present award rests on an amended plan. Write the day it was "
    "sent, or agree no less than now.",
}
_CODE: Final = re.compile(r"`([^`]*)`")
_PARAMETERS: Final = re.compile(r"[\[.].*")


def told(trouble: Trouble, form: Form, names: Collection[str]) -> dict[str, Any]:
    """The summary at the top of the page, and under `fields` what stands beside each field that the page has.

    names: the fields of the page.
    """
    kind = form.get("kind", "").strip()
    errors: dict[str, list[str]] = {}
    others: list[str] = []
    for problem in trouble.problems:
        name = _PARAMETERS.sub("", str(problem.where))
        field = "reopen_words" if name == "words" and "reopen_words" in form else field_of(name, kind)
        if name in FIELDS or problem.wrong == ELSEWHERE:
            text = _text("reopen_words" if field == "reopen_words" else name, problem, form.get(field, "").strip())
            if text not in errors.setdefault(field, []):
                errors[field].append(text)
        elif name == "rulebook":
            others.append("The rulebook of this case is not on the shelf any more, or does not hold.")
        elif name in ("sitting", "by"):
            others.append(f"{problem.wrong[:1].upper()}{problem.wrong[1:]}. {problem.remedy}.")
        else:
            others.append(f"{_spoken(name)}: {problem.message}")
    if "kind" in errors:  # the reasons stand under each decision, so one thing at a time
        errors.pop(field_of("reason", kind), None)
    fields = {name: " ".join(texts) for name, texts in errors.items() if name in names}
    others += [" ".join(texts) for name, texts in errors.items() if name not in names]
    return {
        "title": _title(trouble, fields),
        "detail": _detail(trouble, fields),
        "fields": fields,
        "links": [{"anchor": _anchor(name), "text": fields[name]} for name in sorted(fields, key=_order)],
        "others": others,
        "ways": _ways(trouble),
    }


def _ways(trouble: Trouble) -> list[dict[str, str]]:
    """What may be done where the money does not suffice."""
    money = trouble.more.get("money")
    return ways_view(money["choices"]) if isinstance(money, dict) else []


def _order(field: str) -> tuple[int, str]:
    """Fields in the order in which the form asks them."""
    name = next((each for each in FIELDS if field == each or field.startswith(f"{each}_")), "")
    return (FIELDS.index(name) if name else len(FIELDS), field)


def _title(trouble: Trouble, fields: Mapping[str, str]) -> str:
    if fields:
        return "There is a problem" if len(fields) == 1 else f"There are {len(fields)} problems"
    return "This cannot be done now" if trouble.kind == "bad-input" else trouble.title


def _detail(trouble: Trouble, fields: Mapping[str, str]) -> str:
    if trouble.kind == "bad-input" and not fields:
        return "Nothing was recorded."
    if trouble.kind == "bad-input":
        return "Nothing was recorded. What you typed is still here."
    if trouble.kind == "stale":
        current = trouble.more.get("current")
        last = current.get("last_change") if isinstance(current, dict) else None
        change = f" ({last})" if last else ""
        return (
            f"The case changed while you had it open{change}. Nothing was recorded. Below it stands as it is now: "
            "read it again, and send this again only if you still mean it."
        )
    return _CODE.sub(lambda found: words.said(words.STAGES, found[1]).lower(), trouble.detail)


def _text(name: str, problem: Problem, typed: str) -> str:
    if problem.wrong == ELSEWHERE:
        return f"This was written under a choice that is not made. Choose “{problem.expected}”, or empty this."
    for wrong, text in _SAID.items():
        if wrong in problem.wrong:
            return text
    if not typed and name in _NEEDED:
        return _NEEDED[name]
    return _NOT_SO.get(name) or f"{problem.wrong[:1].upper()}{problem.wrong[1:]}. {problem.remedy}."


def _anchor(field: str) -> str:
    return "kind-first" if field == "kind" else field


def _spoken(name: str) -> str:
    return name.replace("_", " ").capitalize()


def listed(problems: Iterable[Problem]) -> list[str]:
    """Problems for the page that says what went wrong, each with its place."""
    return [f"{problem.where}: {problem.message}" for problem in problems]
