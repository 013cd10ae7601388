"""Who asks, and whether they may: the type of a route's first parameter says it, so that a missing guard is seen.

    def read_case(desk: ReadCases, reference: Reference) -> Response: ...

A desk given so looks through the eyes of whoever is signed in (`desk.viewer`), by a session's cookie or a program's
token. A change sent by a browser carries its session's own token (`csrf`) in the form or the header `X-CSRF-Token`.
"""

import secrets
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends, Request

from panel_api import roles, store
from panel_api.errors import Trouble
from panel_api.routes.asking import OfDesk
from panel_api.routes.cookies import FORM, carried
from panel_api.routes.who import CHALLENGE, SAFE, Asker, SentCsrf, count, is_mark, own_session, set_aside
from panel_api.services import Desk
from panel_api.services.attempts import network_of
from panel_api.services.signed_in import Me

__all__ = ["Asker", "own_session"]


@dataclass(frozen=True)
class May:
    """A guard: lets through whoever has the permission, with a desk that sees what they see."""

    permission: str

    def __post_init__(self) -> None:
        assert self.permission in roles.PERMISSIONS, f"no such permission: {self.permission}"

    def __call__(self, request: Request, desk: OfDesk, me: Asker) -> Desk:
        """The desk. Raises Trouble "not-signed-in" or "not-allowed"."""
        if me is None:
            raise not_signed_in(request, desk)
        if not me.can(self.permission):
            if me.viewer.role == "none":
                set_aside(request, desk, me.viewer.person)
            request.state.permission = self.permission
            raise not_allowed(me, self.permission)
        return replace(desk, viewer=me.viewer)


class Everyone:
    """The guard of what is open to all: no permission is asked, and a desk sees no case unless someone is signed in."""

    permission = None

    def __call__(self, desk: OfDesk, me: Asker) -> Desk:
        """The desk."""
        return replace(desk, viewer=me.viewer if me else store.NOBODY)


class Somebody:
    """The guard of what is for whoever has signed in, in whichever role or in none yet: their own account."""

    permission = None

    def __call__(self, request: Request, desk: OfDesk, me: Asker) -> Desk:
        """The desk. Raises Trouble "not-signed-in", or "not-allowed" for a program."""
        if me is None:
            raise not_signed_in(request, desk)
        if me.viewer.person is None:
            raise Trouble("not-allowed", "This is for people: a program has no account of its own.")
        return replace(desk, viewer=me.viewer)


@dataclass(frozen=True)
class Door:
    """The guard of signing in and out. Open to all; a form carries the mark that its page gave this browser.

    any_page: taken from any page of ours, however old: it is known by its origin alone (`guard`).
    """

    any_page: bool = False
    permission = None

    def __call__(self, request: Request, desk: OfDesk, csrf: SentCsrf) -> Desk:
        """A desk that sees nothing. Raises Trouble "cross-site"."""
        count(request, "nobody", network_of(request.state.address))
        held = carried(request, desk.settings, FORM)
        if request.method not in SAFE and not self.any_page and not is_mark(csrf, held):
            says = (
                "Your browser did not give back what the page gave it. Allow cookies for this site, then open the page"
            )
            raise Trouble("cross-site", f"{says} again and repeat it.")
        request.state.form_mark = held or secrets.token_urlsafe(24)
        return replace(desk, viewer=store.NOBODY)


Public = Annotated[Desk, Depends(Everyone())]
SignedIn = Annotated[Desk, Depends(Somebody())]
AtTheDoor = Annotated[Desk, Depends(Door())]
OnTheWayOut = Annotated[Desk, Depends(Door(any_page=True))]
ReadCases = Annotated[Desk, Depends(May("read_cases"))]
TakeIn = Annotated[Desk, Depends(May("take_in"))]
Amend = Annotated[Desk, Depends(May("amend"))]
Assess = Annotated[Desk, Depends(May("assess"))]
Advise = Annotated[Desk, Depends(May("recommend"))]
SeeWorking = Annotated[Desk, Depends(May("see_working"))]
Decide = Annotated[Desk, Depends(May("decide"))]
Reopen = Annotated[Desk, Depends(May("reopen"))]
KeepCase = Annotated[Desk, Depends(May("keep_case"))]
ArrangeSittings = Annotated[Desk, Depends(May("arrange_sittings"))]
Attend = Annotated[Desk, Depends(May("attend"))]
RunSitting = Annotated[Desk, Depends(May("run_sitting"))]
DeclareInterest = Annotated[Desk, Depends(May("declare_interest"))]
SeeDue = Annotated[Desk, Depends(May("see_due"))]
WriteLetters = Annotated[Desk, Depends(May("write_letters"))]
ReadLetters = Annotated[Desk, Depends(May("read_letters"))]
Moderate = Annotated[Desk, Depends(May("moderate"))]
ScoreSamples = Annotated[Desk, Depends(May("score"))]
ReadRecords = Annotated[Desk, Depends(May("read_records"))]
Audit = Annotated[Desk, Depends(May("audit"))]
OpenNames = Annotated[Desk, Depends(May("open_names"))]
ReadAllocations = Annotated[Desk, Depends(May("read_allocations"))]
ReadLedger = Annotated[Desk, Depends(May("read_ledger"))]
MatchPlaces = Annotated[Desk, Depends(May("match_places"))]
KeepLedger = Annotated[Desk, Depends(May("keep_ledger"))]
Commission = Annotated[Desk, Depends(May("commission"))]
PublishOpenFigures = Annotated[Desk, Depends(May("publish_open_figures"))]
SignVirement = Annotated[Desk, Depends(May("sign_virement"))]
ReadProvision = Annotated[Desk, Depends(May("read_provision"))]
KeepProvision = Annotated[Desk, Depends(May("keep_provision"))]
ReadSufficiency = Annotated[Desk, Depends(May("read_sufficiency"))]
Rescore = Annotated[Desk, Depends(May("rescore"))]
TryWhatIf = Annotated[Desk, Depends(May("try_whatif"))]
ReadEquity = Annotated[Desk, Depends(May("read_equity"))]
ReportEquity = Annotated[Desk, Depends(May("report_equity"))]
KeepMonitoring = Annotated[Desk, Depends(May("keep_monitoring"))]
AdoptRulebook = Annotated[Desk, Depends(May("adopt_rulebook"))]
ProposeRulebook = Annotated[Desk, Depends(May("propose_rulebook"))]
AnswerProposal = Annotated[Desk, Depends(May("answer_proposal"))]
CorrectRecords = Annotated[Desk, Depends(May("correct_records"))]
KeepRetention = Annotated[Desk, Depends(May("keep_retention"))]
CarryOutDisposal = Annotated[Desk, Depends(May("carry_out_disposal"))]
MakeReturns = Annotated[Desk, Depends(May("make_returns"))]
AnswerSubjects = Annotated[Desk, Depends(May("answer_subjects"))]
KeepPeople = Annotated[Desk, Depends(May("keep_people"))]


def not_signed_in(request: Request, desk: Desk) -> Trouble:
    """Says how to sign in. Where a session has lapsed it says so, and keeps the form that was sent."""
    if getattr(request.state, "lapsed", False):
        set_aside(request, desk, request.state.lapsed_person)
    gone = "Your session has ended. " if getattr(request.state, "lapsed", False) else ""
    return Trouble(
        "not-signed-in", f"{gone}Sign in first; a program sends its token.", headers={"WWW-Authenticate": CHALLENGE}
    )


def not_allowed(me: Me, permission: str) -> Trouble:
    """Says who may, so that a person knows whom to ask."""
    found = roles.PERMISSIONS[permission]
    who = ", ".join(roles.ABOUT[role].name for role in found.roles)
    what = found.words[0].lower() + found.words[1:]
    return Trouble(
        "not-allowed", f"You are here as {me.role_name}. To {what} is for: {who}. /why says what each role may do."
    )
