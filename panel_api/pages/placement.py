"""One placement: where, since when, at what cost, what was changed and why; the forms that change it; a new one."""

from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from panel_api import services
from panel_api.errors import Trouble
from panel_api.pages.asked import DAY, DAY_WRONG, Asking, Field, Stopped, form_view, given_of, once_of, summary_of
from panel_api.pages.forms import Form, Sent
from panel_api.pages.keeping import Verb, write
from panel_api.render import page
from panel_api.routes.guarding import KeepCase, ReadSufficiency
from panel_api.schemas_placements import NewPlacement, PlacementCosts, PlacementEnd, PlacementTaken
from panel_api.services import Desk
from panel_api.services.gazetteer import ATTRIBUTION, SAID
from panel_api.services.placed_by_hand import begin_by_hand, end, find_placement, keep_costs, take_back
from panel_api.services.sufficiency import high_pence
from panel_api.store.placements import changes_of_placement
from panel_api.views.placements import NEEDS, PHASES, changes_shown, shown

router = APIRouter()
_POUNDS: Final = "In pounds, such as 64000. Leave it empty while nobody knows."
_COSTS: Final = (
    Field("cost", "What does it cost in a full year?", "money", _POUNDS, "", "Write an amount such as 64000.", "10"),
    Field("health", "Of it, what does health pay?", "money", _POUNDS, "", "Write an amount such as 64000.", "10"),
    Field("care", "Of it, what does social care pay?", "money", _POUNDS, "", "Write an amount such as 64000.", "10"),
    Field("unmet", "Why did nothing local meet the need?", hint="Without a name. Leave it empty if nobody has said."),
)
_COSTING: Final = Asking(
    "costs", "Keep this", PlacementCosts,
    (*_COSTS, Field("words", "Where is this from?", needed="Write where this is from.")),
    "What it costs, and why nothing local met the need",
)  # fmt: skip
_ENDING: Final = Asking("end", "End this placement", PlacementEnd, (
    Field("last_day", "The last day there", "day", DAY, "Write the last day.", DAY_WRONG, "20"),
    Field("words", "Why does it end?", needed="Write why it ends."),
), "It ends")  # fmt: skip
_TAKING: Final = Asking("take-back", "Take it back", PlacementTaken, (
    Field("words", "What was wrong?", needed="Write what was wrong."),
), "It never was: take it back")  # fmt: skip
_NEW: Final = Asking("placements", "Keep this placement", NewPlacement, (
    Field("place", "Where is the child taught?", hint="The code of the place in the directory: its URN, such as "
          "900123, or a code such as P-AB12.", needed="Write the code of the place.", width="10"),
    Field("from", "From which day?", "day", DAY, "Write the first day.", DAY_WRONG, "20"),
    Field("case", "Which case does it belong to?", hint="Its reference. What is known of the child then comes from "
          "there. Leave it empty for a placement from before this system.", width="10"),
    Field("need", "The child’s main type of need", "choice", options=tuple(NEEDS.items())),
    Field("phase", "The phase the child is in", "choice", options=tuple(PHASES.items())),
    Field("partnership", "The partnership the child belongs to", width="20"),
    Field("age", "How old is the child on the first day?", "number", "In whole years.", width="2"),
    Field("home_sector", "The postcode sector of the home", hint="A postcode without its last two letters, such as "
          "OX16 0. Never the address.", width="10"),
    *_COSTS,
    Field("words", "Where is this from?", needed="Write where this is from."),
))  # fmt: skip


@router.get("/placements/new")
def new(request: Request, desk: KeepCase) -> Response:  # noqa: ARG001
    """The form for a placement that no decision here began."""
    return _new_page(request, {}, None)


@router.post("/placements")
def keep(request: Request, desk: KeepCase, form: Sent) -> Response:
    """Keep it; pressed twice, kept once."""

    def work(session: Session) -> services.Answered:
        row = begin_by_hand(session, desk, given_of(_NEW, form))
        return services.answered(303, {"placement": row.reference})

    try:
        services.once(desk, once_of(request.url.path, form), work)
    except Trouble as trouble:
        if trouble.kind in ("not-allowed", "not-signed-in"):
            raise
        return _new_page(request, form, Stopped("/placements", form, trouble))
    return RedirectResponse("/placements?which=all", status_code=303)


@router.get("/placements/{placement}")
def one(request: Request, desk: ReadSufficiency, placement: str) -> Response:
    """One placement, as far as its reader may see it."""
    return _page(request, desk, placement, None)


@router.post("/placements/{placement}/costs")
def cost_it(request: Request, desk: KeepCase, placement: str, form: Sent) -> Response:
    """Write down what it costs."""
    return _write(request, desk, placement, form, _COSTING, lambda s, given: keep_costs(s, desk, placement, given))


@router.post("/placements/{placement}/end")
def end_it(request: Request, desk: KeepCase, placement: str, form: Sent) -> Response:
    """Write down its last day."""
    return _write(request, desk, placement, form, _ENDING, lambda s, given: end(s, desk, placement, given))


@router.post("/placements/{placement}/take-back")
def take_it_back(request: Request, desk: KeepCase, placement: str, form: Sent) -> Response:
    """Say that it never was; it counts nowhere any more, so its page is gone."""
    done = _write(request, desk, placement, form, _TAKING, lambda s, given: take_back(s, desk, placement, given))
    return RedirectResponse("/placements", status_code=303) if done.status_code == 303 else done


def _write(request: Request, desk: Desk, placement: str, form: Form, asking: Asking, verb: Verb) -> Response:
    def again(stopped: Stopped) -> Response:
        return _page(request, desk, placement, stopped)

    return write(request, desk, form, asking, verb, again, back=f"/placements/{placement}")


def _page(request: Request, desk: Desk, placement: str, stopped: Stopped | None) -> Response:
    with desk.database.reading() as session:
        found = find_placement(session, desk, placement)
        changes = changes_of_placement(session, found.row.id) if desk.viewer.may("keep_case") else ()
        told = shown(found, desk.viewer, desk.settings.authority_code, high_pence(desk))
    base = f"/placements/{found.row.reference}"
    amounts = {"cost": "pence", "health": "health", "care": "care"}
    stands = {name: f"{told[of] // 100}.{told[of] % 100:02d}" for name, of in amounts.items() if told[of] is not None}
    askings = (_COSTING, _ENDING, _TAKING)
    mine = next((each for each in askings if stopped and stopped.action == f"{base}/{each.verb}"), _COSTING)
    forms: list[dict[str, Any]] = [
        {
            **form_view(each, f"{base}/{each.verb}", f"{each.verb}-",
                        {**stands, "unmet": told["unmet"] or ""} if each is _COSTING else None, stopped),
            "folded": each.heading,
        }
        for each in askings
    ]  # fmt: skip
    title = f"Placement {found.row.reference}"
    view = {
        "title": f"Error: {title}" if stopped else title,
        "heading": title,
        "trouble": summary_of(mine, stopped, f"{mine.verb}-") if stopped else None,
        "it": told,
        "today": desk.last_day(),
        "changes": changes_shown(changes),
        "asked": forms if desk.viewer.may("keep_case") else [],
        "said": SAID,
        "attribution": ATTRIBUTION,
    }
    return page(request, "placement.html", view, status=stopped.trouble.status if stopped else 200)


def _new_page(request: Request, typed: Form, stopped: Stopped | None) -> Response:
    title = "Write down a placement"
    view = {
        "title": f"Error: {title}" if stopped else title,
        "heading": title,
        "trouble": summary_of(_NEW, stopped, "new-") if stopped else None,
        "form": form_view(_NEW, "/placements", "new-", typed, stopped),
    }
    return page(request, "placement_new.html", view, status=stopped.trouble.status if stopped else 200)
