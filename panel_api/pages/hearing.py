"""What the child, each parent and the school say, in their own words, and the form by which they are heard."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from panel_api.models import Party
from panel_api.pages.asked import DAY, DAY_WRONG, Asking, Field, Stopped
from panel_api.pages.forms import Sent
from panel_api.pages.keeping import Entry, Kept, Placed, show, write
from panel_api.render import day_text
from panel_api.routes.guarding import Amend, KeepCase
from panel_api.schemas_hanging import Heard
from panel_api.services import Desk, Held, hear, held_of
from panel_api.views.around import named
from panel_api.views.opening import silent, voices
from panel_api.views.waiting import CLOSED

router = APIRouter()
_WHO: Final = (("child", "The child or young person"), ("parent", "A parent"), ("school", "The school"))


@router.get("/cases/{reference}/voices")
def read_voices(request: Request, desk: KeepCase, reference: str) -> Response:
    """What each has said so far."""
    return _page(request, desk, reference)


@router.post("/cases/{reference}/voices/hear")
def add_voice(request: Request, desk: KeepCase, reference: str, form: Sent) -> Response:
    """Keep what somebody said."""
    return write(
        request, desk, form, asking_of(()),
        lambda session, given: hear.hear(session, desk, reference, given),
        lambda stopped: _page(request, desk, reference, stopped),
    )  # fmt: skip


@router.get("/cases/{reference}/say")
def read_said(request: Request, desk: Amend, reference: str) -> Response:
    """The same for whoever sent the request."""
    return _page(request, desk, reference, part="say")


@router.post("/cases/{reference}/say/hear")
def say(request: Request, desk: Amend, reference: str, form: Sent) -> Response:
    """Keep what somebody said, as whoever sent the request heard it."""
    return write(
        request, desk, form, asking_of(()),
        lambda session, given: hear.hear(session, desk, reference, given),
        lambda stopped: _page(request, desk, reference, stopped, "say"),
    )  # fmt: skip


def asking_of(parents: tuple[Party, ...]) -> Asking:
    """The form; of parents it asks which, since they may differ."""
    which = tuple((str(each.id), named(each, names=True)) for each in parents)
    return Asking("hear", "Keep these words", Heard, (
        Field("who", "Whose words are these?", "choice", needed="Choose whose words these are.", options=_WHO),
        Field("parent", "Which parent?", "number", "Only for a parent's words.", options=which,
              wrong="Choose one of the parents."),
        Field("words", "In their own words", "words", "As they said or wrote them, a picture or a sign put into words.",
              needed="Write what they said."),
        Field("heard_on", "The day they said it", "day", DAY, "Write the day they said it.", DAY_WRONG, "20"),
    ), "Add what someone says")  # fmt: skip


def _page(
    request: Request, desk: Desk, reference: str, stopped: Stopped | None = None, part: str = "voices"
) -> Response:
    with desk.database.reading() as session:
        held = held_of(session, desk, reference)
    return show(request, desk, held, _kept(held, part), stopped)


def _kept(held: Held, part: str) -> Kept:
    parents = tuple(each for each in held.case.parties if each.role == "parent")
    return Kept(
        part=part,
        title="What they say",
        intro=silent(held.case),
        groups=[("", [
            Entry(each["who"] + (f", {each['name']}" if each["name"] else ""),
                  [f"Said on {day_text(each['day'])}."] if each["day"] else [], "", (), f"“{each['words']}”")
            for each in voices(held.case)
        ])],
        empty="Nobody has been heard yet.",
        adds=[] if part == "say" and held.case.stage in CLOSED else [Placed(asking_of(parents))],
    )  # fmt: skip
