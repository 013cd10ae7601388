"""What was adopted, as this process last read it: again every few seconds, and at once when something was adopted.

No page waits for a query of its own: whichever asks first after the time is up reads for all.
"""

import threading
from typing import Final

from panel_api.adopted import Adopted, KeptText
from panel_api.clock import ticks
from panel_api.database import Database
from panel_api.store.adoptions import adopted_so_far, adopted_text

EVERY_SECONDS: Final = 3
_NANO: Final = 1_000_000_000


class AdoptedTexts:
    """The adoptions in one database. Safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._reading = threading.Lock()
        self._made: tuple[Adopted, ...] | None = None
        self._until = 0

    def made(self) -> tuple[Adopted, ...]:
        """Every adoption so far, in the order in which they were made; at most EVERY_SECONDS old."""
        held = self._made
        if held is not None and ticks() < self._until:
            return held
        # Who holds a connection must not wait here for another, so only the very first answer is waited for.
        if not self._reading.acquire(blocking=held is None):
            assert held is not None
            return held
        try:
            if self._made is None or ticks() >= self._until:
                self._until = ticks() + EVERY_SECONDS * _NANO
                with self._database.reading() as session:
                    self._made = tuple(adopted_so_far(session))
            return self._made
        except BaseException:
            self._until = 0
            raise
        finally:
            self._reading.release()

    def text_of(self, adopted: Adopted) -> KeptText:
        """The text that one of them put in force."""
        with self._database.reading() as session:
            return adopted_text(session, adopted.number)

    def look_again(self) -> None:
        """Read again before the next answer."""
        self._until = 0
