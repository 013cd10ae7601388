"""What is asked for when a sample of decided cases is drawn to be scored again."""

from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from panel_api.schemas import BookName, Day, EndDay, Name, Strict

MOST_CASES: Final = 200
HIGHEST_SEED: Final = 999_999_999
Strata = Literal["none", "band", "partnership", "area"]


class NewSample(Strict):
    """A sample to draw. reference: made with the form, so that a form sent twice draws once."""

    reference: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{4}-[A-Z0-9]{4}$")]
    title: Name
    rulebook: BookName
    from_day: Day = Field(alias="from", description="The first day of decisions to draw from.")
    to_day: EndDay = Field(alias="to", description="The last day of decisions to draw from.")
    by: Strata
    size: int = Field(ge=1, le=MOST_CASES)
    seed: int = Field(ge=0, le=HIGHEST_SEED)
