"""What may be written about the place that a case seeks."""

from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints

from panel_api.reading import wrong
from panel_api.schemas import Answers, Day, EndDay, Strict
from panel_api.services.gazetteer import middle, sector_of


def _sector(raw: object) -> object:
    if not isinstance(raw, str):
        return raw
    sector = sector_of(raw)
    if sector is None or middle(sector) is None:
        shown = f'"{raw[:20]}"'
        raise wrong(f"{shown} is no postcode sector in Great Britain", "a sector such as OX16 0", "Correct it")
    return sector


Sector = Annotated[str, BeforeValidator(_sector), StringConstraints(max_length=8)]


class NewSought(Strict):
    """What place is sought. What is left out is not known."""

    home_sector: Sector | None = Field(
        default=None, description="The postcode of the home without its last two letters: OX16 0. Never the address."
    )
    from_day: Day = Field(alias="from", description="The day the place is to begin.")
    until_day: EndDay | None = Field(default=None, alias="until", description="The expected end of the stay.")
    facts: Answers = Field(default_factory=dict)


class LookAgain(Strict):
    """That places are to be looked for again. Without `miles`, as far as the setting says."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"miles": 30}]})

    miles: Annotated[int, Field(ge=1, le=400)] | None = Field(default=None, description="How far, in miles.")
