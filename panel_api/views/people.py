"""People and their roles, as several pages show them."""

from panel_api import roles
from panel_api.models import Appointment


def role_words(row: Appointment) -> str:
    """A role with whose it is: Budget holder, school 931001, riverside partnership."""
    scope = [f"school {row.school}" if row.school else "", f"{row.partnership} partnership" if row.partnership else ""]
    return ", ".join([roles.ABOUT[row.role].name, *filter(None, scope)])
