"""What may be written about commissioned services: what is bought for which schools, from when, for how much."""

from typing import Annotated

from pydantic import Field, StringConstraints

from panel_api.schemas import Day, EndDay, Money, Name, Strict, Words
from panel_api.schemas_accounts import Urn
from panel_api.schemas_hanging import Line

Consented = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class NewService(Strict):
    """A service that names no child, out of a partnership's money."""

    account: Name = Field(description="The code of the partnership's account.")
    name: Name = Field(description="What it is called, without the name of a child.")
    words: Line = Field(description="What it is for, at most 400 characters.")
    schools: Words = Field(description="The schools it serves, a line each.")
    school: Urn | None = Field(default=None, description="The URN of the school it is paid to, where it is one.")
    from_day: Day = Field(alias="from", description="The first day it is paid for.")
    to_day: EndDay | None = Field(default=None, alias="until", description="The last day; left out while it is open.")
    amount: Money = Field(description="Pounds for a full year.")
    consent_by: Consented | None = Field(default=None, description="Who consented for the partnership.")
    consent_words: Line | None = Field(default=None, description="How, and when.")


class ServiceChange(Strict):
    """Another amount from a day on."""

    from_day: Day = Field(alias="from", description="The first day of the new amount.")
    amount: Money = Field(description="Pounds for a full year.")
    words: Line = Field(description="Why.")
    consent_by: Consented | None = Field(default=None, description="Who consented for the partnership.")
    consent_words: Line | None = Field(default=None, description="How, and when.")


class ServiceEnd(Strict):
    """The last day that is paid for."""

    last_day: Day = Field(description="The last day that is paid for.")
    words: Line = Field(description="Why.")
