"""How a letter names the child to its reader: "Sam", "your child" or "you", with the verb that goes with it."""

from dataclasses import dataclass

from panel_api.letters.facts import LetterFacts

_OWN = {"you": "your"}


@dataclass(frozen=True, slots=True)
class Spoken:
    """The child as this reader hears of them. Capital forms begin a sentence."""

    child: str
    childs: str
    plural: bool

    @property
    def capital(self) -> str:
        """The child at the start of a sentence."""
        return self.child[:1].upper() + self.child[1:]

    @property
    def capitals(self) -> str:
        """What is the child's, at the start of a sentence."""
        return self.childs[:1].upper() + self.childs[1:]

    def verb(self, one: str, many: str) -> str:
        """The verb after the child: `one` after a name, `many` after "you"."""
        return many if self.plural else one


def spoken(facts: LetterFacts) -> Spoken:
    """How `facts.reader` hears of the child."""
    if facts.reader == "young_person":
        return Spoken("you", "your", True)
    nobody = "your child" if facts.reader == "parent" else "the child"
    name = facts.child or nobody
    return Spoken(name, f"{name}'" if name.endswith("s") else f"{name}'s", False)
