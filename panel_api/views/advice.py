"""The advice in words: the sentence at the head of it, what remains possible, and what it does to an account.

Read from a report as it was kept or as it was just worked out; the rulebook, where it is still here, gives labels.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from engine.amounts import money_words, value_words
from engine.proof.need_led import readings
from engine.rulebook import Rulebook, Step
from engine.values import pence
from panel_api import words

Report = Mapping[str, Any]
MOST_LISTED: Final = 4
_OPEN: Final = "eh-advice eh-advice--open"
_BALANCES: Final = {"partnership": "partnership_uncommitted", "school": "", "": ""}
"""The fact that states the balance of the account on a route; `account_uncommitted` for every other."""


def advice(report: Report, book: Rulebook | None) -> dict[str, Any]:
    """The box that says what is advised, or why nothing is yet."""
    status = report["status"]
    return {
        "class": "eh-advice" if status == "settled" else _OPEN,
        "status": status,
        "sentence": _sentence(report, book),
        "notice": report["rulebook"]["notice"],
        "possible": possible(report, book),
    }


def _sentence(report: Report, book: Rulebook | None) -> str:
    status = report["status"]
    if status == "settled":
        return _award(report, book)
    if status == "referred":
        return "A person must judge this. " + _all_the_same(report, book, "Need alone gives")
    if status == "incomplete":
        gaps = "This needs more information first. "
        return gaps + _all_the_same(report, book, "The answers so far would give")
    if status == "unsettled":
        if len(report["possible"]) == 1:
            return "Something is unanswered, but every answer leads to the same outcome."
        return "Not settled yet: more than one outcome is possible until more is known."
    return "The rulebook was not in force on that day, so there is no advice."


def _award(report: Report, book: Rulebook | None) -> str:
    said = outcome_words(report["outcome"], book)
    route = next((each["route"] for each in report["conclusions"] if each["route"]), None)
    paid = f" from {book.routes.get(route, route)}" if route and book else ""
    months = report["outcome"].get("review_months")
    review = f", looked at again after {months} months" if months else ""
    return f"{said}{paid}{review}."


def _all_the_same(report: Report, book: Rulebook | None, lead: str) -> str:
    if None in list(report["outcome"].values())[:1]:
        return "Need lies beyond the bands." if report["status"] == "referred" else ""
    said = outcome_words(report["outcome"], book)
    return f"{lead} {said[:1].lower()}{said[1:]}; nobody applies that without a person's decision."


def outcome_words(outcome: Mapping[str, Any], book: Rulebook | None) -> str:
    """Band 3, £4,680 a year: the headline and every amount."""
    parts = []
    for number, (name, value) in enumerate(outcome.items()):
        step = book.outcomes.get(name) if book else None
        label = step.says if step else name.replace("_", " ")
        label = label[:1].upper() + label[1:]
        if (step and step.node.type.kind == "money") or (step is None and words.is_money(value)):
            parts.append(f"{pounds(value)} a year" if value is not None else "an amount not known yet")
        elif number == 0:
            parts.append(_headline(label, value, step))
    return ", ".join(parts)


def _headline(label: str, value: Any, step: Step | None) -> str:
    if value is None:
        return f"{label} not known yet"
    if isinstance(value, bool) or (step is not None and step.node.type.kind == "choice"):
        return f"{label}: {value_words(value, step.node.type) if step else value}"
    return f"{label} {value}"


def possible(report: Report, book: Rulebook | None) -> list[dict[str, str]]:
    """Every outcome that remains, each once."""
    said = [_possible(each, book) for each in report["possible"]]
    return [each for number, each in enumerate(said) if each not in said[:number]]


def _possible(result: Mapping[str, Any], book: Rulebook | None) -> dict[str, str]:
    status = result["status"]
    exact = all(not isinstance(value, Mapping) for value in result["outcome"].values())
    known = exact and next(iter(result["outcome"].values()), None) is not None
    said = outcome_words(result["outcome"], book) if known else ""
    if status == "referred":
        return {"words": "A person must judge" + (f"; need alone gives {said[:1].lower()}{said[1:]}" if said else "")}
    if status == "incomplete":
        return {
            "words": "More information is needed first" + (f"; so far {said[:1].lower()}{said[1:]}" if said else "")
        }
    return {"words": said or _spread(result["outcome"], book)}


def _spread(outcome: Mapping[str, Any], book: Rulebook | None) -> str:
    """Where not every combination was tried: the headline and the amounts, each between what and what."""
    parts = []
    for number, (name, value) in enumerate(outcome.items()):
        step = book.outcomes.get(name) if book else None
        money = step is not None and step.node.type.kind == "money"
        if isinstance(value, Mapping) and (number == 0 or money):
            says = step.says if step else name.replace("_", " ")
            parts.append(f"{says[:1].upper()}{says[1:]}: {_reach(value)}")
    return "; ".join(parts)


def _reach(spread: Mapping[str, Any]) -> str:
    listed: list[object] = list(spread.get("one_of") or ())
    least, most = spread.get("least"), spread.get("most")
    if len(listed) > MOST_LISTED and all(isinstance(each, int) or words.is_money(each) for each in listed):
        least, most, listed = listed[0], listed[-1], []
    return ", ".join(map(_shown, listed)) or f"{_shown(least)} to {_shown(most)}"


def _shown(value: object) -> str:
    return pounds(value) if words.is_money(value) else ("not known" if value is None else str(value))


_OF_MONEY: Final[dict[str, frozenset[str]]] = {}


def money_rules(book: Rulebook | None) -> frozenset[str]:
    """The rules that read what an account holds: they speak of a budget, never of need. Worked out once a rulebook."""
    if book is None:
        return frozenset()
    if book.sha256 not in _OF_MONEY:
        read = {rule.id: readings(book, rule) for rule in book.rules if rule.then in ("flag", "note")}
        found = (rule for rule, names in read.items() if any(book.facts[name].kind == "money" for name in names))
        _OF_MONEY[book.sha256] = frozenset(found)
    return _OF_MONEY[book.sha256]


def budget(report: Report, facts: Mapping[str, Any], book: Rulebook | None) -> str | None:
    """What a full year of the award would leave of the balance that was stated. Never a reason for the band."""
    route = next((each["route"] for each in report["conclusions"] if each["route"]), None)
    stated, amount = facts.get(_BALANCES.get(route or "", "account_uncommitted")), _amount(report, book)
    if not isinstance(stated, str) or amount is None or book is None or route is None:
        return None
    before, cost = pence(Decimal(stated)), pence(Decimal(amount))
    after = money_words(before - cost)
    account = book.routes.get(route, route)
    after, left = (
        after.replace("−", "−\u2060"),
        money_words(before).replace("−", "−\u2060"),
    )  # a minus stays with its pounds
    return f"Uncommitted in {account}: {left}. A full year of this award would leave {after}."


def _amount(report: Report, book: Rulebook | None) -> str | None:
    if book is None or report["status"] != "settled":
        return None
    money = (name for name, step in book.outcomes.items() if step.node.type.kind == "money")
    found = report["outcome"].get(next(money, ""))
    return found if isinstance(found, str) else None


def pounds(text: object) -> str:
    """£6,378 from "6378.00"."""
    return money_words(pence(Decimal(str(text))))
