"""Adding a place to the directory and changing one: a form in which what is not known can stay so."""

import secrets
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from engine.problems import Problem
from panel_api import services
from panel_api.errors import Trouble
from panel_api.pages.asked import DAY, DAY_WRONG, Asking, Field, Stopped, form_view, given_of, once_of, summary_of
from panel_api.pages.forms import Form, Lists, Sent, SentLists, seen_version
from panel_api.pages.provision_typed import form_fields, typed_of, values_of
from panel_api.reading import read
from panel_api.render import page
from panel_api.routes.guarding import KeepProvision
from panel_api.schemas_provision import Closing, NewProvision, OpeningAgain, ProvisionEdit
from panel_api.services import Desk, Session
from panel_api.services.provision import (
    add_provision,
    change_provision,
    close_provision,
    find_provision,
    open_provision,
)
from panel_api.services.provision_facts import fit_book_or_none, place_facts
from panel_api.services.provision_fields import fields_of
from panel_api.store.provision_history import changes_of
from panel_api.views.provision import history

router = APIRouter()
_WHY = Field("words", "Why, and who says so?", needed="Write why, and who says so.")
CLOSING = Asking("close", "Close it", Closing, (
    Field("last_day", "Its last day", "day", DAY, "Write its last day.", DAY_WRONG, "20"), _WHY,
), "Close it")  # fmt: skip
OPENING = Asking("open", "Open it", OpeningAgain, (_WHY,), "Open it")


@router.get("/provision/new")
def new(request: Request, desk: KeepProvision) -> Response:
    """The form for a new place; `within` and `kind` in the address fill in a unit's school."""
    typed = {name: [request.query_params.get(name, "")[:40]] for name in ("within", "kind")}
    return _form_page(request, desk, None, typed, None)


@router.post("/provision/new")
def add(request: Request, desk: KeepProvision, lists: SentLists) -> Response:
    """Take it into the directory; pressed twice, it is added once."""
    form: Form = {name: "\n".join(values) for name, values in lists.items()}

    def work(session: Session) -> services.Answered:
        raw = _new_raw(lists, desk)
        row = add_provision(session, desk, read(NewProvision, raw))
        return services.answered(303, {"code": row.code}, {"Location": f"/provision/{row.code}"})

    try:
        kept = services.once(desk, once_of(request.url.path, form), work)
    except Trouble as trouble:
        if trouble.kind not in ("bad-input", "conflict"):
            raise
        return _form_page(request, desk, None, lists, trouble)
    return RedirectResponse(kept.headers["Location"], status_code=303)


@router.get("/provision/{code}/edit")
def edit(request: Request, desk: KeepProvision, code: str) -> Response:
    """The form with what stands, and the forms that close or open it."""
    return _form_page(request, desk, code, None, None)


@router.post("/provision/{code}/edit")
def keep(request: Request, desk: KeepProvision, code: str, lists: SentLists) -> Response:
    """Change it, if nobody has changed it since it was read."""
    form: Form = {name: values[-1] for name, values in lists.items()}
    try:
        typed = typed_of(lists, place_facts(fit_book_or_none(desk)))
        raw = {"fields": typed.fields, "unknown": [each for each in typed.empty if each not in ("kind", "name")]}
        problems = _must(typed.fields, "fields.")
        try:
            given = read(ProvisionEdit, raw | ({"words": typed.words} if typed.words else {}))
        except Trouble as trouble:
            raise Trouble("bad-input", problems=(*trouble.problems, *problems)) from None
        if problems:
            raise Trouble("bad-input", problems=problems)
        with desk.database.writing() as session:
            change_provision(session, desk, code, seen_version(form), given)
    except Trouble as trouble:
        if trouble.kind not in ("bad-input", "stale"):
            raise
        return _form_page(request, desk, code, lists, trouble)
    return RedirectResponse(f"/provision/{code}", status_code=303)


@router.post("/provision/{code}/close")
def close(request: Request, desk: KeepProvision, code: str, form: Sent) -> Response:
    """Say that it closes on a day."""
    return _stand(request, desk, code, form, CLOSING)


@router.post("/provision/{code}/open")
def reopen(request: Request, desk: KeepProvision, code: str, form: Sent) -> Response:
    """Say that it is open."""
    return _stand(request, desk, code, form, OPENING)


def _stand(request: Request, desk: Desk, code: str, form: Form, asking: Asking) -> Response:
    try:
        given = given_of(asking, form)
        with desk.database.writing() as session:
            if asking is CLOSING:
                close_provision(session, desk, code, seen_version(form), given)
            else:
                open_provision(session, desk, code, seen_version(form), given)
    except Trouble as trouble:
        if trouble.kind not in ("bad-input", "conflict", "stale"):
            raise
        return _form_page(request, desk, code, None, trouble, Stopped(request.url.path, form, trouble))
    return RedirectResponse(f"/provision/{code}", status_code=303)


def _new_raw(lists: Lists, desk: Desk) -> dict[str, Any]:
    typed = typed_of(lists, place_facts(fit_book_or_none(desk)))
    more = {name: (lists.get(name) or [""])[-1].strip() for name in ("code", "within", "state", "words")}
    made_up = "yes" in lists.get("invented", [])
    return {**typed.fields, **{name: text for name, text in more.items() if text}, "invented": made_up}


def _must(fields: dict[str, Any], at: str) -> list[Problem]:
    """A place always has a kind and a name."""
    return [
        Problem(f"{at}{name}", "there is nothing in it", "something", "Fill it in")
        for name in ("kind", "name")
        if name not in fields
    ]


def _form_page(
    request: Request, desk: Desk, code: str | None, lists: Lists | None, trouble: Trouble | None,
    stopped: Stopped | None = None,
) -> Response:  # fmt: skip
    asked = place_facts(fit_book_or_none(desk))
    view: dict[str, Any] = {"code": code, "meanwhile": [], "stands": []}
    heading = "Add a place"
    if code is not None:
        with desk.database.reading() as session:
            row = find_provision(session, desk, code)
            seen = int((lists or {}).get("version", ["0"])[-1] or 0) if trouble and trouble.kind == "stale" else 0
            if seen:
                later = changes_of(session, desk.viewer, row.id, many=max(1, min(row.version - seen, 20)))
                view["meanwhile"] = history(later, asked)
        heading, view["version"] = f"Change {row.name}", row.version
        if lists is None:
            lists = values_of(fields_of(row))
        forms = (CLOSING,) if row.state == "open" else (CLOSING, OPENING) if row.state != "closed" else (OPENING,)
        base = f"/provision/{code}"
        view["stands"] = [
            {**form_view(each, f"{base}/{each.verb}", f"{each.verb}-", None, stopped), "folded": each.heading}
            for each in forms
        ]
    problems: Sequence[Problem] = trouble.problems if trouble and stopped is None else ()
    form = form_fields(lists or {}, asked, list(problems))
    last = {name: ((lists or {}).get(name) or [""])[-1] for name in ("code", "within", "state", "invented", "once")}
    view |= {
        "title": f"Error: {heading}" if trouble else heading,
        "heading": heading,
        "form": form,
        "last": last,
        "new_errors": {each: _told(problems, each) for each in ("code", "within")},
        "trouble": None,
    }
    last["once"] = last["once"] or secrets.token_urlsafe(12)
    if trouble is not None:
        view["trouble"] = _summary(trouble, form, stopped, view["new_errors"])
    return page(request, "provision_edit.html", view, status=trouble.status if trouble else 200)


def _told(problems: Sequence[Problem], name: str) -> str:
    found = next((each for each in problems if str(each.where) == name), None)
    return f"{found.wrong[:1].upper()}{found.wrong[1:]}: {found.expected}." if found else ""


def _summary(
    trouble: Trouble, form: dict[str, Any], stopped: Stopped | None, new_errors: dict[str, str]
) -> dict[str, Any]:
    if stopped is not None:
        asking = CLOSING if stopped.action.endswith("/close") else OPENING
        return summary_of(asking, stopped, f"{asking.verb}-")
    links = [*({"anchor": name, "text": text} for name, text in new_errors.items() if text), *form["told"]]
    others = form["others"]
    if trouble.kind != "bad-input":
        return {"title": trouble.title, "detail": trouble.detail, "links": links, "others": others}
    many = len(links) + len(others)
    title = "There is a problem" if many == 1 else f"There are {many} problems"
    return {
        "title": title,
        "detail": "Nothing was changed. What you typed is still here.",
        "links": links,
        "others": others,
    }
