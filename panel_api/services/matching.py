"""Work a worksheet out: how every place stands to every child, then the joint fit, kept a child a row.

Everything is looked at afresh each time. It is worked out before anything is held, and kept only if nobody changed the
worksheet meanwhile.
"""

from collections.abc import Mapping
from typing import Any, Final, cast

from sqlalchemy.orm import Session

from engine.joint.asked import Asked, Child, Fit, Option, Place
from engine.joint.conflict import Conflict, why_not_all
from engine.joint.matching import Impossible, Matched, MatchesDiffer, match
from engine.joint.prices import NotTheBest
from engine.problems import Problem, Refused
from panel_api import store
from panel_api.errors import Trouble, conflict
from panel_api.logging import log
from panel_api.services.desk import Desk
from panel_api.services.stands import Seen, confirm_proposed, looked_at, seen_of
from panel_api.services.worksheets import Sheet, find_sheet, held_open, names_of, sheet_of

MOST_PAIRS: Final = 100_000


def work_out(desk: Desk, reference: str) -> None:
    """Work it out and keep the proposals. Raises Trouble "not-found", "conflict", "bad-input", "no-result"."""
    with desk.database.reading() as session:
        sheet = find_sheet(session, desk, reference)
        _refuse_what_cannot_be(sheet)
        version, seen = sheet.worksheet.version, seen_of(session, desk, sheet)
        looked = looked_at(desk, sheet, seen)
        found = _matched(asked_of(sheet, looked), sheet)
        confirm_proposed(desk, sheet, seen, found.given)
    with desk.database.writing() as session:
        _keep(session, desk, reference, version, seen, looked, found)


def asked_of(sheet: Sheet, looked: Mapping[int, Mapping[str, Any]]) -> Asked:
    """A worksheet as the engine reads it. looked: how the places stand to each child, by its row's number."""
    codes = {provision.id: provision.code for _, provision in sheet.places}
    there = set(codes.values())
    children = tuple(
        Child(
            case.reference,
            looked[row.id]["need"],
            {
                code: Option(cast("Fit", stands[0]), stands[1], code in looked[row.id]["asked"])
                for code, stands in looked[row.id]["places"].items()
                if code in there
            },
        )
        for row, case in sheet.children
        if row.id in looked
    )
    places = tuple(Place(provision.code, row.places) for row, provision in sheet.places)
    held = {
        case.reference: codes.get(row.held_id, "")
        for row, case in sheet.children
        if row.held_id is not None and row.id in looked
    }
    return Asked(children, places, held)


def as_looked(sheet: Sheet) -> Asked:
    """The same from what was kept when it was last worked out; children added since are left out."""
    return asked_of(sheet, {row.id: row.looked for row, _ in sheet.children if row.looked is not None})


def conflict_words(found: Conflict, sheet: Sheet, *, held: bool) -> str:
    """Why not everyone, in a sentence that names no child but those of the group, by their cases."""
    names = names_of(sheet)
    cases, at = listed(found.children), listed([names[each] for each in found.places])
    if held:
        say = f"{len(found.children)} children are held at {at}, which has {_places(found.seats)}: {cases}."
        return f"{say} Release one of them, or give it more places."
    if not found.places:
        return f"No place on this worksheet suits or may suit {cases}."
    many = len(found.children)
    if many == 1:
        return f"{cases} can only go to {at}, which has {_places(found.seats)} on this worksheet."
    return f"These {many} children can only go to {at}, with {_places(found.seats)} together: {cases}."


def conflict_of(sheet: Sheet) -> tuple[str, str] | None:
    """Why not every child looked at can have a place, and how far that goes, in words; None where every one can."""
    found = why_not_all(as_looked(sheet))
    if found is None:
        return None
    if not found.smallest:
        more = "A smaller group may show it too: finding the smallest would have taken too long."
    elif len(found.children) == 1:
        more = "There may be others like this."
    else:
        more = (
            "This is the smallest such group: with any one of them fewer, the others could all have a place. There may "
            "be other groups."
        )
    return conflict_words(found, sheet, held=False), more


def listed(texts: list[str] | tuple[str, ...]) -> str:
    """a, b and c."""
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}" if texts else ""


def _places(many: int) -> str:
    return "no places" if many == 0 else f"{many} place{'s' if many != 1 else ''}"


def _refuse_what_cannot_be(sheet: Sheet) -> None:
    if sheet.worksheet.state == "closed":
        raise conflict("This worksheet is closed", "Make a new one")
    if sheet.hidden:
        raise conflict(
            "A child on this worksheet is kept from you, so you cannot work it out",
            "Ask an officer who has no interest in any of its cases",
        )
    if not sheet.children or not sheet.places:
        raise conflict("There is nothing to work out yet", "Put children and places on it first")
    if len(sheet.children) * len(sheet.places) > MOST_PAIRS:
        raise conflict(
            f"More than {MOST_PAIRS:,} pairs of a child and a place take too long", "Make two worksheets of it"
        )


def _matched(asked: Asked, sheet: Sheet) -> Matched:
    try:
        return match(asked)
    except Impossible as impossible:
        words = conflict_words(impossible.conflict, sheet, held=True).rstrip(".")
        raise conflict(words, "Then work it out again") from None
    except Refused as refused:
        raise Trouble("bad-input", problems=[_in_words(each) for each in refused.problems]) from None
    except (MatchesDiffer, NotTheBest) as error:
        log().error("matches_differ", says=str(error))
        raise Trouble("no-result", "Two ways of working it out differ, so nothing was changed.") from None


def _in_words(problem: Problem) -> Problem:
    """A held place that suits no longer, with the case's reference in front."""
    case = str(problem.where).partition(".")[2]
    return Problem("held", f"{case}: {problem.wrong}", problem.expected, problem.remedy)


def _keep(
    session: Session,
    desk: Desk,
    reference: str,
    version: int,
    seen: Seen,
    looked: Mapping[int, dict[str, Any]],
    found: Matched,
) -> None:
    worksheet = held_open(session, desk, reference)
    if worksheet.version != version:
        raise conflict("Somebody changed this worksheet while it was worked out", "Work it out again")
    sheet, at = sheet_of(session, desk, worksheet), desk.clock()
    numbers = {provision.code: provision.id for _, provision in sheet.places}
    for row, case in sheet.children:
        code = found.given.get(case.reference)
        row.before_id, row.provision_id = row.provision_id, None if code is None else numbers[code]
        row.fit = None if code is None else looked[row.id]["places"][code][0]
        row.looked = looked[row.id]
    store.keep_rulebook(session, seen.book.name, seen.book.text, seen.book.vocabulary_text, at)
    worksheet.rulebook_sha256 = seen.book.sha256
    worksheet.before_at = worksheet.solved_at or worksheet.before_at
    worksheet.solved_at, worksheet.confirmed = at, found.confirmed
    session.flush()
