"""What may be written about placements by hand: one that no decision here began, its cost, its end; and why."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from panel_api.schemas import Day, Money, Place, Strict
from panel_api.schemas_hanging import Line
from panel_api.schemas_provision import KINDS, NEED_CODES, PHASES, Age, ProvisionCode
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


class PlacementQuery(BaseModel):
    """Which placements to list, and by what their figures are broken down."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    which: Literal["tracked", "high", "out", "all"] = Field(
        default="tracked", description="`high` cost or `out` of the county; `tracked`: either; `all`."
    )
    when: Literal["now", "ever"] = Field(default="now", description="`now`: only those that run today.")
    need: Literal[NEED_CODES] | None = Field(default=None, description="Only of this main type of need.")  # type: ignore[valid-type]
    phase: Literal[PHASES[:-1]] | None = Field(default=None, description="Only in this phase.")  # type: ignore[valid-type]
    partnership: Place | None = Field(default=None, description="Only of this partnership.")
    kind: Literal[KINDS] | None = Field(default=None, description="Only at this kind of provision.")  # type: ignore[valid-type]
    by: Literal["partnership", "need", "phase", "kind", "where"] = Field(
        default="partnership", description="By what the figures are broken down."
    )
    after: Annotated[str, StringConstraints(max_length=40)] | None = None
    before: Annotated[str, StringConstraints(max_length=40)] | None = None


class UnitQuery(BaseModel):
    """A unit to try on past placements."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["sen_unit", "resourced_provision", "special", "alternative_provision"] = Field(
        default="sen_unit", description="What kind of provision it would be."
    )
    partnership: Place = Field(description="In which partnership it would be.")
    near: Sector | None = Field(default=None, description="Near which postcode sector; left out, its schools' middle.")
    need: list[Literal[NEED_CODES]] = Field(min_length=1, description="For which main types of need.")  # type: ignore[valid-type]
    least_age: Age = Field(default=11, description="From what age, this age included.")
    most_age: Age = Field(default=16, description="To what age, this age included.")
    seats: Annotated[int, Field(ge=1, le=200)] = Field(default=12, description="How many places.")
    miles: Annotated[int, Field(ge=1, le=100)] = Field(default=15, description="From how many miles away, at most.")
    cost: Money = Field(description="What a place there costs a year.")
    built: bool = Field(default=False, description="It is taken to meet what nobody has recorded of a child.")
