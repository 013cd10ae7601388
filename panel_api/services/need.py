"""The need of a case as its row keeps it, so that decided cases of like need can be found beside it."""

from engine.rulebook import Rulebook
from panel_api.models import Case
from panel_api.store.like_cases import need_of


def keep_need(case: Case, book: Rulebook) -> None:
    """Write a case's levels of need on its row, from its answers as they are now. Nothing reads need from there."""
    answers = (case.facts.get(fact.name) for fact in book.facts.values() if fact.kind == "need" and fact.is_level)
    need = need_of([each if isinstance(each, int) else None for each in answers])
    case.need_levels, case.need_marked, case.need_high = (need.levels, need.marked, need.high) if need else (None,) * 3
