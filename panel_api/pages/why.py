"""Why can I (not) see this? The table of roles, and what the one who asks may do."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from panel_api import roles
from panel_api.render import page
from panel_api.routes.guarding import Asker, Public

router = APIRouter()


@router.get("/why")
def why(request: Request, desk: Public, me: Asker) -> Response:
    """What each role sees and may do, from the one table that grants anything; and, of you, what you may."""
    del desk
    view = {
        "title": "Who may see what, and why",
        "roles": [{"code": code, **_role(each)} for code, each in roles.ABOUT.items()],
        "permissions": [
            {
                "words": each.words,
                "roles": [roles.ABOUT[role].name for role in each.roles],
                "yours": me is not None and me.can(code),
            }
            for code, each in roles.PERMISSIONS.items()
        ],
    }
    return page(request, "why.html", view)


def _role(each: roles.Role) -> dict[str, str]:
    return {"name": each.name, "sees": each.sees, "does": each.does}
