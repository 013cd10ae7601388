"""A day given to a command, as 2027-04-01."""

import datetime as dt

from panel_api.cli_stop import UNUSABLE, Stop


def day_option(option: str, text: str | None) -> dt.date | None:
    """The day of an option; None where it was not given. Raises Stop for what is no day."""
    try:
        return None if text is None else dt.date.fromisoformat(text)
    except ValueError:
        raise Stop(UNUSABLE, [f"{option} {text}: this is no day. Write it as 2027-04-01."]) from None
