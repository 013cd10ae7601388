"""The cookies this server sets: four, each for itself alone, none that a script can read, none for watching anybody.

Reached by https their names begin with `__Host-`: a browser then takes them from this host alone, and sends them
nowhere else. On this machine by plain http they cannot.
"""

import datetime as dt
from typing import Final

from fastapi import Request
from fastapi.responses import Response

from panel_api.settings import Settings

SESSION: Final = "evenhand"
DEVICE: Final = "evenhand-device"
JOURNEY: Final = "evenhand-journey"
FORM: Final = "evenhand-form"
ABOUT: Final = {
    SESSION: "Who you are while you are signed in. Goes when you close the browser.",
    DEVICE: "That you signed in from this browser before, so that nobody else can lock you out here. 180 days.",
    JOURNEY: "Brings you back from the council's own sign-in. Ten minutes.",
    FORM: "That the sign-in form was opened in this browser. Goes when you close the browser.",
}
"""What each is for, in words."""


def cookie_name(settings: Settings, kind: str = SESSION) -> str:
    """A cookie's name: bound to the host where the service is reached by https."""
    return f"__Host-{kind}" if settings.https else kind


def carried(request: Request, settings: Settings, kind: str = SESSION) -> str:
    """What the browser carries, or nothing."""
    return request.cookies.get(cookie_name(settings, kind), "")


def carry(
    answer: Response, settings: Settings, text: str, kind: str = SESSION, age: dt.timedelta | None = None
) -> None:
    """Let the browser carry something; without an age, until it is closed."""
    answer.set_cookie(
        cookie_name(settings, kind),
        text,
        max_age=None if age is None else int(age.total_seconds()),
        path="/",
        secure=settings.https,
        httponly=True,
        samesite="lax",
    )


def drop(answer: Response, settings: Settings, kind: str = SESSION) -> None:
    """Let it carry that no longer."""
    answer.delete_cookie(cookie_name(settings, kind), path="/", secure=settings.https, httponly=True, samesite="lax")
