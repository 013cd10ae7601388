"""A calibration by its row alone, for whoever only asks for its page."""

from engine.calibrating.calibration import calibrate
from engine.calibrating.document import result_json, target_json
from engine.calibrating.target import Target
from panel_api.models import Calibration
from panel_api.shelf import Shelf
from tests.panel_api.http_support import NOW


def calibrated(reference: str, shelf: Shelf, proposal: int, sha256: str) -> Calibration:
    """One of the amounts of `devon_bands` over nobody: nothing need change."""
    target = Target(1000)
    found = calibrate(shelf.book("devon_bands"), None, "amount", NOW.date(), [], target)
    said = {"spec": target_json("amount", target), "result": result_json(found), "as_of": NOW.date(), "made_at": NOW}
    who = {"by_role": "senior_officer", "by_reference": "test", "name": "devon_bands", "sha256": sha256}
    return Calibration(reference=reference, proposal_id=proposal, found_sha256=sha256, **said, **who)
