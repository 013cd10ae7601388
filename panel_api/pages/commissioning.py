"""Commissioned services: the list, a new one whose fit is shown before it is commissioned, and changes to one."""

from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from panel_api import services, store
from panel_api.errors import Trouble
from panel_api.pages.asked import (
    DAY,
    DAY_WRONG,
    Asking,
    Field,
    Stopped,
    form_view,
    given_of,
    once_of,
    summary_of,
)
from panel_api.pages.forms import Form, Sent
from panel_api.pages.keeping import Verb, write
from panel_api.render import page
from panel_api.routes.guarding import Commission, ReadLedger
from panel_api.schemas_services import NewService, ServiceChange, ServiceEnd
from panel_api.services import Desk
from panel_api.services.award_money import Fit
from panel_api.services.commissioning import (
    change,
    commission,
    end,
    find_service,
    fit_of_service,
    services_of,
)
from panel_api.services.posting import this_year, year_words
from panel_api.store.awards import PAGE

router = APIRouter()
_AMOUNT: Final = Field("amount", "What does it cost in a full year?", "money", "In pounds, such as 48000.",
                       "Write what it costs in a full year.", "Write an amount such as 48000.", "10")  # fmt: skip
_CONSENT: Final = (
    Field("consent_by", "Who consented for the partnership?", hint="A role or a reference, such as: chair of the "
          "partnership.", needed="Write who consented for the partnership."),
    Field("consent_words", "How, and when?", needed="Write how they consented, and when."),
)  # fmt: skip


@router.get("/services")
def read_services(request: Request, desk: ReadLedger, before: str = "") -> Response:
    """The services that accounts they see bear, the newest first."""
    number = int(before) if before.isascii() and before.isdecimal() and len(before) < 16 else None
    with desk.database.reading() as session:
        found = services_of(session, desk, number)
    view = {
        "title": "Commissioned services",
        "rows": [{"is": each, "now": each.on(desk.last_day())} for each in found],
        "year": year_words(this_year(desk)),
        "newest": "/services" if number else None,
        "older": f"/services?before={found[-1].award.id}" if len(found) == PAGE else None,
    }
    return page(request, "services.html", view)


@router.get("/services/new")
def new(request: Request, desk: Commission) -> Response:
    """The form for a new one, with what was written before its fit was looked at."""
    return _new_page(request, desk, dict(request.query_params), None)


@router.post("/services/check")
def check(request: Request, desk: Commission, form: Sent) -> Response:
    """What it would take this year and later, before anything is written."""
    asking = _asking(desk, ())
    try:
        given: NewService = given_of(asking, form)
        with desk.database.reading() as session:
            fit = fit_of_service(session, desk, given)
    except Trouble as trouble:
        if trouble.kind not in ("bad-input", "conflict"):
            raise
        return _new_page(request, desk, form, Stopped("/services/check", form, trouble))
    return _fit_page(request, form, given, fit, asking)


@router.post("/services")
def keep(request: Request, desk: Commission, form: Sent) -> Response:
    """Commission it; pressed twice, commissioned once."""

    def work(session: services.Session) -> services.Answered:
        given = given_of(_asking(desk, ()), form)
        return services.answered(303, {"award": commission(session, desk, given).reference})

    try:
        services.once(desk, once_of(request.url.path, form), work)
    except Trouble as trouble:
        if trouble.kind not in ("bad-input", "conflict"):
            raise
        return _new_page(request, desk, form, Stopped("/services/check", form, trouble))
    return RedirectResponse("/services", status_code=303)


@router.get("/services/{award}")
def one(request: Request, desk: Commission, award: str) -> Response:
    """One service, with the forms that change or end it."""
    return _one_page(request, desk, award, None)


@router.post("/services/{award}/change")
def change_it(request: Request, desk: Commission, award: str, form: Sent) -> Response:
    """Another amount from a day on."""
    return _write(request, desk, award, form, _changing(desk), lambda s, given: change(s, desk, award, given))


@router.post("/services/{award}/end")
def end_it(request: Request, desk: Commission, award: str, form: Sent) -> Response:
    """The last day that is paid for."""
    return _write(request, desk, award, form, _ENDING, lambda s, given: end(s, desk, award, given))


def _write(request: Request, desk: Desk, award: str, form: Form, asking: Asking, verb: Verb) -> Response:
    def again(stopped: Stopped) -> Response:
        return _one_page(request, desk, award, stopped)

    return write(request, desk, form, asking, verb, again, back=f"/awards/{award}")


def _consenting(desk: Desk) -> tuple[Field, ...]:
    """A budget holder consents by commissioning; anybody else says who did."""
    return () if desk.viewer.role == "budget_holder" else _CONSENT


def _asking(desk: Desk, options: tuple[tuple[str, str], ...]) -> Asking:
    return Asking("check", "See what it takes", NewService, (
        Field("account", "Out of which partnership's money?", "choice", needed="Choose a partnership.",
              options=options),
        Field("name", "What is it called?", hint="Without the name of a child.", needed="Write what it is called."),
        Field("words", "What is it for?", needed="Write what it is for."),
        Field("schools", "Which schools does it serve?", "words", "A line each.", "Write the schools it serves."),
        Field("school", "Which school is paid, if one is?", hint="Its URN. Leave it empty where none is.",
              wrong="Write the school's URN: six digits.", width="10"),
        Field("from", "From which day?", "day", DAY, "Write the first day.", DAY_WRONG, "20"),
        Field("until", "Until which day?", "day", "The last day paid for. Leave it empty while that is open.",
              wrong="", width="20"),
        _AMOUNT,
        *_consenting(desk),
    ))  # fmt: skip


def _changing(desk: Desk) -> Asking:
    return Asking("change", "Change the amount", ServiceChange, (
        Field("from", "From which day?", "day", DAY, "Write the first day.", DAY_WRONG, "20"),
        _AMOUNT,
        Field("words", "Why?", needed="Write why."),
        *_consenting(desk),
    ), "Change the amount")  # fmt: skip


_ENDING: Final = Asking("end", "End this service", ServiceEnd, (
    Field("last_day", "The last day that is paid for", "day", DAY, "Write the last day.", DAY_WRONG, "20"),
    Field("words", "Why?", needed="Write why."),
), "End this service")  # fmt: skip


def _new_page(request: Request, desk: Desk, typed: Form, stopped: Stopped | None) -> Response:
    with desk.database.reading() as session:
        accounts = [each for each in store.list_accounts(session, desk.viewer) if each.kind == "partnership"]
    asking = _asking(desk, tuple((each.code, each.name) for each in accounts))
    values = {"account": accounts[0].code} if len(accounts) == 1 else None
    trouble = summary_of(asking, stopped, "new-") if stopped else None
    view = {
        "title": "Error: Commission a service" if trouble else "Commission a service",
        "trouble": trouble,
        "open": bool(accounts),
        "form": form_view(asking, "/services/check", "new-", typed or values, stopped),
    }
    return page(request, "service_new.html", view, status=stopped.trouble.status if stopped else 200)


def _fit_page(request: Request, form: Form, given: NewService, fit: Fit, asking: Asking) -> Response:
    kept = {each.name: form.get(each.name, "") for each in asking.fields} | {"once": form.get("once", "")}
    view = {
        "title": "What it takes",
        "given": given,
        "fit": fit,
        "year": year_words(fit.year),
        "later": [(year_words(year), pence) for year, pence in sorted(fit.later.items())],
        "kept": kept,
        "schools": [each.strip() for each in given.schools.splitlines() if each.strip()],
    }
    return page(request, "service_fit.html", view)


def _one_page(request: Request, desk: Desk, award: str, stopped: Stopped | None) -> Response:
    with desk.database.reading() as session:
        found = find_service(session, desk, award)
        left = store.uncommitted(session, found.account.id, this_year(desk))
    base, askings = f"/services/{award}", (_changing(desk), _ENDING)
    mine = next((each for each in askings if stopped and stopped.action == f"{base}/{each.verb}"), _ENDING)
    title = f"Change {found.award.name}"
    forms: list[dict[str, Any]] = [
        {**form_view(each, f"{base}/{each.verb}", f"{each.verb}-", None, stopped), "folded": each.heading}
        for each in askings
    ]
    view = {
        "title": f"Error: {title}" if stopped else title,
        "heading": title,
        "trouble": summary_of(mine, stopped, f"{mine.verb}-") if stopped else None,
        "service": found,
        "left": left,
        "year": year_words(this_year(desk)),
        "asked": forms,
    }
    return page(request, "service.html", view, status=stopped.trouble.status if stopped else 200)
