"""What may be written about provision: what a place is, what changes of it, and its numbers from a day on."""

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from engine.law.institutions import INSTITUTIONS
from panel_api.schema_examples import NEW_PROVISION, PROVISION_CHANGE, PROVISION_NUMBERS
from panel_api.schemas import Answers, Day, Name, Place, Strict, filled
from panel_api.schemas_hanging import Line

NEED_CODES: Final = ("SPLD", "MLD", "SLD", "PMLD", "SEMH", "SLCN", "HI", "VI", "MSI", "PD", "ASD", "DS", "OTH")
"""The types of need that the shared vocabulary names (a test holds the two equal)."""
PHASES: Final = ("early_years", "primary", "secondary", "post_16", "any")
ADMITS: Final = ("mixed", "girls", "boys")
MOST_AGE: Final = 25
ProvisionCode = Annotated[str, StringConstraints(pattern=r"^(\d{6}(-[UR])?|P-[A-Z0-9-]{1,29})$")]
KINDS: Final = tuple(INSTITUTIONS)
Age = Annotated[int, Field(ge=0, le=MOST_AGE)]
Count = Annotated[int, Field(ge=0, le=20_000)]
AuthorityCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{1,8}$")]
Website = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"]{3,290}$")]
Telephone = Annotated[str, StringConstraints(pattern=r"^[0-9+() -]{3,40}$")]
Source = Annotated[str, BeforeValidator(filled), StringConstraints(min_length=1, max_length=200)]


class ProvisionFields(Strict):
    """What the directory says of a place. What is left out is not known, or stays as it is."""

    kind: Literal[KINDS] | None = Field(default=None, description="What kind of provision it is.")  # type: ignore[valid-type]
    name: Name | None = Field(default=None, description="Its name.")
    opened_on: Day | None = Field(default=None, description="The day it opened.")
    authority: AuthorityCode | None = Field(default=None, description="In which council's area it is, by its code.")
    partnership: Place | None = Field(default=None, description="Which partnership it belongs to.")
    town: Name | None = Field(default=None, description="In which town or village.")
    phase: Literal[PHASES] | None = Field(default=None, description="Which phase it teaches.")  # type: ignore[valid-type]
    least_age: Age | None = Field(default=None, description="From what age, this age included.")
    most_age: Age | None = Field(default=None, description="To what age, this age included.")
    admits: Literal[ADMITS] | None = Field(default=None, description="Whom it admits.")  # type: ignore[valid-type]
    boarding: bool | None = Field(default=None, description="Whether it boards.")
    section_41: bool | None = Field(
        default=None, description="Whether the Secretary of State approves it (CFA 2014 s.41)."
    )
    needs: list[Literal[NEED_CODES]] | None = Field(  # type: ignore[valid-type]
        default=None, max_length=len(NEED_CODES), description="Types of need it is designated for; [] is none."
    )
    easting: Annotated[int, Field(ge=0, le=700_000)] | None = Field(default=None, description="Metres, National Grid.")
    northing: Annotated[int, Field(ge=0, le=1_300_000)] | None = Field(
        default=None, description="Metres, National Grid."
    )
    capacity: Count | None = Field(default=None, description="How many children it can physically hold.")
    catchment: Line | None = Field(default=None, description="Its catchment, in words.")
    outreach: Line | None = Field(default=None, description="What it does for children elsewhere, in words.")
    website: Website | None = Field(default=None, description="Its website.")
    telephone: Telephone | None = Field(default=None, description="Its telephone number.")
    facts: Answers = Field(
        default_factory=dict, description="Answers to the fit rulebook's questions about a place, by their names."
    )


class NewProvision(ProvisionFields):
    """A place that the directory does not have yet."""

    model_config = ConfigDict(json_schema_extra={"examples": [NEW_PROVISION]})

    code: ProvisionCode | None = Field(
        default=None, description="Its URN; left out, it gets a code of ours, or its school's with -U or -R."
    )
    within: ProvisionCode | None = Field(default=None, description="The code of the school that a unit is part of.")
    kind: Literal[KINDS] = Field(description="What kind of provision it is.")  # type: ignore[valid-type]
    name: Name = Field(description="Its name.")
    state: Literal["open", "proposed"] = Field(default="open", description="Whether it is open, or proposed to open.")
    invented: bool = Field(default=False, description="Whether it is made up; every page then says so.")
    words: Line = Field(description="Where this is from, at most 400 characters.")


class ProvisionEdit(Strict):
    """What changes of a place. unknown: fields that are not known any more, facts as `facts.offers`."""

    model_config = ConfigDict(json_schema_extra={"examples": [PROVISION_CHANGE]})

    fields: ProvisionFields = Field(default_factory=ProvisionFields, description="The fields that change.")
    unknown: list[Annotated[str, StringConstraints(pattern=r"^[a-z_0-9.]{1,80}$")]] = Field(
        default_factory=list, max_length=200, description="Fields that are not known any more, such as `capacity`."
    )
    words: Line = Field(description="Why, and where it is from, at most 400 characters.")


class Closing(Strict):
    """That a place closes. A day still to come says that it is closing."""

    last_day: Day = Field(description="Its last day.")
    words: Line = Field(description="Why, and where it is from.")


class OpeningAgain(Strict):
    """That a place opens, or does not close after all."""

    words: Line = Field(description="Why, and where it is from.")


class NumbersNoted(Strict):
    """The numbers of a place from a day on. What is left out is not known."""

    model_config = ConfigDict(json_schema_extra={"examples": [PROVISION_NUMBERS]})

    from_day: Day = Field(alias="from", description="The day from which they hold.")
    commissioned: Count | None = Field(default=None, description="Places that the council pays for.")
    on_roll: Count | None = Field(default=None, description="Children on roll on that day.")
    leaving: Count | None = Field(default=None, description="Of those, how many leave.")
    named: Count | None = Field(
        default=None, description="Children whose plans name it for a day to come, beside those decided here."
    )
    source: Source = Field(description="Who said so, or whose estimate it is, at most 200 characters.")


class ProvisionQuery(BaseModel):
    """Which provision to list."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: Annotated[str, StringConstraints(max_length=80)] | None = Field(
        default=None, description="Part of its name, or how its code begins."
    )
    kind: Literal[KINDS] | None = Field(default=None, description="Only of this kind.")  # type: ignore[valid-type]
    need: Literal[NEED_CODES] | None = Field(default=None, description="Only what is designated for this type of need.")  # type: ignore[valid-type]
    partnership: Place | None = Field(default=None, description="Only of this partnership.")
    age: Age | None = Field(default=None, description="Only what takes this age, or does not say which it takes.")
    state: Literal["open", "closed", "any"] = Field(
        default="open", description="`open`: also what is closing or proposed; `closed`; `any`."
    )
    area: Literal["in", "out"] | None = Field(
        default=None, description="`in`: only in the authority's own area; `out`: only outside."
    )
    square: Annotated[str, StringConstraints(pattern=r"^\d{1,6}-\d{1,7}-\d{3,6}$")] | None = Field(
        default=None, description="Only in this square of the map: easting, northing and side in metres."
    )
    after: ProvisionCode | None = Field(default=None, description="What `pages.after` of a page says.")
    before: ProvisionCode | None = Field(default=None, description="What `pages.before` of a page says.")
    size: int = Field(default=50, ge=1, le=200, description="How many a page, 1 to 200.")


class ProvisionDay(BaseModel):
    """On which day."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    on: Day = Field(description="As the directory had it at the end of this day.")


def given_in(fields: ProvisionFields) -> dict[str, Any]:
    """The fields that somebody gave, but for facts."""
    names = ProvisionFields.model_fields
    return {name: getattr(fields, name) for name in names if name != "facts" and getattr(fields, name) is not None}
