"""Who gets a letter about a decision on a day: worked out from who holds the rights and who is around the child.

Being a parent gives nobody a letter: parental responsibility does, until the rights are the young person's own. Nobody
is assumed: where the day of birth is not recorded no letter goes out. A person confirms every recipient all the same.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.law.rights import Holder, Passing, holder_on, passed_between
from panel_api.letters import kept_back
from panel_api.letters.facts import Reader
from panel_api.models import Case, Party, SchoolAsked
from panel_api.services.shielding import kept_from, same_person, shields


@dataclass(frozen=True, slots=True)
class Recipient:
    """One reader of a letter. never_say: words that would tell them what is kept from them."""

    reader: Reader
    party: Party
    holds_rights: bool
    why: str
    never_say: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Someone around the child who gets no letter, and why not."""

    party: Party
    why: str


@dataclass(frozen=True, slots=True)
class Recipients:
    """Everyone who gets a letter on a day, and everyone who does not.

    holder: who holds the rights. passing: the rights passed since the request. shielded: somebody's whereabouts are
    kept from somebody, so that a second person looks at every letter. notes: what whoever confirms must think of.
    """

    holder: Holder
    passing: Passing | None
    get: tuple[Recipient, ...]
    left_out: tuple[LeftOut, ...]
    shielded: bool
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Telling:
    """What would tell a shielded place: the names of schools, and the schools asked for."""

    schools: tuple[str, ...]
    asked: tuple[SchoolAsked, ...]

    def to(self, case: Case, reader: Party) -> tuple[str, ...]:
        """Of these what a reader may not be told: all but the schools they asked for themselves."""
        own = {each.id for each in case.parties if same_person(each, reader)}
        return (*self.schools, *(each.school for each in self.asked if each.party_id not in own))


def recipients_on(
    case: Case,
    on: dt.date,
    *,
    parents_may_know: bool = False,
    schools: Iterable[str] = (),
    asked: Sequence[SchoolAsked] = (),
) -> Recipients:
    """Who gets a letter about a case on a day.

    parents_may_know: the young person, who holds the rights, agreed that their parents be told. schools: further names
    that would tell a shielded place (consulted, or named in a decision). asked: the schools asked for; what somebody
    else asked for would tell it too, and why they did.
    """
    young = next(party for party in case.parties if party.role == "child")
    holder = holder_on(young.from_day, on)
    told = _Telling(tuple(schools), tuple(asked))
    get: list[Recipient] = []
    left: list[LeftOut] = []
    if holder.who == "young_person":
        why = "The rights are the young person's own."
        get.append(_recipient(case, "young_person", young, True, why, told))
    for party in _around(case, on):
        why_not = _why_not(party, holder, parents_may_know)
        if why_not:
            left.append(LeftOut(party, why_not))
        elif party.role == "parent":
            own = holder.who == "parents"
            why = "Has parental responsibility." if own else "The young person agreed that they be told."
            get.append(_recipient(case, "parent", party, own, why, told))
        else:
            get.append(_recipient(case, "school", party, False, "The school or setting on this day.", told))
    return Recipients(
        holder=holder,
        passing=passed_between(young.from_day, case.asked_on, on),
        get=tuple(get),
        left_out=tuple(left),
        shielded=bool(shields(case)),
        notes=_notes(case, on),
    )


def there(party: Party, on: dt.date) -> bool:
    """Whether somebody has a part in the case on a day."""
    return party.from_day <= on and (party.to_day is None or on <= party.to_day)


def _around(case: Case, on: dt.date) -> list[Party]:
    """The parents and the school of that day."""
    return [party for party in case.parties if party.role in ("parent", "school") and there(party, on)]


def _why_not(party: Party, holder: Holder, parents_may_know: bool) -> str:
    if party.role != "parent":
        return ""
    if not party.parental_responsibility:
        return "No parental responsibility is recorded. Being a parent alone opens nothing."
    if holder.who == "young_person" and not parents_may_know:
        return "The rights are the young person's, who has not said that their parents may be told."
    return ""


def _recipient(case: Case, reader: Reader, party: Party, holds: bool, why: str, told: _Telling) -> Recipient:
    return Recipient(reader, party, holds, why, kept_back(kept_from(case, party, told.to(case, party))))


def _notes(case: Case, on: dt.date) -> tuple[str, ...]:
    if not any(party.role == "looking_after" and there(party, on) for party in case.parties):
        return ()
    return (
        "An authority looks after this child. Ask the social worker who holds parental responsibility, and whether "
        "they want a copy.",
    )
