"""The accessibility statement says what the tests check, claims no more, and names whom the council named."""

import re
from pathlib import Path

from fastapi.testclient import TestClient

from engine.opinions.network import Network
from panel_api.letters.pdf import STANDARD
from panel_api.main import create_app
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.panel_api.http_support import NOW, started
from tests.panel_api.pages_support import page
from tests.panel_api.signing_in import signed_out

BROWSER = Path(__file__).resolve().parents[1] / "browser"
CHECKED = {
    "a program, axe, looks at a list of pages in their states": "test_every_page_is_accessible_quiet_and_narrow",
    "fit a window of 320 pixels": "test_every_page_is_accessible_quiet_and_narrow",
    "when the text is twice its size": "test_text_at_twice_its_size_loses_nothing",
    "looked at in forced colours": "test_forced_colours_hide_nothing",
    "and on paper": "test_paper_holds_what_matters",
    "with the keyboard alone": "test_the_keyboard_alone",
    "with script turned off": "test_without_script",
}
LETTERHEAD = """
authority: Marlshire County Council
team: SEND casework team
address: [Shire Hall, Marlton]
phone: 01632 960111
email: send@marlshire.example
advice: Marlshire SENDIASS
advice_at: 01632 960112
mediation: Marlshire Mediation
mediation_at: 01632 960113
disagreement: Marlshire Resolution
disagreement_at: 01632 960114
"""


def test_everyone_finds_it_from_every_page(sqlite_client: TestClient) -> None:
    outside = signed_out(sqlite_client)
    for address in ("/", "/rulebooks", "/why", "/sign-in"):
        assert "/accessibility" in page(outside, address).links, address
    assert page(outside, "/accessibility").title.startswith("Accessibility statement")


def test_what_it_says_was_checked_is_checked(sqlite_client: TestClient) -> None:
    words = page(sqlite_client, "/accessibility").words
    tests = set(re.findall(r"^def (test_\w+)", "\n".join(f.read_text() for f in BROWSER.glob("test_*.py")), re.M))
    for says, test in CHECKED.items():
        assert says in words and test in tests, says
    assert "PDF/UA-1" in words and STANDARD == "ua-1"
    tags = (BROWSER / "looking.py").read_text()
    assert "WCAG 2.2 A and AA" in words and all(tag in tags for tag in ('"wcag2a"', '"wcag21aa"', '"wcag22aa"'))


def test_it_claims_no_more(sqlite_client: TestClient) -> None:
    words = page(sqlite_client, "/accessibility").words
    assert "this page does not claim that they do" in words
    assert "No screen reader" in words
    assert not re.search(r"fully (compliant|accessible)|conforms|is compliant|meets? WCAG", words)


def test_without_a_letterhead_it_names_nobody(sqlite_client: TestClient) -> None:
    words = page(sqlite_client, "/accessibility").words
    assert "has not said yet whom to tell" in words
    assert "Evenshire" not in words and "@" not in words


def test_with_one_it_names_the_council(
    tmp_path: Path, sqlite_settings: Settings, network: Network, shelf: Shelf
) -> None:
    file = tmp_path / "letterhead.yaml"
    file.write_text(LETTERHEAD, encoding="utf-8")
    settings = sqlite_settings.model_copy(update={"letterhead": file})
    with started(create_app(settings, clock=lambda: NOW, network=network, shelf=shelf)) as client:
        words = page(client, "/accessibility").words
    assert "tell the SEND casework team of Marlshire County Council: 01632 960111, send@marlshire.example" in words
    assert "has not said yet" not in words
