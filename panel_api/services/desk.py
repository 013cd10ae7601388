"""What every verb works with: the database, the shelf of rulebooks, the network, a clock, a viewer."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Final

from engine.law.calendars import local_day
from engine.opinions.network import Network
from panel_api.clock import Clock
from panel_api.database import Database
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from panel_api.store import LOCAL, Limits, Viewer

PATIENCE: Final = 10
"""Seconds a second opinion may take on a busy machine before its worker is replaced."""


@dataclass(frozen=True)
class Desk:
    """One a process; safe to share between threads."""

    database: Database
    shelf: Shelf
    network: Network
    clock: Clock
    viewer: Viewer = LOCAL
    settings: Settings = field(default_factory=Settings)

    @property
    def limits(self) -> Limits:
        """How long a session lasts."""
        return Limits(dt.timedelta(minutes=self.settings.idle_minutes), dt.timedelta(hours=self.settings.longest_hours))

    def last_day(self) -> dt.date:
        """The latest day that has begun: the one it is in England."""
        return local_day(self.clock())
