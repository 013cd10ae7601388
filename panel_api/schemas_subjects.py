"""What may be written about a request for what is held of a child."""

from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from panel_api.models.subjects import ASKERS, WITHHELD_FOR
from panel_api.schemas import Day, Name, Strict, Words

MOST_ITEM: Final = 100
Item = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}-[A-Za-z0-9_-]{1,30}(\.[a-z_]{1,28})?$")]
WAYS: Final = ("post", "email", "by_hand", "portal")


class NewAsked(Strict):
    """A request that came in: by any way and in any words, since no form is needed in law."""

    asker: Literal[ASKERS] = Field(description="Who asks.")  # type: ignore[valid-type]
    party: int | None = Field(default=None, description="Where they stand in the case; of a representative, for whom.")
    recipient: Name = Field(description="To whom it is given: a name, and where they want it.")
    asked_on: Day = Field(description="The day it came.")
    words: Words | None = Field(default=None, description="How it is known who they are.")
    proof_asked_on: Day | None = Field(default=None, description="The day they were asked for proof of who they are.")
    authority: Words | None = Field(default=None, description="Why they may ask for the child or young person.")


class Proof(Strict):
    """That somebody showed who they are."""

    given_on: Day = Field(description="The day the proof came.")
    words: Words = Field(description="What it was, without numbers of documents.")


class Authority(Strict):
    """Why somebody may ask for another, as it stands today."""

    words: Words = Field(description="Whose written word, which order or which finding.")


class NewWithheld(Strict):
    """One thing that a person withholds."""

    item: Item = Field(description="Its mark, or its mark and the name of a part.")
    why: Literal[WITHHELD_FOR] = Field(description="On which ground.")  # type: ignore[valid-type]
    words: Words = Field(description="Why, for our own file.")


class Marked(Strict):
    """One thing of a bundle."""

    item: Item = Field(description="Its mark, or its mark and the name of a part.")


class LetThrough(Strict):
    """One thing of somebody else's that is given all the same."""

    item: Item = Field(description="Its mark, or its mark and the name of a part.")
    words: Words = Field(description="That they agreed, or why it is fair without.")


class Looked(Strict):
    """That somebody read the whole bundle."""

    read: Literal[True] = Field(description="That they read it all.")


class Confirmed(Strict):
    """That a person confirmed who gets it."""

    checked: Literal[True] = Field(description="That they checked who gets it, and where.")


class Given(Strict):
    """How it was given."""

    how: Literal[WAYS] = Field(description="By which way.")  # type: ignore[valid-type]


class Why(Strict):
    """A reason."""

    words: Words = Field(description="Why.")


class Nothing(Strict):
    """Nothing more has to be said."""
