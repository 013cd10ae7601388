"""Pages from templates: one environment, strict about missing names, with the house's way of writing.

Nothing here decides what is shown; a page is a view (plain data) put into a template.
"""

import datetime as dt
import hashlib
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined
from markupsafe import Markup

from engine.amounts import day_words, money_words
from engine.law.calendars import local_day
from engine.values import pence
from panel_api import words
from panel_api.content import static_dir, templates_dir
from panel_api.local_time import day_and_weekday, time_text
from panel_api.services.signed_in import Me

MENU: Final[tuple[dict[str, Any], ...]] = (
    {
        "href": "/requests",
        "text": "Requests",
        "may": "take_in",
        "says": "Send a request, go on with one, and see what each waits for.",
    },
    {
        "href": "/cases",
        "text": "Cases",
        "may": "read_cases",
        "but": ("school",),
        "says": "Every request you may see, with its stage, its advice and what was decided.",
    },
    {
        "href": "/due",
        "text": "Due",
        "may": "see_due",
        "says": "Dates in law and of our own that come soon or have passed.",
    },
    {
        "href": "/sittings",
        "text": "Sittings",
        "may": "attend",
        "says": "When the panel meets, who comes, the papers, the room and the minutes.",
    },
    {
        "href": "/provision",
        "text": "Provision",
        "may": "read_provision",
        "says": "Schools, units, colleges and services: what each is, for whom, and how many places are free.",
    },
    {
        "href": "/worksheets",
        "text": "Worksheets",
        "may": "match_places",
        "says": "Many children and few places: who could go where so that most need is met.",
    },
    {
        "href": "/budget",
        "text": "Budget",
        "may": "read_ledger",
        "says": "What accounts hold, what is paid and agreed, what is left, and where it is heading.",
    },
    {
        "href": "/services",
        "text": "Services",
        "may": "commission",
        "says": "What partnerships buy for several schools: commissioned, changed and ended.",
    },
    {
        "href": "/payments",
        "text": "Payments",
        "may": "keep_ledger",
        "says": "What is due to schools, what was paid, who has left, and where the two differ.",
    },
    {
        "href": "/allocations",
        "text": "Allocations",
        "may": "read_allocations",
        "says": "How each partnership's money is worked out, and what other weights would do.",
    },
    {
        "href": "/open",
        "text": "Open figures",
        "may": None,
        "says": "What support costs in each partnership, month by month. Anyone may read it.",
    },
    {
        "href": "/rulebooks",
        "text": "Rulebooks",
        "may": None,
        "says": "What decides the advice. Anyone may read and try them.",
    },
    {
        "href": "/proposals",
        "text": "Proposals",
        "may": "answer_proposal",
        "says": "Changes to rulebooks, proposed by one person and answered by another.",
    },
    {
        "href": "/whatif",
        "text": "What if",
        "may": "try_whatif",
        "says": "Try a proposed rulebook on the whole caseload: what it costs, who gains and who loses, and why.",
    },
    {
        "href": "/audit",
        "text": "Audit",
        "may": "read_records",
        "also": "/records",
        "says": "The sealed account of each decision, samples to check, and what stands out.",
    },
    {
        "href": "/moderation",
        "text": "Moderation",
        "may": "score",
        "says": "Decided cases scored again, to see how alike people score.",
    },
    {
        "href": "/equity",
        "text": "Equity",
        "may": "read_equity",
        "says": "Whether children with the same assessed need are treated alike, by partnership, school and group.",
    },
    {"href": "/people", "text": "People", "may": "keep_people", "says": "Accounts and the roles they hold."},
    {
        "href": "/monitoring",
        "text": "Monitoring",
        "may": "keep_monitoring",
        "says": "Answers for equality monitoring, by file. Nobody who decides sees one.",
    },
    {"href": "/tokens", "text": "Programs", "may": "keep_people", "says": "What other systems sign in with."},
)
"""may: the permission without which an entry is not shown. but: roles that have a list of their own for it.

also: another address whose pages belong to it.
says: what is behind it, for the first page.
"""


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The one template environment."""
    env = Environment(
        loader=ChoiceLoader([FileSystemLoader(templates_dir()), PackageLoader("govuk_frontend_jinja")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {
        "day": day_text,
        "moment": moment_words,
        "pence": pence_text,
        "pence_said": money_words,
        "pounds": pounds_text,
        "stage": lambda code: words.said(words.STAGES, code),
        "status": lambda code: words.said(words.STATUSES, code),
        "basis": lambda code: words.said(words.LEGAL_BASES, code),
        "short_basis": lambda code: words.said(words.SHORT_BASES, code),
        "short_moment": lambda at: f"{at.day} {at:%b %Y, %H:%M}",
        "short_day": lambda day: f"{day.day} {day:%b %Y}",
        "weekday": day_and_weekday,
        "clock": time_text,
        "day_of": lambda moment: day_words(local_day(moment)),
        "sitting_stage": lambda code: words.said(words.SITTING_STAGES, code),
        "item_state": lambda code: words.said(words.ITEM_STATES, code),
        "seat": lambda code: words.said(words.SEATS, code),
        "coming": lambda code: words.said(words.COMING, code),
        "role": lambda code: words.said(words.PARTY_ROLES, code),
        "decision": lambda code: words.said(words.DECISION_KINDS, code),
        "lower_first": lambda text: text if text[:3].isupper() else text[:1].lower() + text[1:],
        "plainly": lambda code: words.said({}, code),
        "truth": lambda letter: words.TRUTHS.get(letter, ""),
    }
    env.globals |= {"static": static_address}
    return env


def page(request: Request, template: str, view: dict[str, Any], *, status: int = 200) -> HTMLResponse:
    """A whole page. `view` holds at least `title`; the banner says where the data is invented."""
    path = request.url.path
    here = next(
        (item["href"] for item in MENU if path.startswith((item["href"], item.get("also", item["href"])))), None
    )
    frame = {"banner": getattr(request.app.state, "banner", None), "here": here, **_asker(request)}
    html = environment().get_template(template).render(**view, **frame)
    return HTMLResponse(html, status_code=status)


def _asker(request: Request) -> dict[str, Any]:
    """What templates know of who asks: `me`, `can(permission)`, `csrf()` for every form that changes something."""
    me: Me | None = getattr(request.state, "me", None)

    def can(permission: str) -> bool:
        return me is not None and me.can(permission)

    mark = getattr(request.state, "form_mark", None) or (me.csrf if me else "")

    def csrf() -> Markup:
        return Markup('<input type="hidden" name="csrf" value="{}">').format(mark) if mark else Markup("")

    role = me.viewer.role if me else ""
    menu = [item for item in MENU if (item["may"] is None or can(item["may"])) and role not in item.get("but", ())]
    return {"me": me, "can": can, "csrf": csrf, "menu": menu}


def static_address(name: str) -> str:
    """Where a static file is served, with its content's hash so that browsers may keep it."""
    return f"/static/{name}?v={_fingerprint(name)}"


@lru_cache(maxsize=64)
def _fingerprint(name: str) -> str:
    return hashlib.sha256((static_dir() / name).read_bytes()).hexdigest()[:12]


def day_text(day: dt.date | str | None) -> str:
    """14 September 2026, from a day or its ISO form."""
    if day is None:
        return "–"
    return day_words(dt.date.fromisoformat(day[:10]) if isinstance(day, str) else day)


def moment_words(moment: dt.datetime) -> str:
    """14 September 2026, 09:14 UTC."""
    return f"{day_words(moment.date())}, {moment:%H:%M} UTC"


def pence_text(pence: int | None) -> str:
    """£6,378.00 from whole pence, for tables."""
    return "–" if pence is None else money_words(pence, table=True)


def pounds_text(text: str | None) -> str:
    """£6,378 (or £6,378.50) from a decimal string, for sentences."""
    return "–" if text is None else money_words(pence(Decimal(text)))
