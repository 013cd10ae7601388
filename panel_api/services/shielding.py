"""What may not reach a parent from whom another is shielded: one place that letters, exports, prints and pages ask.

A parent is shielded where the latest that is recorded of them says so; then every address they ever had in the case is
kept back, with whatever would tell the place: the child's address, the schools, the partnership. Which words give a
place away, and whether a text holds them, `panel_api.letters.shielding` finds from the phrases given here.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from panel_api.models import Case, Party


@dataclass(frozen=True, slots=True)
class Shield:
    """A shielded parent, and the other parents from whom their whereabouts are kept."""

    parent: Party
    kept_from: tuple[Party, ...]


def shields(case: Case) -> tuple[Shield, ...]:
    """Every shielded parent of a case, in the order of the case's parties."""
    parents = _latest(case)
    return tuple(
        Shield(each, tuple(other for other in parents if other is not each)) for each in parents if each.shielded
    )


def kept_from(case: Case, reader: Party | None, schools: Iterable[str] = ()) -> tuple[str, ...]:
    """The phrases that may not stand in anything this reader is given, in a fixed order; none where nobody is shielded.

    reader: a party of the case; None for anyone who is not one. Bodies and professionals know where the child goes to
    school, so from them only addresses are kept; from the child, nothing. schools: further schools that tell the place
    (consulted, or named in a decision).
    """
    hidden = [each.parent for each in shields(case) if reader is None or not same_person(each.parent, reader)]
    if not hidden or (reader is not None and reader.role == "child"):
        return ()
    about = [party for party in case.parties if party.role == "child" or any(same_person(party, one) for one in hidden)]
    phrases = [party.address for party in about]
    if reader is not None and reader.role == "parent":
        named = [party.name for party in case.parties if party.role == "school"]
        phrases += [*named, *schools, case.partnership]
    return tuple(dict.fromkeys(phrase.strip() for phrase in phrases if phrase and phrase.strip()))


def same_person(one: Party, other: Party) -> bool:
    """Whether two rows say something of one parent: by name or by reference, since a change comes as a new row."""
    if one is other:
        return True
    if one.role != other.role or one.role != "parent":
        return False
    by_name = one.name is not None and other.name is not None and one.name.casefold() == other.name.casefold()
    return by_name or (one.reference is not None and one.reference == other.reference)


def _latest(case: Case) -> list[Party]:
    """What was recorded last of each parent."""
    found: list[Party] = []
    for party in sorted((p for p in case.parties if p.role == "parent"), key=lambda each: each.from_day):
        found = [each for each in found if not same_person(each, party)] + [party]
    return found
