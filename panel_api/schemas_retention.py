"""What may be written about how long a case is kept, and about what a record says wrongly."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from panel_api.models.retention import HOLD_KINDS
from panel_api.schemas import Name, Strict, Words
from panel_api.schemas_hanging import Line

RecordNumber = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,14}$")]


class NewHold(Strict):
    """Why a case is not disposed of though its day comes."""

    kind: Literal[HOLD_KINDS] = Field(description="What it is held for.")  # type: ignore[valid-type]
    words: Line = Field(description="Why, at most 400 characters.")


class Release(Strict):
    """That a hold is not needed any more."""

    words: Line = Field(description="Why it is not needed any more, at most 400 characters.")


class NewCorrection(Strict):
    """What a record says wrongly, and what is right."""

    corrects: RecordNumber = Field(description="The number of the record.")
    wrong: Words = Field(description="What it says wrongly.")
    right: Words = Field(description="What is right.")
    asked_by: Name = Field(description="Who asked for it, at most 200 characters.")
