"""What is paid now, what is proposed and what Section F costs, side by side; none is a reason for another."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from engine.amounts import count_words, money_words
from engine.rulebook import Rulebook
from engine.values import NONE, pence
from panel_api.models import SectionFLine
from panel_api.views.advice import outcome_words, pounds


def beside(report: Mapping[str, Any], facts: Mapping[str, Any], book: Rulebook | None) -> dict[str, str]:
    """now: empty where the rulebook does not ask what is paid. proposed: empty where nothing is advised."""
    asked = book is None or "present_award" in book.facts
    return {
        "now": _now(facts.get("present_award")) if asked else "",
        "proposed": _inside(outcome_words(report["outcome"], book)) if report["status"] == "settled" else "",
    }


def _now(award: object) -> str:
    if not isinstance(award, str):
        return "not stated"
    return "no award" if award == NONE else f"{pounds(award)} a year"


def _inside(text: str) -> str:
    return text[:1].lower() + text[1:]


def section_f(lines: Sequence[SectionFLine], facts: Mapping[str, Any]) -> dict[str, Any]:
    """What Section F costs: its lines with their sum, or else the answer that came with the request.

    lines: those that hold. differs: in a sentence, where the answer that the advice used is another sum.
    """
    answer = facts.get("section_f_cost")
    stated = answer if isinstance(answer, str) and answer != NONE else None
    known, open_ = cost_of(lines)
    return {
        "rows": [
            {"id": each.id, "words": each.words, "cost": each.cost_pence, "source": each.source} for each in lines
        ],
        "known": known,
        "open": open_,
        "total": total_words(known, open_) if lines else _stated(stated),
        "differs": _differs(known, open_, stated) if lines else "",
    }


def cost_of(lines: Sequence[SectionFLine]) -> tuple[int, int]:
    """Pence a year of the lines that are costed, and how many are not."""
    return sum(each.cost_pence or 0 for each in lines), sum(each.cost_pence is None for each in lines)


def total_words(known: int, open_: int) -> str:
    """The sum in words; with lines that nobody has costed it is a least, never a whole."""
    if not open_:
        return f"{money_words(known)} a year"
    rest = f"{count_words(open_)} line{' is' if open_ == 1 else 's are'} not costed"
    return f"at least {money_words(known)} a year; {rest}" if known else f"not costed yet; {rest}"


def _stated(stated: str | None) -> str:
    return f"{pounds(stated)} a year, as the request states it" if stated else "not costed yet"


def _differs(known: int, open_: int, stated: str | None) -> str:
    if stated is None:
        return "The advice knew no cost of Section F. These lines came later: answer it anew, and assess again."
    used = pence(Decimal(stated))
    if used == known and not open_:
        return ""
    if open_ and used >= known:
        return ""
    return (
        f"The advice used {money_words(used)} for Section F, and these lines come to {total_words(known, open_)}. "
        "Answer it anew, and assess again."
    )
