"""What may be asked of a what-if, and said when a rulebook is adopted."""

from typing import Annotated, Any, Final

from pydantic import ConfigDict, Field, StringConstraints

from engine.whatif.asked import Protection
from panel_api.schemas import Day, Strict
from panel_api.schemas_hanging import Line
from panel_api.services.whatif import MOST_TEXTS, Asked

NEW_WHATIF: Final[dict[str, Any]] = {
    "words": "What three in a hundred more would cost.",
    "overlays": ["tariffs_up_three_percent"],
    "as_of": "2027-04-01",
    "protection": {"hold_until_review": True},
}
NEW_ADOPTION: Final[dict[str, Any]] = {"words": "Agreed by the director under delegation 4.2."}
Named = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,100}$")]


class Softened(Strict):
    """Rules of transition for awards in payment: they apply to the money, never to what need gives."""

    hold_until_review: bool = Field(default=False, description="No award falls before its review.")
    taper_years: Annotated[int, Field(ge=1, le=10)] = Field(
        default=1, description="A fall comes in so many equal yearly parts."
    )
    most_fall_percent: Annotated[int, Field(ge=0, le=100)] | None = Field(
        default=None, description="No award falls by more than this of what is paid now."
    )
    floor_pence: Annotated[int, Field(ge=0, le=10**11)] | None = Field(
        default=None, description="No award falls below this, in pence a year."
    )


class NewWhatIf(Strict):
    """Texts to try on the whole caseload. Nothing comes in force by it."""

    model_config = ConfigDict(json_schema_extra={"examples": [NEW_WHATIF]})

    words: Line = Field(description="What it is for.")
    proposals: list[Named] = Field(default_factory=list, max_length=MOST_TEXTS, description="Proposals to try.")
    overlays: list[Named] = Field(default_factory=list, max_length=MOST_TEXTS, description="Overlays to try, by name.")
    as_of: Day = Field(description="The day whose rules apply, and from which the texts would.")
    caseload_on: Day | None = Field(default=None, description="A past day whose caseload it is; left out, today's.")
    protection: Softened | None = Field(default=None, description="How falls are softened; left out, not at all.")

    def asked(self) -> Asked:
        """The same as the service takes it."""
        soft = None if self.protection is None else Protection(**self.protection.model_dump())
        return Asked(self.words, tuple(self.proposals), tuple(self.overlays), self.as_of, self.caseload_on, soft)


class NewAdoption(Strict):
    """That a re-scored text is adopted."""

    model_config = ConfigDict(json_schema_extra={"examples": [NEW_ADOPTION]})

    words: Line = Field(description="On whose authority, and why. Sealed and published; name no child.")
    replace: bool = Field(
        default=False, description="Whether it is meant that what was adopted for the same day or later holds no more."
    )
