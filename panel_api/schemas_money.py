"""What may be asked of accounts and of the lines a figure is made of."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from engine.ledger.figures import PARTS
from panel_api.schemas import Day


class YearQuery(BaseModel):
    """Which financial year, and as known at the end of which day."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    year: int | None = Field(
        default=None, ge=2000, le=2100, description="The year in which a financial year began; this one if not given."
    )
    known: Day | None = Field(default=None, description="As it was known at the end of this day.")

    @property
    def year_text(self) -> str:
        """As addresses of pages have it."""
        return "" if self.year is None else str(self.year)

    @property
    def known_text(self) -> str:
        """As addresses of pages have it."""
        return "" if self.known is None else self.known.isoformat()


class AccountQuery(YearQuery):
    """The same, and which page of awards."""

    before: int | None = Field(default=None, ge=1, le=2**53 - 1, description="What `pages.before` of a page says.")


class LineQuery(YearQuery):
    """Which figure is opened, and from where on."""

    measure: Literal[tuple(PARTS)] = Field(default="uncommitted", description="Which figure.")  # type: ignore[valid-type]
    month: int | None = Field(default=None, ge=1, le=12, description="Only this month; April is 1.")
    award: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]{1,32}$")] | None = Field(
        default=None, description="Only lines of this award."
    )
    after: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,16}-[0-9]{1,2}-[0-9]{1,16}$")] | None = Field(
        default=None, description="What `pages.after` of a page says."
    )

    def texts(self) -> dict[str, str]:
        """What is given, as addresses of pages have it."""
        given = {
            "year": self.year_text,
            "known": self.known_text,
            "measure": str(self.measure),
            "month": "" if self.month is None else str(self.month),
            "award": self.award or "",
        }
        return {name: value for name, value in given.items() if value}
