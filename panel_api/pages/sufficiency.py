"""Where places are short: gaps, children far away, places by term; a unit tried on past placements. To take away."""

from typing import Any, Final, get_args

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import ValidationError

from engine.sufficiency.gaps import LOCAL, Local
from panel_api.errors import Trouble
from panel_api.pages.forms import pounds_typed
from panel_api.render import page
from panel_api.routes.guarding import ReadSufficiency
from panel_api.schemas_placements import UnitQuery
from panel_api.services import Desk
from panel_api.services.gazetteer import ATTRIBUTION, SAID, middle
from panel_api.services.sufficiency import TOLD, sufficiency_of
from panel_api.services.trying_unit import DEFAULT_SEATS, Tried, Wanted, try_unit
from panel_api.sheets import XLSX_TYPE, Cell, pounds, workbook
from panel_api.store.sufficiency import middle_of
from panel_api.views.placements import KINDS, NEEDS
from panel_api.views.sufficiency import sufficiency_view, unit_view

router = APIRouter()
_GAPS: Final = (
    "Children", "Taught away", "No place near home suits", "Perhaps one suits", "Nobody knows where",
    "Miles on average", "Pounds a year", "Cost not known of",
)  # fmt: skip
_SEATS: Final = ("Commissioned", "Filled", "Free", "Beyond the places", "Provisions whose numbers are not known")
_MILE: Final = 1_609
"""Metres, near enough for how far a unit reaches."""
_FIELDS: Final = ("kind", "partnership", "near", "least_age", "most_age", "seats", "miles", "cost", "built")
_WRONG: Final = {
    "kind": "Choose one of the list.",
    "partnership": "Write the name of a partnership.",
    "near": "Write a postcode without its last two letters, such as OX16 0.",
    "need": "Choose one type of need or more.",
    "least_age": "Write an age from 0 to 25.",
    "most_age": "Write an age from 0 to 25, no lower than the first.",
    "seats": "Write how many places, from 1 to 200.",
    "miles": "Write how many miles, from 1 to 100.",
    "cost": "Write an amount such as 28000.",
}


@router.get("/sufficiency")
def read_sufficiency(request: Request, desk: ReadSufficiency) -> Response:
    """All of it on one page; the same few queries, however many placements there are."""
    local = _local(request)
    with desk.database.reading() as session:
        found = sufficiency_of(session, desk, local)
    view = {
        "title": "Where places are short",
        "it": sufficiency_view(found),
        "chosen": local,
        "options": [(code, words[:1].upper() + words[1:]) for code, words in LOCAL.items()],
        "told": TOLD,
        "said": SAID,
        "attribution": ATTRIBUTION,
    }
    return page(request, "sufficiency.html", view)


@router.get("/sufficiency.xlsx")
def as_workbook(request: Request, desk: ReadSufficiency) -> Response:
    """Every table of the page, for commissioning."""
    local = _local(request)
    with desk.database.reading() as session:
        it = sufficiency_view(sufficiency_of(session, desk, local))
    heat = it["heat"]
    made = workbook([
        ("About", ("Where places are short",), (
            (TOLD,), (it["day"],), (f"What counts as local: {it['local']}.",), (SAID,), (ATTRIBUTION,),
        )),
        ("Need by partnership", ("Main type of need", *heat["partnerships"]),
         ((row["name"], *(cell["children"] for cell in row["cells"])) for row in heat["rows"])),
        *((head, (head, *_GAPS), map(_gap, it[name])) for head, name in
          (("Need", "needs"), ("Phase", "phases"), ("Partnership", "partnerships"))),
        ("Out of county by term", ("Term", "Children", "Miles on average", "Pounds a year", "Cost not known of"),
         ((row["name"], row["children"], row["miles"], pounds(row["pence"]), row["unpriced"]) for row in it["terms"])),
        ("Places by term", ("Term", *_SEATS), ((row["name"], *_seats(row)) for row in it["seats"])),
        ("Places now", ("Partnership", "Kind", *_SEATS),
         ((row["partnership"], row["kind"], *_seats(row)) for row in it["seats_by"])),
    ])  # fmt: skip
    headers = {"Content-Disposition": 'attachment; filename="sufficiency.xlsx"'}
    return Response(made, media_type=XLSX_TYPE, headers=headers)


@router.get("/sufficiency/unit")
def read_unit(request: Request, desk: ReadSufficiency) -> Response:
    """The form, and once something is asked what came of it."""
    asked = bool(request.query_params)
    query, errors = _unit_asked(request) if asked else (None, {})
    tried, where = (None, "")
    if query is not None:
        tried, where, wrong = _try(desk, query)
        errors |= wrong
    typed = {name: request.query_params.get(name, "")[:80] for name in _FIELDS}
    if not asked:
        typed |= {"seats": str(DEFAULT_SEATS), "least_age": "11", "most_age": "16", "miles": "15", "built": "yes"}
    view: dict[str, Any] = {
        "title": "Error: A unit, tried" if errors else "A unit, tried",
        "typed": typed,
        "needs": request.query_params.getlist("need") if asked else [],
        "errors": {name: errors.get(name, "") for name in (*_FIELDS, "need")},
        "links": [{"anchor": name, "text": text} for name, text in errors.items()],
        "options": {
            "kind": [(code, KINDS[code]) for code in get_args(UnitQuery.model_fields["kind"].annotation)],
            "need": list(NEEDS.items()),
        },
        "it": unit_view(tried) if tried else None,
        "where": where,
        "query": request.url.query,
        "told": TOLD,
        "said": SAID,
        "attribution": ATTRIBUTION,
    }
    return page(request, "sufficiency_unit.html", view, status=422 if errors else 200)


@router.get("/sufficiency/unit.xlsx")
def unit_as_workbook(request: Request, desk: ReadSufficiency) -> Response:
    """What came of trying a unit, every table of it."""
    query, errors = _unit_asked(request)
    tried, where, wrong = _try(desk, query) if query else (None, "", errors)
    if tried is None:
        raise Trouble("bad-input", " ".join({**errors, **wrong}.values()))
    it = unit_view(tried)
    made = workbook([
        ("About", ("A unit tried on past placements",), (
            (TOLD,), (it["sentence"],), (where,), ("A replay, no forecast. Wishes were not asked.",),
            (f"By the rulebook: {it['rulebook']}",), (SAID,), (ATTRIBUTION,),
        )),
        ("Children", ("What became of them", "Children"), ((row["words"], row["children"]) for row in it["fates"])),
        ("What it changes", ("", "Children", "Miles saved each way", "Pounds a year", "Pounds over two years"), (
            (name, of["children"], of["miles"], pounds(of["pence_a_year"]), pounds(of["pence"]))
            for name, of in (("Sure", it["sure"]), ("Perhaps", it["perhaps"]))
        )),
        ("Seats by term", ("Term", "Taken", "Perhaps", "Empty"),
         ((row["name"], row["sure"], row["perhaps"], row["empty"]) for row in it["terms"])),
        ("Would not have suited", ("What was not so", "Children"),
         ((row["words"], row["children"]) for row in it["why_not"])),
    ])  # fmt: skip
    headers = {"Content-Disposition": 'attachment; filename="unit.xlsx"'}
    return Response(made, media_type=XLSX_TYPE, headers=headers)


def _local(request: Request) -> Local:
    return "partnership" if request.query_params.get("local") == "partnership" else "county"


def _unit_asked(request: Request) -> tuple[UnitQuery | None, dict[str, str]]:
    """What was asked, or what is wrong with it, by field."""
    raw: dict[str, Any] = {name: value for name in _FIELDS if (value := request.query_params.get(name, "").strip())}
    raw |= {"need": request.query_params.getlist("need"), "built": raw.get("built") == "yes"}
    raw |= {"cost": pounds_typed(raw["cost"])} if "cost" in raw else {}
    try:
        query = UnitQuery.model_validate(raw)
    except ValidationError as error:
        return None, {name: _WRONG[name] for name in {str(each["loc"][0]) for each in error.errors(include_url=False)}}
    return (query, {}) if query.least_age <= query.most_age else (None, {"most_age": _WRONG["most_age"]})


def _try(desk: Desk, query: UnitQuery) -> tuple[Tried | None, str, dict[str, str]]:
    """What came of it, and where the unit is taken to lie, in words; or what is wrong."""
    with desk.database.reading() as session:
        point = middle(query.near) if query.near else middle_of(session, desk.viewer, query.partnership)
        if point is None:
            return None, "", {"near": f"It is not known where the schools of {query.partnership} lie. Write a sector."}
        wanted = Wanted(query.kind, query.partnership, point, tuple(query.need), query.least_age, query.most_age,
                        query.seats, query.cost, query.miles * _MILE, query.built)  # fmt: skip
        tried = try_unit(session, desk, wanted)
    if query.near:
        return tried, "It is taken to lie at the middle of the postcode sector.", {}
    return tried, f"It is taken to lie in the middle of the schools of {query.partnership}.", {}


def _gap(row: dict[str, Any]) -> tuple[Cell, ...]:
    counted = (row[name] for name in ("name", "children", "away", "waiting", "perhaps", "unplaced", "miles"))
    return (*counted, pounds(row["pence"]), row["unpriced"])


def _seats(row: dict[str, Any]) -> tuple[Cell, ...]:
    return row["commissioned"], row["filled"], row["free"], row["over"], row["unknown"]
