"""What a caseworker keeps of a case: pages of one build, each a list of what stands and the forms that change it.

A form that is sent twice is carried out once. Where it cannot be carried out, its page comes back with what was typed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from panel_api import services
from panel_api.errors import Trouble
from panel_api.pages.asked import Asking, Stopped, form_view, given_of, once_of, summary_of
from panel_api.pages.forms import Form
from panel_api.pages.shelf import book_or_none
from panel_api.render import page
from panel_api.services import Desk, Held
from panel_api.views.opening import opening

Verb = Callable[[Session, Any], object]


@dataclass(frozen=True, slots=True)
class Placed:
    """A form on a page: which, of which row (None for a new one), and what stands in it to begin with."""

    asking: Asking
    number: int | None = None
    values: dict[str, str] = field(default_factory=dict)
    folded: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that stands: its heading, sentences (each may lead with words that stand out), and its forms.

    costs: of a place, as `views.place_costs.two_costs` gives them.
    """

    heading: str
    lines: Sequence[str]
    strong: str = ""
    forms: Sequence[Placed] = ()
    said: str = ""
    costs: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A page's content. part: the last part of its address. groups: a heading and its entries. adds: forms for more."""

    part: str
    title: str
    intro: Sequence[str]
    groups: Sequence[tuple[str, Sequence[Entry]]]
    empty: str
    adds: Sequence[Placed]


def show(request: Request, desk: Desk, held: Held, kept: Kept, stopped: Stopped | None) -> Response:
    """The page; with `stopped`, what stopped a form."""
    base = f"/cases/{held.case.reference}/{kept.part}"
    placed = [*(each for _, entries in kept.groups for entry in entries for each in entry.forms), *kept.adds]
    where = next((each for each in placed if stopped and _action(base, each) == stopped.action), None)
    trouble = None
    if stopped is not None:
        asking = where.asking if where else Asking("", "", BaseModel, ())
        trouble = summary_of(asking, stopped, _at(where) if where else "")
    title = f"{kept.title}: case {held.case.reference}"

    def drawn(each: Placed) -> dict[str, Any]:
        values = each.values if each.values else None
        return {"folded": each.folded, **form_view(each.asking, _action(base, each), _at(each), values, stopped)}

    view = {
        "title": f"Error: {title}" if trouble else title,
        "heading": kept.title,
        "case": held.case,
        "opening": opening(held.case, book_or_none(desk, held.case.rulebook)),
        "intro": kept.intro,
        "groups": [
            {
                "heading": heading,
                "entries": [
                    {
                        "heading": entry.heading, "strong": entry.strong, "lines": entry.lines, "said": entry.said,
                        "costs": entry.costs, "forms": [drawn(each) for each in entry.forms],
                    }
                    for entry in entries
                ],
            }
            for heading, entries in kept.groups if entries
        ],
        "empty": kept.empty if not any(entries for _, entries in kept.groups) else "",
        "adds": [drawn(each) for each in kept.adds],
        "trouble": trouble,
        "lost": typed_words(stopped) if stopped and where is None else "",
    }  # fmt: skip
    return page(request, "kept.html", view, status=stopped.trouble.status if stopped else 200)


def write(
    request: Request,
    desk: Desk,
    typed: Form,
    asking: Asking,
    verb: Verb,
    again: Callable[[Stopped], Response],
    *,
    back: str | None = None,
) -> Response:
    """Read a form, carry it out once, and go back to its page; `again` shows the page where it cannot be.

    back: the page's address, where it is not that of a part of a case.
    """
    path = request.url.path
    try:
        given = given_of(asking, typed)

        def work(session: Session) -> services.Answered:
            verb(session, given)
            return services.answered(303, {})

        services.once(desk, once_of(path, typed), work)
    except Trouble as trouble:
        if trouble.kind in ("not-found", "not-allowed", "not-signed-in"):
            raise
        return again(Stopped(path, typed, trouble))
    return RedirectResponse(back or "/".join(path.split("/")[:4]), status_code=303)


def _action(base: str, each: Placed) -> str:
    return f"{base}/{each.asking.verb}" if each.number is None else f"{base}/{each.number}/{each.asking.verb}"


def _at(each: Placed) -> str:
    return f"{each.asking.verb}-" if each.number is None else f"{each.asking.verb}-{each.number}-"


def typed_words(stopped: Stopped) -> str:
    """What somebody had written into a form that does not stand on the page any more."""
    kept = (text for name, text in stopped.typed.items() if name not in ("csrf", "once") and text.strip())
    return "\n".join(kept).replace("\0", "\ufffd")
