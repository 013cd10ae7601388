"""Who is signed in: a person in one of their roles, or a program with its token."""

from dataclasses import dataclass

from panel_api import roles
from panel_api.models import ApiToken, SignIn
from panel_api.services.desk import Desk
from panel_api.store import Viewer
from panel_api.store.sign_ins import holds_on, is_live


@dataclass(frozen=True, slots=True)
class Me:
    """Whoever asks. name: as pages greet them. csrf: what their forms carry; empty for a program.

    several: whether they hold another role to change to.
    """

    viewer: Viewer
    name: str
    csrf: str = ""
    several: bool = False

    @property
    def role_name(self) -> str:
        """Their role, in words; before one is chosen, that."""
        about = roles.ABOUT.get(self.viewer.role)
        return about.name if about else "someone without a role"

    def can(self, permission: str) -> bool:
        """Whether they have a permission. Raises KeyError for one that is not in the table."""
        return self.viewer.may(permission)


def lapsed(desk: Desk, row: SignIn) -> bool:
    """Whether a session holds no longer."""
    return not is_live(row, desk.limits, desk.clock())


def me_of_sign_in(desk: Desk, row: SignIn) -> Me:
    """The person of a session, in the role they chose; in none where it has ended or is not chosen yet."""
    held, person, today = row.appointment, row.person, desk.last_day()
    several = sum(holds_on(each, today) for each in person.appointments) > 1
    if held is None or not holds_on(held, today):
        return Me(Viewer("none", person.reference, person.id), person.name, row.csrf, several)
    viewer = Viewer(held.role, person.reference, person.id, held.school, held.partnership)
    return Me(viewer, person.name, row.csrf, several)


def me_of_program(token: ApiToken) -> Me:
    """The program of a token: its role, and no more than the permissions it was given."""
    granted = frozenset(str(each) for each in token.permissions)
    return Me(Viewer(token.role, token.reference, None, token.school, None, granted), token.name)
