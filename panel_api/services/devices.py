"""Devices that somebody signed in from before, so that nobody else's failures lock them out there.

What the browser carries is signed and opens nothing: it only spares its owner the wait that a stranger has. It holds
for the password it was given under, so a new password forgets every device.
"""

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Final

from panel_api.models import Person
from panel_api.services.signing import keyed_hash, signed, unsigned

REMEMBERED: Final = dt.timedelta(days=180)
_MOST: Final = 5
"""People who share one browser, as in a school's office."""


@dataclass(frozen=True, slots=True)
class Device:
    """This browser as one person's. day: when they last signed in, counted. mark: of the password that was in use."""

    person: str
    name: str
    day: int
    mark: str


@dataclass(frozen=True, slots=True)
class Devices:
    """Whom one browser has signed in, the latest first."""

    key: bytes
    found: tuple[Device, ...] = ()

    def known(self, person: Person | None, today: dt.date) -> str | None:
        """The device's name, where this person signed in from it before under the password they have now."""
        for each in self.found:
            fresh = each.day >= (today - REMEMBERED).toordinal()
            if person is not None and each.person == person.reference and each.mark == self._mark(person) and fresh:
                return each.name
        return None

    def text_with(self, person: Person, today: dt.date) -> str:
        """What the browser is to carry now that this person has signed in."""
        name = self.known(person, today) or secrets.token_urlsafe(12)
        others = [each for each in self.found if each.person != person.reference]
        every = [Device(person.reference, name, today.toordinal(), self._mark(person)), *others][:_MOST]
        return signed(self.key, "devices", [[each.person, each.name, each.day, each.mark] for each in every])

    def _mark(self, person: Person) -> str:
        return keyed_hash(self.key, "password in use", person.password_hash or "")[:16]


def devices_in(key: bytes, text: str) -> Devices:
    """Whom a browser has signed in, by what it carries; nobody where that is not of our making."""
    found = unsigned(key, "devices", text) or []
    return Devices(key, tuple(Device(*each) for each in found))
