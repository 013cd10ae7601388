"""The accessibility statement: what was checked, what was not, and whom to tell.

The Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018 ask one of every
council, which states there itself how far it complies, with a day. This page gives it what is known of the product.
"""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from panel_api.letters.letterhead import read_letterhead
from panel_api.render import page
from panel_api.routes.guarding import Asker, Public

router = APIRouter()


@router.get("/accessibility")
def accessibility(request: Request, desk: Public, me: Asker) -> Response:
    """The statement, with the council's own address from its letterhead; it asks the database nothing."""
    del me  # so that the page greets whoever is signed in
    head = read_letterhead(desk.settings.letterhead)
    return page(request, "accessibility.html", {"title": "Accessibility statement", "whom": head})
