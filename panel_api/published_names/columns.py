"""A column of a return as somebody publishes it, and what of it this system holds."""

from dataclasses import dataclass
from typing import Final

NOT_HELD: Final = "not held"


@dataclass(frozen=True, slots=True)
class Column:
    """A column. name: as published; held: where it comes from here, "" where it is not held; sure: whether the name was
    read in the publisher's own words or in two programs that read them; why: of what is not held, why not.
    """

    name: str
    held: str = ""
    sure: bool = True
    why: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a return. code: what this system calls it; rows: a row for what."""

    code: str
    title: str
    rows: str
    columns: tuple[Column, ...]


OWN: Final = (
    Column("Case reference", "`cases.reference`, ours and no column of the return"),
    Column("Name as recorded", "`parties.name` of the child, ours and no column of the return"),
)
"""What stands behind the published columns of each list, so that a person can go on with it."""
