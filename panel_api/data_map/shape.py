"""What is said of each column: what it holds, of whom, who sees it. And who "who" is, from the table of roles."""

from dataclasses import dataclass
from typing import Final

from panel_api import roles
from panel_api.store.viewer import BY_NAME

KINDS: Final[dict[str, str]] = {
    "special": "special category",
    "personal": "a child or a family",
    "staff": "somebody at work",
    "secret": "opens something",
    "plain": "no person",
}
"""Whom a column says something of. Special category: health and what tells of it (UK GDPR Article 9(1))."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Who sees something in the service, each within the cases that are theirs. note: who else, and when."""

    roles: frozenset[str]
    note: str = ""

    @property
    def words(self) -> str:
        """Their names in the order of the table of roles."""
        named = ", ".join(each.name for code, each in roles.ABOUT.items() if code in self.roles)
        return "; ".join(each for each in (named, self.note) if each)


def having(*permissions: str) -> Audience:
    """Whoever has one of these permissions."""
    return Audience(frozenset(role for each in permissions for role in roles.PERMISSIONS[each].roles))


CASE: Final = having("read_cases")
NAMED: Final = Audience(
    CASE.roles & BY_NAME, "a budget holder of their own school's pupils; an auditor for a written purpose"
)
"""Who may know whom a case is about (`store.viewer.names_seen`)."""
PANEL: Final = Audience(having("see_working").roles & BY_NAME, "an auditor for a written purpose")
"""The council and its panel: what is for them and the family, and not for the school."""
WRITERS: Final = having("keep_case")
"""Who keeps a case and writes to its family: addresses are theirs alone."""
DECIDERS: Final = having("decide")
LETTERS: Final = Audience(
    having("read_letters").roles, "a school those sent to it; an auditor those sent, for a written purpose"
)
SITTINGS: Final = having("attend")
CLERKS: Final = Audience(having("arrange_sittings").roles, "whoever has it")
SCORERS: Final = having("score")
RECORDS: Final = having("read_records")
PEOPLE: Final = having("keep_people")
PROPOSALS: Final = having("propose_rulebook", "answer_proposal")
EVERYONE: Final = Audience(frozenset(roles.ABOUT), "whoever has not signed in")
THEMSELVES: Final = Audience(frozenset(), "whoever it is about or wrote it, and nobody else")
NOBODY: Final = Audience(frozenset(), "nobody in the service; who has the database in their hands")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. seen: where others see it than see its table."""

    kind: str
    holds: str
    seen: Audience | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """One table: what it holds, who sees it, how long it is kept, and its columns but for those in COMMON.

    With a case: its rows go when the case is disposed of. emptied: columns that are emptied then, where the row stays.
    """

    holds: str
    seen: Audience
    how_long: str
    columns: dict[str, Column]
    emptied: tuple[str, ...] = ()

    @property
    def goes(self) -> bool:
        """Whether its rows go with their case."""
        return self.how_long.startswith(WITH_CASE)


WITH_CASE: Final = "With the case: gone when it is disposed of."
STAYS: Final = "Nothing removes it yet. For the council to fill in."


def special(holds: str, seen: Audience | None = None) -> Column:
    """Health, or what tells of it."""
    return Column("special", holds, seen)


def personal(holds: str, seen: Audience | None = None) -> Column:
    """Of a child or a family."""
    return Column("personal", holds, seen)


def staff(holds: str, seen: Audience | None = None) -> Column:
    """Of somebody at work."""
    return Column("staff", holds, seen)


def secret(holds: str) -> Column:
    """What opens something, as a hash or a key. Nobody is shown it again."""
    return Column("secret", holds, NOBODY)


def plain(holds: str, seen: Audience | None = None) -> Column:
    """Of no person by itself."""
    return Column("plain", holds, seen)


COMMON: Final[dict[str, Column]] = {
    "id": plain("A number the database gives"),
    "version": plain("Rises with every change, so that nobody overwrites another's"),
    "case_id": personal("Which case"),
    "party_id": personal("Which person of the case"),
    "decision_id": personal("Which decision"),
    "assessment_id": personal("Which assessment"),
    "recommendation_id": personal("Which advice"),
    "corrects_id": personal("Which earlier one it corrects"),
    "person_id": staff("Who"),
    "by_person": staff("Who did it"),
    "by_role": staff("In which role it was done"),
    "by_reference": staff("Who did it, by a reference that says nothing by itself"),
    "created_at": plain("When it was made"),
    "written_at": plain("When it was written down"),
}
"""Columns that mean the same wherever they stand; a table may say otherwise of its own."""
