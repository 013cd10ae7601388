"""How a case opens: who asks for what, on what footing, and what they said in their own words."""

from collections.abc import Set
from typing import Any, Final

from engine.amounts import day_words, inside
from engine.rulebook import Rulebook
from panel_api import words
from panel_api.models import Case
from panel_api.services.clock import Clock

_OPEN: Final = ("overdue", "due_soon", "due")
_ORDER: Final = ("child", "parent", "school")
_SILENT: Final = {
    "child": "The child or young person has not been heard yet.",
    "parent": "The family has not been heard yet.",
}


def opening(case: Case, book: Rulebook | None) -> str:
    """Who is asking for what, on what footing, in one line."""
    year = _year(case.facts.get("school_year"))
    setting = _option(book, case, "setting") if case.facts.get("setting") != "early_years" else None
    where = f" at {setting}" if setting else ""
    partnership = f", {case.partnership} partnership" if case.partnership else ""
    return f"{words.said(words.LEGAL_BASES, case.legal_basis)} for a {year}{where}{partnership}"


def _year(code: object) -> str:
    named = {"R": "child in Reception", "E1": "child under two", "E2": "child of two", "N1": "child in nursery"}
    if isinstance(code, str) and code.isdigit():
        return f"Year {code} pupil"
    return named.get(str(code), "child in nursery" if code == "N2" else "child or young person")


def _option(book: Rulebook | None, case: Case, name: str) -> str | None:
    fact = book.facts.get(name) if book else None
    answer = case.facts.get(name)
    return fact.words.get(answer) if fact and isinstance(answer, str) else None


def footing(case: Case, clock: Clock) -> str:
    """Where, when, what its dates rest on, and the one that comes next."""
    school = next((party.name for party in reversed(case.parties) if party.role == "school" and party.name), None)
    told = [f"{school}." if school else "", f"Asked on {day_words(case.asked_on)}.", clock.footing, _next(clock)]
    return " ".join(each for each in told if each)


def _next(clock: Clock) -> str:
    """The first date that is still to be met by somebody other than the family; what is waited for, if none counts."""
    if clock.closed:
        return "Nothing is due any more."
    for each in clock.dates:
        if each.due is not None and each.whose != "family" and each.state(clock.today) in _OPEN:
            return f"{each.words} by {day_words(each.due)}: {inside(each.state_words(clock.today))}."
    counted = any(each.due is not None for each in clock.dates)
    return "" if counted else next((each.waits_for for each in clock.dates if each.waits_for), "")


def voices(case: Case) -> list[dict[str, Any]]:
    """What each said, the child first; of parents each under their own name, since they may differ."""
    names = {party.id: party.name for party in case.parties}
    return [
        {
            "who": words.VOICES[voice.who],
            "name": names.get(voice.party_id) if voice.party_id else None,
            "words": voice.words,
            "day": voice.heard_on,
        }
        for voice in sorted(case.voices, key=lambda voice: _ORDER.index(voice.who))
    ]


def silent(case: Case) -> list[str]:
    """Whose voice is missing, in sentences."""
    return unheard({voice.who for voice in case.voices})


def unheard(heard: Set[str]) -> list[str]:
    """The same, from who has said something."""
    return [sentence for who, sentence in _SILENT.items() if who not in heard]
