"""Why can I (not) see this? The table of roles, and what the one who asks may do."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from panel_api import roles
from panel_api.render import page
from panel_api.routes.guarding import Asker, Public
from panel_api.services.why_seen import why_seen

router = APIRouter()


@router.get("/why")
def why(request: Request, desk: Public, me: Asker, case: str = "") -> Response:
    """What each role sees and may do, from the one table that grants anything; of you, what you may; and of one case,
    by which rule you see it. Of one that you do not see, the same is said whether it is there or not.
    """
    reference = case.strip().upper()[:32]
    reasons = None
    if reference and me is not None:
        with desk.database.reading() as session:
            reasons = why_seen(session, desk, reference)
    view = {
        "title": "Who may see what, and why",
        "asked": reference.replace("\0", "\ufffd"),
        "reasons": reasons,
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
