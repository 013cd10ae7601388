"""What may be written about placements by hand: one that no decision here began, its cost, its end; and why."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from panel_api.schemas import Day, Money, Place, Strict
from panel_api.schemas_hanging import Line
from panel_api.schemas_provision import NEED_CODES, PHASES, Age, ProvisionCode
from panel_api.schemas_sought import Sector

CaseReference = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]{1,32}$")]


class PlacementCosts(Strict):
    """What a placement costs a year, and why nothing local met the need. What is left out is not known."""

    pence: Money | None = Field(default=None, alias="cost", description="Pounds for a full year, without transport.")
    health_pence: Money | None = Field(default=None, alias="health", description="Of it, what health pays.")
    care_pence: Money | None = Field(default=None, alias="care", description="Of it, what social care pays.")
    unmet: Line | None = Field(default=None, description="Why nothing local met the need, without a name.")
    words: Line = Field(description="Where this is from, or why it changes.")


class NewPlacement(PlacementCosts):
    """A placement that no decision here began. With a case, what is known of the child comes from there."""

    place: ProvisionCode = Field(description="The place's code in the directory.")
    from_day: Day = Field(alias="from", description="The first day there.")
    case: CaseReference | None = Field(default=None, description="The case it belongs to, where there is one.")
    need: Literal[NEED_CODES] | None = Field(default=None, description="The child's main type of need.")  # type: ignore[valid-type]
    phase: Literal[PHASES[:-1]] | None = Field(default=None, description="The phase the child is in.")  # type: ignore[valid-type]
    partnership: Place | None = Field(default=None, description="The partnership the child belongs to.")
    age: Age | None = Field(default=None, description="How old the child is on the first day.")
    home_sector: Sector | None = Field(default=None, description="The postcode sector of the home: OX16 0.")


class PlacementEnd(Strict):
    """The last day of a placement."""

    last_day: Day = Field(description="The last day there.")
    words: Line = Field(description="Why it ends.")


class PlacementTaken(Strict):
    """That a placement never was."""

    words: Line = Field(description="What was wrong.")
