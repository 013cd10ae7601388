"""The directory as a map with its table: marks where there are few, squares with counts where there are many."""

from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from engine.placing.distance import metres, miles
from panel_api.pages.provision import chosen_in, filters_view, narrowed, options_of, understood
from panel_api.render import page
from panel_api.routes.guarding import ReadProvision
from panel_api.services import Desk, Session
from panel_api.services.gazetteer import ATTRIBUTION, middle, sector_of, sector_words
from panel_api.services.places_free import free_on
from panel_api.services.provision_pages import filter_of
from panel_api.store.provision_list import Extent, ProvisionFilter, Square, extent, in_squares, middle_of_town, nearest
from panel_api.views.provision import list_row
from panel_api.views.provision_map import (
    MARGIN,
    MOST_MARKS,
    WIDTH,
    bar_of,
    extent_of,
    framed,
    key_of,
    marks_of,
    side_of,
    squares_of,
)

router = APIRouter()
Point = tuple[int, int]
_NO_PLACE: Final = "That is no postcode that is known here, and no town of the directory."


@router.get("/provision/map")
def see_map(request: Request, desk: ReadProvision) -> Response:
    """The map, narrowed as the list is: the same few queries, however many places there are."""
    chosen, typed = chosen_in(request), request.query_params.get("from", "").strip()[:80]
    query, problems = understood(dict(chosen))
    with desk.database.reading() as session:
        point, words = _start(session, desk, typed)
        if typed and point is None:
            problems["from"] = _NO_PLACE
        wanted = filter_of(desk, query)
        reach = extent(session, desk.viewer, wanted)
        many = reach.placed > MOST_MARKS
        if reach.placed == 0:
            drawn: dict[str, Any] = {"map": None}
        elif many and point is None:
            drawn = _squares(session, desk, wanted, reach, chosen)
        else:
            drawn = _marks(session, desk, wanted, point)
        options = options_of(session, desk)
    here = narrowed(chosen)
    view = {
        "title": "Error: Provision on a map" if problems else "Provision on a map",
        "heading": "Provision on a map",
        "reach": reach,
        "unplaced": reach.all - reach.placed,
        "from_asked": typed,
        "from_words": words,
        "most": MOST_MARKS,
        "cut": many and point is not None,
        "all_squares": f"/provision/map?{urlencode(here)}" if here else "/provision/map",
        "whole": _address({name: value for name, value in here.items() if name != "square"}, typed),
        "day": desk.last_day(),
        "attribution": ATTRIBUTION,
        **drawn,
        **filters_view(chosen, problems, options),
    }
    return page(request, "provision_map.html", view, status=422 if problems else 200)


def _start(session: Session, desk: Desk, typed: str) -> tuple[Point | None, str]:
    """The point that miles are counted from, and what it is in words."""
    if not typed:
        return None, ""
    sector = sector_of(typed)
    point = middle(sector)
    if sector is not None and point is not None:
        return point, f"the middle of the postcode sector {sector_words(sector)}"
    return middle_of_town(session, desk.viewer, typed), f"the middle of what the directory has in {typed}"


def _marks(session: Session, desk: Desk, wanted: ProvisionFilter, point: Point | None) -> dict[str, Any]:
    places = nearest(session, desk.viewer, wanted, point, MOST_MARKS)
    free = free_on(session, desk, [each.id for each in places], desk.last_day())
    frame = framed(extent_of(places), point)
    marks = marks_of(frame, places)
    number = {place.id: mark.number for mark in marks for place in mark.places}
    rows = [
        {
            **list_row(each, free[each.id]),
            "mark": number[each.id],
            "miles": miles(metres(point, (each.easting or 0, each.northing or 0))) if point else None,
        }
        for each in places
    ]
    return {
        "map": {
            "width": WIDTH,
            "height": frame.height,
            "marks": marks,
            "bar": bar_of(frame),
            "start": frame.at(*point) if point else None,
            "key": key_of(marks),
        },
        "squares": None,
        "rows": rows,
    }


def _squares(
    session: Session, desk: Desk, wanted: ProvisionFilter, reach: Extent, chosen: dict[str, str]
) -> dict[str, Any]:
    side = side_of(reach)
    squares = squares_of(in_squares(session, desk.viewer, wanted, side), side)
    west, south = (min(each[name] for each in squares) for name in ("easting", "northing"))
    east, north = (max(each[name] for each in squares) + side for name in ("easting", "northing"))
    frame = framed(Extent(reach.all, reach.placed, west, south, east, north))
    for each in squares:
        each["x"], each["y"] = frame.at(each["easting"], each["northing"] + side)
        right, bottom = frame.at(each["easting"] + side, each["northing"])
        each["wide"], each["high"] = right - each["x"], bottom - each["y"]
        square = str(Square(each["easting"], each["northing"], side))
        each["inside"] = _address({**narrowed(chosen), "square": square}, "")
    heads = {each["easting"]: (each["x"] + each["wide"] // 2, each["column"]) for each in squares}
    sides = {each["northing"]: (each["y"] + each["high"] // 2 + 4, each["row"]) for each in squares}
    return {
        "map": {
            "width": WIDTH,
            "height": frame.height,
            "bar": bar_of(frame),
            "heads": [heads[each] for each in sorted(heads)],
            "sides": [sides[each] for each in sorted(sides, reverse=True)],
            "top": MARGIN - 10,
            "left": frame.left - 12,
        },
        "squares": squares,
        "side": f"{side // 1000:,} km" if side >= 1000 else f"{side} m",
        "rows": [],
    }


def _address(narrowing: dict[str, str], typed: str) -> str:
    given = {**narrowing, **({"from": typed} if typed else {})}
    return f"/provision/map?{urlencode(given)}" if given else "/provision/map"
