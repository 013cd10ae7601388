"""A case on which everything hangs that can: costs, warnings, losses, schools asked and consulted, a link, voices."""

from typing import Any, Final

from fastapi.testclient import TestClient

from panel_api import schemas_hanging as given
from panel_api.reading import read
from panel_api.schemas_costs import NewCost, NewShare
from panel_api.services import around, consult, duties, hear, links, place_costs, schools_asked, section_f, shares
from panel_api.store.provision import provision_by_code
from tests.panel_api.http_support import a_case, desk_of, post, recommended
from tests.panel_api.pages_cases import PLAN
from tests.panel_api.provision_support import a_provision

PLACE: Final = "950777"
"""A place of the directory that costs and a share are written about."""


def everything_on(client: TestClient, mark: str = "Invented") -> str:
    """A case with a plan on which everything hangs that can, advised on; its reference. mark: in all that was typed."""
    body = a_case(**PLAN)
    body["child"]["name"] = f"Robin {mark}"
    body["parents"][0] |= {"name": f"Alex {mark}", "reference": "URN-77", "address": f"12 Rose Lane\n{mark}"}
    body["parents"][1] |= {"name": f"Sam {mark}", "address": f"4 Elm Close\n{mark}"}
    body["school"]["name"] = f"{mark} Primary School"
    body["voices"] = [
        {"who": who, "words": f"{mark} said so.", "heard_on": "2026-09-01"} for who in ("child", "school")
    ]
    body["around"] = [{"role": "advocate", "name": f"Kim {mark}", "reference": "URN-77", "from": "2026-09-01"}]
    reference = str(post(client, "/api/cases", body).json()["reference"])
    other, _ = recommended(client)
    desk = desk_of(client)

    def do(verb: Any, schema: Any, *numbers: int | str, **raw: Any) -> None:
        with desk.database.writing() as session:
            verb(session, desk, reference, *numbers, read(schema, raw))

    do(section_f.add_line, given.NewLine, words=mark, source=mark, cost="100.00")
    do(duties.raise_warning, given.NewWarning, kind="shortfall", words=mark, known_on="2026-09-01", owner=mark,
       due_on="2026-09-02")  # fmt: skip
    do(duties.raise_warning, given.NewWarning, kind="shortfall", words=mark, known_on="2026-09-01", owner=mark,
       due_on="2026-09-02")  # fmt: skip
    do(duties.settle_warning, given.Done, 2, words=mark, on="2026-09-03")
    do(duties.record_lost, given.NewLost, words=mark, **{"from": "2026-09-01"})
    do(duties.remedy_lost, given.Done, 1, words=mark, on="2026-09-03")
    do(consult.consult, given.NewConsultation, school=mark, reference="URN-77", sent_on="2026-09-01")
    do(consult.record_reply, given.Reply, 1, reply="can_meet", words=mark, on="2026-09-03")
    do(
        schools_asked.ask_for,
        given.NewAsked,
        who="parents",
        school=mark,
        unlisted=True,
        asked_on="2026-09-01",
        words=mark,
    )
    with desk.database.writing() as session:
        if provision_by_code(session, desk.viewer, PLACE) is None:
            a_provision(session, PLACE, kind="independent_special")
    said = {"words": mark, "source": mark, "estimated_by": mark}
    do(place_costs.add_line, NewCost, PLACE, line="transport", cost="900.00", **said)
    do(place_costs.add_line, NewCost, PLACE, line="therapy", **said)
    do(place_costs.replace_line, NewCost, 1, line="transport", cost="950.00", **said)
    do(shares.add_share, NewShare, agency="health", what=mark, place=PLACE, state="agreed", cost="800.00",
       agreed_by=mark, agreed_on="2026-09-03", evidence=mark, **{"from": "2026-09-01"})  # fmt: skip
    do(links.link, given.Link, other=other, why=mark)
    do(hear.hear, given.Heard, who="parent", words=mark, heard_on="2026-09-04")
    do(around.write_to_child, given.Reached, address=f"12 Rose Lane {mark}", easy_read=True)
    for step in ("assessments", "recommendations"):
        assert post(client, f"/api/cases/{reference}/{step}", {}).status_code == 201
    return reference
