"""Linked cases: other requests for the same child, proposed by the same UPN, linked by a person and said why."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from panel_api import words
from panel_api.pages.asked import Asking, Field, Stopped
from panel_api.pages.forms import Form, Sent
from panel_api.pages.keeping import Entry, Kept, Placed, show, write
from panel_api.render import day_text
from panel_api.routes.guarding import KeepCase
from panel_api.schemas_hanging import UNLINKED, Link, Unlink
from panel_api.services import Desk, Held, held_of, links
from panel_api.store import Linked

router = APIRouter()
_WHY: Final = Field("why", "Why do they belong together?", hint="Such as: asked for in the same week.",
                    needed="Say why they belong together.")  # fmt: skip
_OTHER: Final = Field("other", "The other case", hint="Its reference, such as WK4M-7XPD.",
                      needed="Write the other case's reference.",
                      wrong="A reference looks like WK4M-7XPD.", width="10")  # fmt: skip
LINK: Final = Asking("link", "Link the two cases", Link, (_OTHER, _WHY), "Link another case")
UNLINK: Final = Asking("unlink", "Undo the link", Unlink, (
    _OTHER,
    Field("why", "Why?", "choice", needed="Choose why.",
          options=tuple((code, text[:1].upper() + text[1:]) for code, text in UNLINKED.items())),
))  # fmt: skip


@router.get("/cases/{reference}/links")
def read_links(request: Request, desk: KeepCase, reference: str) -> Response:
    """What is linked, and what the same UPN proposes."""
    return _page(request, desk, reference)


@router.post("/cases/{reference}/links/link")
def link(request: Request, desk: KeepCase, reference: str, form: Sent) -> Response:
    """Link two cases."""
    return write(
        request, desk, _in_capitals(form), LINK,
        lambda session, given: links.link(session, desk, reference, given),
        lambda stopped: _page(request, desk, reference, stopped),
    )  # fmt: skip


@router.post("/cases/{reference}/links/{number}/link")
def link_proposed(request: Request, desk: KeepCase, reference: str, number: int, form: Sent) -> Response:  # noqa: ARG001
    """Link a case that is proposed: its reference stands in the form; the number tells the page's forms apart."""
    return link(request, desk, reference, form)


@router.post("/cases/{reference}/links/{number}/unlink")
def unlink(request: Request, desk: KeepCase, reference: str, number: int, form: Sent) -> Response:  # noqa: ARG001
    """Undo a link."""
    return write(
        request, desk, _in_capitals(form), UNLINK,
        lambda session, given: links.unlink(session, desk, reference, given),
        lambda stopped: _page(request, desk, reference, stopped),
    )  # fmt: skip


def _in_capitals(form: Form) -> Form:
    return {**form, "other": form.get("other", "").strip().upper()}


def _page(request: Request, desk: Desk, reference: str, stopped: Stopped | None = None) -> Response:
    with desk.database.reading() as session:
        held = held_of(session, desk, reference)
    return show(request, desk, held, _kept(held), stopped)


def _kept(held: Held) -> Kept:
    return Kept(
        part="links",
        title="Linked cases",
        intro=["Cases of one child are kept apart, each on its own footing with its own dates, and shown together."],
        groups=[
            ("Linked with this case", [_entry(each, UNLINK, "Undo this link") for each in held.links]),
            ("The same UPN, not linked yet", [_entry(each, LINK, "Link this case") for each in held.proposed]),
        ],
        empty="No case is linked with this one, and none has the same UPN.",
        adds=[Placed(LINK)],
    )


def _entry(other: Linked, asking: Asking, folded: str) -> Entry:
    asked = f"Asked on {day_text(other.asked_on)}, {words.said(words.STAGES, other.stage).lower()}."
    basis = words.said(words.LEGAL_BASES, other.legal_basis)
    form = Placed(asking, other.id, {"other": other.reference}, folded)
    return Entry(f"Case {other.reference}: {basis}", [asked], "", [form], other.why or "")
