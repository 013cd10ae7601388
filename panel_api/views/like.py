"""Cases like this one, by need alone: how near each stands, in which strands it differs, and what was decided."""

from collections.abc import Sequence
from typing import Any, Final

from engine.amounts import count_words, inside
from engine.facts import Fact
from engine.rulebook import Rulebook
from panel_api import words
from panel_api.models import Decision
from panel_api.services.like_cases import LikeCase

MOST_NAMED: Final = 4


def like_view(found: Sequence[LikeCase], levels: str | None, book: Rulebook | None) -> list[dict[str, Any]]:
    """One entry a case, the nearest first. levels: of this case, as its row keeps them."""
    if book is None or levels is None:
        return []
    strands = [fact for fact in book.facts.values() if fact.kind == "need" and fact.is_level]
    return [
        {
            "reference": each.alike.reference,
            "near": _near(each, levels, strands),
            "decided": _decided(each.decision),
            "day": each.decision.decided_at,
            "overturned": _overturned(each),
        }
        for each in found
    ]


def _near(each: LikeCase, levels: str, strands: Sequence[Fact]) -> str:
    apart = each.alike.apart
    few = "" if each.alike.compared == len(strands) else f" of the {each.alike.compared} that both answer"
    if apart == 0:
        return f"The same level in every strand{few}."
    differing = [
        f"{inside(fact.asks)} at {theirs}, here {ours}"
        for fact, ours, theirs in zip(strands, levels, each.alike.levels, strict=False)
        if ours != theirs and "-" not in (ours, theirs)
    ]
    said = "; ".join(differing[:MOST_NAMED])
    more = len(differing) - MOST_NAMED
    rest = f"; and {count_words(more)} more" if more > 0 else ""
    return f"{count_words(apart).capitalize()} level{'' if apart == 1 else 's'} apart in all: {said}{rest}."


def _decided(decision: Decision) -> str:
    return words.decided(decision.kind, decision.band, decision.amount_pence)


def _overturned(each: LikeCase) -> str:
    """What overturned it, in a sentence; empty where it stands."""
    if each.later is not None:
        by = "an order of the tribunal" if each.ordered else "a later decision"
        return f"Overturned by {by}: {inside(_decided(each.later))}."
    return "Overturned by an order of the tribunal." if each.ordered else ""
