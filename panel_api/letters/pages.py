"""What is shown of a letter or a sheet: settled words, the same for the page, the PDF and the text."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from panel_api.letters.letterhead import Letterhead
from panel_api.letters.markup import Block

INVENTED_NOTE: Final = "Invented: this county, and everyone written of here, is made up."


@dataclass(frozen=True, slots=True)
class Page:
    """A letter to one reader, or a decision sheet. blocks: the first page, its title first.

    to, dear: whom a letter is for; a sheet has neither. reasons: the second page, empty where there is none. spaced:
    large print, one sentence a line, for a reader who asked for easy read.
    """

    head: Letterhead
    reference: str
    day: dt.date
    blocks: tuple[Block, ...]
    to: tuple[str, ...] = ()
    dear: str = ""
    reasons: tuple[Block, ...] = ()
    spaced: bool = False

    @property
    def title(self) -> str:
        """What it is called."""
        return self.blocks[0].text

    @property
    def sender(self) -> tuple[str, ...]:
        """The lines of who writes, at the top of a letter."""
        return (self.head.team, *self.head.address) if self.dear else ()

    @property
    def notice(self) -> str:
        """What stands above an invented county's letter; empty for a council's."""
        return INVENTED_NOTE if self.head.invented else ""

    @property
    def words(self) -> str:
        """Every word of it that could tell a reader something, in one text."""
        told = (block.text for block in (*self.blocks, *self.reasons))
        return "\n".join([*self.to, self.dear, self.reference, *told])
