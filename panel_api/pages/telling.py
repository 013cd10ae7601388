"""What stopped a form, told beside the fields in words for the person who filled it in."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from engine.problems import Problem
from panel_api import words
from panel_api.errors import Trouble
from panel_api.pages.forms import Form

FIELDS: Final = ("kind", "band", "amount", "reason", "words", "law", "authority", "by")
_NEEDED: Final = {
    "kind": "Choose what the panel decides.",
    "reason": "Choose the reason.",
    "band": "Write the band that is agreed.",
    "amount": "Write how much is agreed for a year, in pounds.",
    "words": "Say in the panel's own words what decided it.",
    "law": "Name the law it rests on, such as Children and Families Act 2014 s.42.",
    "authority": "Say by what authority this is decided.",
    "by": "Say who decides.",
}
_NOT_SO: Final = {
    "kind": "Choose one of the decisions listed.",
    "reason": "Choose one of the reasons listed under the decision.",
    "amount": "Write the amount in pounds, such as 2,760 or 2,760.50.",
    "band": "Write a band of this rulebook, such as 3.",
}
_ONLY_OTHER: Final = "Leave this empty: only “Agree another band” sets it."
_SAME: Final = "This is what was recommended. Choose “Agree as recommended”, or write another band or amount."
_ORDER: Final = "An order of the tribunal is carried out, never voted on. Refer it to the officer who carries it out."
_MONEY: Final = "The law requires the support here, so money is no reason. Choose another."
_CODE: Final = re.compile(r"`([^`]*)`")


def told(trouble: Trouble, form: Form) -> dict[str, Any]:
    """The summary at the top of the page, and under `fields` what stands beside each field."""
    errors: dict[str, list[str]] = {}
    others: list[str] = []
    for problem in trouble.problems:
        name = str(problem.where).split(".")[0].split("[")[0]
        if name in FIELDS:
            text = _text(name, problem, form)
            if text not in errors.setdefault(name, []):
                errors[name].append(text)
        elif name == "rulebook":
            others.append("The rulebook of this case is not on the shelf any more, or does not hold.")
        else:
            others.append(f"{_spoken(name)}: {problem.message}")
    if "kind" in errors:  # the reasons stand under each decision, so one thing at a time
        errors.pop("reason", None)
    fields = {name: " ".join(texts) for name, texts in errors.items()}
    return {
        "title": _title(trouble, fields),
        "detail": _detail(trouble, fields),
        "fields": fields,
        "links": [{"anchor": _anchor(name, form), "text": fields[name]} for name in FIELDS if name in fields],
        "others": others,
    }


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


def _text(name: str, problem: Problem, form: Form) -> str:
    kind = form.get("kind", "")
    typed = form.get(f"reason_{kind}" if name == "reason" else name, "").strip()
    if not typed:
        return _NEEDED[name]
    if name in ("band", "amount") and kind != "agree_another_band":
        return _ONLY_OTHER
    if "what was recommended" in problem.wrong:
        return _SAME
    if "carried out" in problem.wrong:
        return _ORDER
    if "money is no reason" in problem.wrong:
        return _MONEY
    return _NOT_SO.get(name) or f"{problem.wrong[:1].upper()}{problem.wrong[1:]}. {problem.remedy}."


def _anchor(name: str, form: Form) -> str:
    if name == "reason":
        return f"reason-{form.get('kind')}"
    return "kind-first" if name == "kind" else name


def _spoken(name: str) -> str:
    return name.replace("_", " ").capitalize()


def listed(problems: Iterable[Problem]) -> list[str]:
    """Problems for the page that says what went wrong, each with its place."""
    return [f"{problem.where}: {problem.message}" for problem in problems]
