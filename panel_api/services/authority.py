"""Authority: how much a role may decide under the authority's scheme of delegation, and what is written of it.

A duty is met whatever it costs: no limit of a senior officer stands against the award that secures Section F
(Children and Families Act 2014 s.42), and none at all against an order of the tribunal.
"""

from dataclasses import dataclass
from typing import Final

from engine.amounts import money_words
from engine.law.delegation import Limit, NobodyMay, goes_up_to
from panel_api.settings import Settings

DECIDERS: Final = ("chair", "senior_officer")
ORDER: Final = "carried_out"
_SPOKEN: Final = {"chair": "the chair", "senior_officer": "a senior officer"}
_BOUND: Final = ("secure_section_f",)


@dataclass(frozen=True, slots=True)
class Authority:
    """What a decision rests on. text: as it is kept and sealed. limit_pence: what it was held against, if anything."""

    text: str
    limit_pence: int | None = None


def limits_of(settings: Settings, kind: str) -> tuple[Limit, ...]:
    """The scheme for one kind of decision."""
    officer = None if kind in _BOUND or kind == ORDER else settings.officer_limit * 100
    return (Limit("chair", settings.chair_limit * 100), Limit("senior_officer", officer, urgent=True))


def goes_up(settings: Settings, role: str, kind: str, pence: int | None, *, urgent: bool = False) -> str | None:
    """The role an award goes up to; None where this one may decide it. Raises NobodyMay.

    pence: what the decision awards for a year; None where it awards nothing.
    """
    if pence is None:
        return None
    return goes_up_to(limits_of(settings, kind), role, pence, urgent=urgent)


def authority_of(settings: Settings, role: str, kind: str, pence: int | None, *, urgent: bool = False) -> Authority:
    """What the scheme gives this role for this decision, in words."""
    who = f"{_SPOKEN[role]}{', between meetings' if urgent else ''}"
    if kind == ORDER:
        return Authority(f"{settings.scheme}: {who}, who carries out the tribunal's order")
    if pence is None:
        return Authority(f"{settings.scheme}: {who}")
    limit = next(each.most for each in limits_of(settings, kind) if each.role == role)
    if limit is None:
        return Authority(f"{settings.scheme}: {who}, whatever securing Section F takes")
    return Authority(f"{settings.scheme}: {who}, to {money_words(limit)} a year", limit)


__all__ = ["DECIDERS", "ORDER", "Authority", "NobodyMay", "authority_of", "goes_up", "limits_of"]
