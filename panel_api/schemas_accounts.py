"""What may be written about accounts: which partnerships get one, who holds cash for one, and cash that moves there."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from panel_api.schemas import Day, Money, Name, Strict, Words
from panel_api.schemas_hanging import Line

Urn = Annotated[str, StringConstraints(pattern=r"^\d{6}$")]


class Opening(Strict):
    """Partnerships whose accounts are opened, with the county's own."""

    names: Words = Field(description="The partnerships' names, a line each, as requests name them.")


class Hosting(Strict):
    """Which school holds cash for a partnership; left out: the council holds all of it again."""

    account: Name = Field(description="The account's code.")
    school: Urn | None = Field(default=None, description="The school's URN.")


class Handing(Strict):
    """Cash that goes to the host school, or comes back."""

    account: Name = Field(description="The account's code.")
    way: Literal["to", "back"] = Field(description="Whether it goes to the school or comes back.")
    amount: Money = Field(description="How much.")
    on: Day = Field(description="The day it was handed over.")
    words: Line = Field(description="What it is for.")
