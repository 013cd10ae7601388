"""The pages: each is a view put into a template. They read through the store and act through the services."""

from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from panel_api.errors import Trouble
from panel_api.pages import (
    accessibility,
    account,
    accounts,
    adoptions,
    allocation_runs,
    allocation_try,
    allocations,
    answering,
    around,
    atrs,
    audit,
    audit_checks,
    audit_overpaid,
    audit_papers,
    audit_rates,
    audit_samples,
    awards,
    budget,
    budget_sheet,
    calibrations,
    case,
    cases,
    claims,
    commissioning,
    consulting,
    correcting,
    dates,
    deciding,
    directory_files,
    due,
    duties,
    equality,
    equity,
    equity_new,
    going_up,
    hearing,
    holds,
    interests,
    leaver,
    leavers,
    ledger,
    letter_writing,
    letters,
    linking,
    local_places,
    logs,
    minutes,
    moderation,
    monitoring,
    open_figures,
    pack,
    paid,
    pay_run,
    payments,
    people,
    place_costs,
    placement,
    placements,
    proposal_writing,
    proposals,
    provision,
    provision_costs,
    provision_map,
    provision_one,
    provision_places,
    provision_sheet,
    provision_writing,
    published_heads,
    purposes,
    reconciliation,
    record,
    records,
    records_bundle,
    request_check,
    request_steps,
    requests,
    rescorings,
    retention,
    returns,
    rulebook_changes,
    rulebooks,
    schools_asked,
    scoring,
    section_f,
    shares,
    sign_in,
    sitting,
    sitting_agenda,
    sitting_people,
    sitting_run,
    sittings,
    sought,
    spreadsheet,
    start,
    statements,
    subject_access,
    sufficiency,
    tokens,
    transparency,
    trying,
    uprating,
    virements,
    whatif,
    whatif_files,
    whatif_new,
    why,
    working,
    worksheet_child,
    worksheet_picking,
    worksheets,
    year_end,
)
from panel_api.pages.telling import listed
from panel_api.render import page
from panel_api.routes.asking import OfDesk
from panel_api.seed.county import BANNER, COUNTY
from panel_api.store.invented import holds_authority


def mark_invented(request: Request, desk: OfDesk) -> None:
    """Find out once a process whether the county is invented; its pages then say so."""
    if not hasattr(request.app.state, "banner"):
        with desk.database.reading() as session:
            request.app.state.banner = BANNER if holds_authority(session, COUNTY) else None


router = APIRouter(dependencies=[Depends(mark_invented)])
for each in (
    start,
    sign_in,
    why,
    requests,
    request_check,
    request_steps,
    accessibility,
    cases,
    spreadsheet,
    due,
    case,
    deciding,
    answering,
    going_up,
    around,
    hearing,
    section_f,
    place_costs,
    shares,
    duties,
    schools_asked,
    consulting,
    sought,
    local_places,
    dates,
    linking,
    holds,
    correcting,
    retention,
    letters,
    letter_writing,
    subject_access,
    working,
    rulebook_changes,
    rulebooks,
    trying,
    whatif_new,
    whatif_files,
    whatif,
    rescorings,
    equality,
    calibrations,
    adoptions,
    proposal_writing,
    proposals,
    published_heads,
    records_bundle,
    record,
    records,
    audit,
    audit_overpaid,
    audit_checks,
    audit_rates,
    logs,
    audit_samples,
    audit_papers,
    moderation,
    monitoring,
    equity_new,
    equity,
    scoring,
    purposes,
    payments,
    pay_run,
    uprating,
    accounts,
    commissioning,
    allocation_runs,
    allocation_try,
    allocations,
    open_figures,
    paid,
    year_end,
    budget,
    budget_sheet,
    placements,
    placement,
    sufficiency,
    ledger,
    awards,
    claims,
    reconciliation,
    leavers,
    leaver,
    virements,
    statements,
    provision,
    directory_files,
    provision_sheet,
    provision_writing,
    provision_map,
    provision_places,
    provision_costs,
    provision_one,
    account,
    people,
    tokens,
    transparency,
    returns,
    atrs,
    worksheets,
    worksheet_picking,
    worksheet_child,
):
    router.include_router(each.router)
for each in (sittings, sitting, sitting_people, sitting_agenda, sitting_run, pack, minutes, interests):
    router.include_router(each.router)


def error_page(request: Request, trouble: Trouble) -> Response:
    """What went wrong, as a page in the same voice as everything else; or the way on, where there is one."""
    there = _way_on(request, trouble)
    if there is not None:
        return RedirectResponse(there, status_code=303)
    view = {
        "title": trouble.title,
        "detail": trouble.detail,
        "problems": listed(trouble.problems),
    }
    return page(request, "problem.html", view, status=trouble.status)


def _way_on(request: Request, trouble: Trouble) -> str | None:
    """To sign in, to choose a role, or to the form that was set aside; and from there back to where one was."""
    aside = getattr(request.state, "set_aside", None)
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    wanted = f"/set-aside/{aside}" if aside else here if request.method in ("GET", "HEAD") else None
    me = getattr(request.state, "me", None)
    if wanted is None:
        return None
    if trouble.kind == "not-signed-in":
        lapsed = {"lapsed": "yes"} if getattr(request.state, "lapsed", False) else {}
        return f"/sign-in?{urlencode({'next': wanted, **lapsed})}"
    if trouble.kind == "not-allowed" and me is not None and me.viewer.role == "none":
        return f"/role?{urlencode({'next': wanted})}"
    return wanted if trouble.kind == "cross-site" and aside else None
