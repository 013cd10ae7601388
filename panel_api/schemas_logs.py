"""How a log is narrowed, by pages and programs alike."""

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from panel_api.log_actions import Log
from panel_api.store.log_list import LogFilter

LogReference = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:/+~-]{1,100}$")]


class LogQuery(BaseModel):
    """Which lines of which log to list."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    log: Log = Field(default="access", description="Which log.")
    action: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")] | None = Field(
        default=None, description="Only lines of this action: docs/logs.md lists them."
    )
    who: LogReference | None = Field(default=None, description="Only lines of this person or program, by reference.")
    subject: LogReference | None = Field(
        default=None, description="Only lines about this: the reference of a case, a person, a sitting and so on."
    )
    from_day: dt.date | None = Field(default=None, description="Only lines from this day on, in England.")
    to_day: dt.date | None = Field(default=None, description="Only lines up to this day.")
    before: int | None = Field(
        default=None, ge=1, le=2**53 - 1, description="Only lines with a smaller number: `pages.before` says which."
    )
    size: int = Field(default=50, ge=1, le=200, description="How many lines a page, 1 to 200.")

    def wanted(self) -> LogFilter:
        """The same for the store."""
        return LogFilter(self.log, self.action, self.who, self.subject, self.from_day, self.to_day)
