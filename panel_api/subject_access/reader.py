"""What is kept from whoever asks for what is held of a child: other people, and what would tell a shielded place.

The rules here are the first pass and are shown to a person, who withholds more, or lets through what is another
person's where they agreed or it is fair to (Data Protection Act 2018 Schedule 2 paragraph 16). What is shielded is let
through to nobody. It is listed under the same words as what is another person's, so that the list itself tells nothing.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from panel_api.columns import AUTHORITY_ROLES
from panel_api.letters.shielding import kept_back, leaks
from panel_api.models import Case, Party
from panel_api.services.shielding import kept_from, same_person, shields

GROUNDS: Final = {
    "third_party": "It could tell something about somebody else.",
    "privileged": "It is advice from a lawyer, or was written to get it.",
    "serious_harm": "A person judged that it could do serious harm to somebody's health.",
    "shielded": "It could tell something about somebody else.",
    "other": "The law lets us leave it out.",
}
"""Why something is left out, as its reader is told."""
OUTSIDE: Final = {"shielded": "third_party"}
"""A ground as it goes out, where its own name would tell."""
TELLING: Final = ("shielded", "whereabouts", "second person", "address is kept")
"""Words that would tell somebody that an address is kept from them, such as those of a case's history."""
SOMEBODY: Final = "[somebody else]"
WORKER: Final = "[a person at work]"
_BODIES: Final = ("school", *AUTHORITY_ROLES)
_TITLES: Final = frozenset(("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "the", "and", "invented"))
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who asks. own: the numbers of the parties that are them. child: the child or young person asks.

    place: whether the place is kept from them, and so every column that would tell it. phrases: words that may stand in
    nothing they get. others: names of other people, that give way in a text to `SOMEBODY`; workers: of people at work.
    bodies: parties that are no person. carer: somebody else's home is the child's.
    """

    own: frozenset[int]
    child: bool
    place: bool = False
    phrases: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    workers: tuple[str, ...] = ()
    bodies: frozenset[int] = frozenset()
    children: frozenset[int] = frozenset()
    lone: frozenset[int] = frozenset()
    carer: bool = False
    _names: re.Pattern[str] | None = field(default=None, compare=False)
    _workers: re.Pattern[str] | None = field(default=None, compare=False)

    def of_row(self, table: str, row: Row) -> str:
        """The ground on which a whole row is kept back, as far as it says anything; "" where it is not."""
        match table:
            case "parties":
                free = row["id"] in self.own or row["id"] in self.bodies or row["id"] in self.children
                return "" if free else "third_party"
            case "voices":
                return self._of_voice(row)
            case "schools_asked" | "letters" | "subject_requests":
                return self._of_party(table, row)
        return ""

    def _of_voice(self, row: Row) -> str:
        if row["who"] != "parent":
            return ""
        if row["party_id"] is None:
            return "" if row["case_id"] in self.lone else "third_party"
        return "" if row["party_id"] in self.own else "third_party"

    def _of_party(self, table: str, row: Row) -> str:
        party = row["party_id"]
        if party is None or party in self.own or party in self.children or party in self.bodies:
            to_school = table == "letters" and row["reader"] == "school"
            asked_by_other = table == "subject_requests" and party is None
            return "shielded" if to_school and self.place else "third_party" if asked_by_other else ""
        return "third_party"

    def of_column(self, table: str, row: Row, column: str, *, place: bool, name: bool) -> str:
        """The ground on which one column of a row is kept back; "" where it is not. place, name: as its table says."""
        if name:
            return "third_party"
        if table == "parties":
            return self._of_party_column(row, column)
        if place and self.place:
            mine = table == "schools_asked" and row["party_id"] in self.own
            return "" if mine else "shielded"
        return ""

    def _of_party_column(self, row: Row, column: str) -> str:
        if row["id"] in self.children and column == "address":
            return "shielded" if self.place else "third_party" if self.carer else ""
        if row["id"] in self.bodies and row["role"] == "school" and column in ("name", "reference", "address"):
            return "shielded" if self.place else ""
        return ""

    def cleaned(self, text: str) -> tuple[str, str]:
        """A text without other people's names, and the ground on which something was taken out of it, or "".

        Where it would tell a shielded place nothing of it is left.
        """
        if self.phrases and leaks(text, self.phrases):
            return "", "shielded"
        told = self._names.sub(SOMEBODY, text) if self._names else text
        if self._workers:
            told = self._workers.sub(WORKER, told)
        return told, "third_party" if told != text else ""


def reader_of(
    cases: Sequence[Case], party: Party | None, asker: str, workers: Iterable[str], schools: Iterable[str]
) -> Reader:
    """Whoever asks. party: where they stand in the first case; of a representative, whom they act for, and None is
    nobody who is known: then as much is kept as from any parent. schools: names that would tell a shielded place.
    """
    parties = [each for case in cases for each in case.parties]
    child = asker in ("child", "young_person") or (party is not None and party.role == "child")
    stranger = Party(role="parent", name=None, reference=None, address=None)
    mine = party or stranger
    own = [each for each in parties if same_person(each, mine)]
    kids = [each for each in parties if each.role == "child"]
    strictly = mine if mine.role == "parent" else stranger
    phrases = [] if child else [word for case in cases for word in kept_from(case, strictly, schools)]
    others = _others(parties, [*own, *kids])
    names = [party for party in others if party.role not in _BODIES]
    hidden = not child and any(_hides(case, strictly) for case in cases)
    free = {word.casefold() for each in (*own, *kids) for word in (each.name or "").split()}
    told = _names_of(names, free)
    at_work = sorted({each for each in workers if each and each not in told}, key=lambda each: (-len(each), each))
    return Reader(
        own=frozenset(each.id for each in own),
        child=child,
        place=hidden,
        phrases=(*kept_back(phrases), *(TELLING if hidden else ())),
        others=tuple(told),
        workers=tuple(at_work),
        bodies=frozenset(each.id for each in parties if each.role in _BODIES),
        children=frozenset(each.id for each in kids),
        lone=frozenset(case.id for case in cases if not child and _alone(case, mine)),
        carer=not child and any(each.role == "carer" for each in parties),
        _names=_pattern(told),
        _workers=_pattern(at_work),
    )


def _hides(case: Case, mine: Party) -> bool:
    return any(not same_person(each.parent, mine) for each in shields(case))


def _alone(case: Case, mine: Party) -> bool:
    """Whether this parent is the only one that the case has, so that "the family" is theirs."""
    parents = [each for each in case.parties if each.role == "parent"]
    return bool(parents) and all(same_person(each, mine) for each in parents)


def _others(parties: Iterable[Party], known: Sequence[Party]) -> list[Party]:
    numbers = {each.id for each in known}
    return [each for each in parties if each.id not in numbers]


def _names_of(others: Iterable[Party], free: set[str]) -> list[str]:
    """Names, and each word of them that is not also of the child's or of whoever asks; the longest first."""
    found: dict[str, None] = {}
    for each in others:
        for word in ((each.name or "").strip(), *(each.name or "").split()):
            plain = word.strip(".,").casefold()
            if len(plain) > 2 and plain not in free and plain not in _TITLES:
                found.setdefault(word)
        for said in (each.address or "").splitlines():
            if len(said.strip()) > 5:
                found.setdefault(said.strip())
    return sorted(found, key=lambda each: (-len(each), each))


def _pattern(words: Sequence[str]) -> re.Pattern[str] | None:
    if not words:
        return None
    return re.compile("|".join(rf"(?<!\w){re.escape(each)}(?!\w)" for each in words))
