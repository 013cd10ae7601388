"""What may be written about what places cost, and about the shares of health, care and others."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from engine.placing.costs import LINES
from panel_api.models.placing import AGENCIES, SHARE_STATES
from panel_api.schema_examples import COST
from panel_api.schemas import Code, Day, EndDay, Money, Name, Strict
from panel_api.schemas_hanging import Line

BandCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._-]{0,31}$")]


class NewCost(Strict):
    """One part of what a place costs a year. Without a cost it is not known, which is not nothing."""

    line: Literal[tuple(LINES)] = Field(description="Which part of the cost.")  # type: ignore[valid-type]
    cost: Money | None = Field(default=None, description="Pounds a year; left out while nobody knows.")
    words: Name = Field(description="What it is for, at most 200 characters.")
    source: Name = Field(description="Where the figure is from, or who was asked.")
    estimated_by: Name | None = Field(default=None, description="Whose estimate it is, where it is one.")


class NewProvisionCost(NewCost):
    """What one part of a place costs from a day on, until a later line of that part and band."""

    model_config = ConfigDict(json_schema_extra={"examples": [COST]})

    from_day: Day = Field(alias="from", description="The first day it holds.")
    band: BandCode | None = Field(default=None, description="Of which band; left out where it is of any.")


class NewPlacementCost(NewCost):
    """What one part of a place would cost for one child."""

    place: Code = Field(description="The place's code in the directory.")


class NewShare(Strict):
    """A share of a joint package: who is to pay for what. One that is agreed says who agreed it, and when."""

    agency: Literal[AGENCIES] = Field(description="Who pays.")  # type: ignore[valid-type]
    what: Name = Field(description="What it is for, at most 200 characters.")
    place: Code | None = Field(default=None, description="At which place; left out where it holds wherever.")
    state: Literal[SHARE_STATES] = Field(description="Whether it is asked for, agreed or refused.")  # type: ignore[valid-type]
    cost: Money | None = Field(default=None, description="Pounds a year; left out while it is not agreed in money.")
    agreed_by: Name | None = Field(default=None, description="Who agreed.")
    agreed_on: Day | None = Field(default=None, description="The day on which it was agreed.")
    from_day: Day | None = Field(default=None, alias="from", description="The first day it is paid for.")
    to_day: EndDay | None = Field(default=None, alias="until", description="The last day; left out while open.")
    evidence: Line | None = Field(default=None, description="What shows it, at most 400 characters.")
