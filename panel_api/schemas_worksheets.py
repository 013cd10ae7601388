"""What is asked for when a worksheet is made."""

from typing import Annotated

from pydantic import Field, StringConstraints

from panel_api.schemas import Day, Name, Strict


class NewWorksheet(Strict):
    """A worksheet to make. reference: made with the form, so that a form sent twice makes one."""

    reference: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{4}-[A-Z0-9]{4}$")]
    title: Name
    start: Day = Field(description="The day the places begin.")
