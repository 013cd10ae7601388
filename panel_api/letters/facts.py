"""What a letter is made of: the decision, the reader, and the days, as a person settled them. Nothing is looked up."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Final, Literal

from panel_api.letters.letterhead import Letterhead

READERS: Final = ("parent", "young_person", "school")
Reader = Literal["parent", "young_person", "school"]
MOST_REASONS: Final = 3
LONGEST_REASON: Final = 160
LONGEST_VOICE: Final = 180
"""Characters: with these the letter itself keeps to one page (a test sets the longest)."""


@dataclass(frozen=True, slots=True)
class Voice:
    """What someone said, in their own words. who: the reader, the child, or another of the family."""

    who: Literal["reader", "child", "family"]
    words: str


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing still needed, from the family, the school or somebody else."""

    of: Literal["family", "school", "others"]
    what: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was decided, and what follows. Which of these a kind of decision needs, `contents` says.

    band and advised_band: in words, such as "Band 3". amount_pence: a year. school: where the child is, told only where
    the reader may know it. named, wanted: the school in the plan, and the one asked for. next_by: when the
    next step is done. final_by: when a plan is final. final: the letter comes with the plan as it now stands, not with
    a draft or proposed changes. from_authority: who kept the plan before.
    """

    band: str | None = None
    advised_band: str | None = None
    amount_pence: int | None = None
    from_day: dt.date | None = None
    until_day: dt.date | None = None
    school: str | None = None
    named: str | None = None
    wanted: str | None = None
    asks: tuple[Ask, ...] = ()
    asks_by: dt.date | None = None
    passed_to: str | None = None
    order_says: tuple[str, ...] = ()
    order_day: dt.date | None = None
    next_by: dt.date | None = None
    final_by: dt.date | None = None
    final: bool = False
    from_authority: str | None = None
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The last day of each right, where the decision carries it."""

    appeal_by: dt.date | None = None
    mediation_by: dt.date | None = None
    reconsider_by: dt.date | None = None
    comment_by: dt.date | None = None


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """One letter to one reader.

    child: the first name, or None for "your child". holds_rights: the rights in law are the reader's own (a parent's
    until the end of compulsory school age, then the young person's). reasons: at most three, in plain words;
    full_reasons: paragraphs for the second page. to: name and address lines, where they are to stand on the letter.
    appeal_on_order: an officer chose that a letter about a tribunal's order carries the right of appeal. has_plan:
    None where it is not known. shielded: the whereabouts of the child or a parent are kept from this reader, and
    `never_say` holds the words that give them away.
    """

    kind: str
    basis: str
    reader: Reader
    holds_rights: bool
    reference: str
    day: dt.date
    letterhead: Letterhead
    child: str | None = None
    setting: Literal["school", "nursery", "college"] = "school"
    to: tuple[str, ...] = ()
    dear: str | None = None
    outcome: Outcome = field(default_factory=Outcome)
    voices: tuple[Voice, ...] = ()
    reasons: tuple[str, ...] = ()
    full_reasons: tuple[str, ...] = ()
    deadlines: Deadlines = field(default_factory=Deadlines)
    review_on: dt.date | None = None
    interpreter: str | None = None
    easy_read: bool = False
    has_plan: bool | None = None
    appeal_on_order: bool = False
    shielded: bool = False
    never_say: tuple[str, ...] = ()
    corrects: dt.date | None = None
    """The day of the letter that this one takes the place of."""
