"""Every kind of tampering, tried on a bundle before all three verifiers; docs/records.md has the table of it."""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from engine.recording.canonical import sha256_hex
from panel_api.bundle.writing import VERIFIER
from panel_api.cli import run
from panel_api.settings import Settings
from tests.panel_api.tamper_kinds import KINDS, WITH_HEAD, Kind
from tests.panel_api.tampering import Bundle, small_bundle

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "records.md"
BLOCKS = re.findall(r"^```bash\n(.*?)^```$", PAGE.read_text("utf-8"), re.M | re.S)
CHAINS, KEPT, RULEBOOKS, VALUES, FILES, _ = BLOCKS
RECIPE = "set -e\n" + "".join(f"(\n{block})\n" for block in (CHAINS, RULEBOOKS, VALUES, FILES))
Verify = Callable[[Path, str, str], bool]


def by_command(folder: Path, head: str, key: str) -> bool:
    """Whether `evenhand verify` finds the bundle whole."""
    given = [*(["--head", head] if head else []), *(["--key", key] if key else [])]
    status = run(["verify", str(folder), *given])
    assert status in (0, 1)
    return status == 0


def by_recipe(folder: Path, head: str, key: str) -> bool:
    """Whether the blocks of docs/records.md do, exactly as written there; with a head, the block about one."""
    recipe = KEPT if head else CHAINS if key else RECIPE
    bash = shutil.which("bash")
    assert bash and shutil.which("jq") and shutil.which("openssl"), "make test sees to these"
    env = {**os.environ, "KEPT": head, "KEY": key}
    done = subprocess.run([bash, "-c", recipe], cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1) or not done.stdout.startswith("whole")
    return done.returncode == 0


@pytest.fixture(scope="module")
def program() -> ModuleType:
    """verify.py, loaded from where it lies."""
    spec = importlib.util.spec_from_file_location("verify_bundle_alone", VERIFIER)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def whole(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle that is tampered with."""
    folder = tmp_path_factory.mktemp("whole")
    shutil.copy(sqlite_template, folder / "evenhand.db")
    small_bundle(Settings(database_url=f"sqlite:///{folder / 'evenhand.db'}"), folder / "bundle")
    return folder / "bundle"


@pytest.fixture
def by_program(program: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Verify:
    """Whether verify.py finds a bundle whole."""

    def verified(folder: Path, head: str, key: str) -> bool:
        given = [*(["--head", head] if head else []), *(["--key", key] if key else [])]
        monkeypatch.setattr(sys, "argv", ["verify.py", str(folder), *given])
        try:
            program._main()
        except SystemExit as ended:
            assert ended.code == 1
            return False
        return True

    return verified


def kept_of(whole: Path, each: Kind) -> tuple[str, str]:
    """The head and the key that somebody kept from the whole bundle."""
    if "no checkpoint names yet" in each.words:
        return f"records/7:{json.loads((whole / 'heads.json').read_bytes())['records']['sha256']}", ""
    lines = [json.loads(line) for line in (whole / "checkpoints.jsonl").read_bytes().splitlines()]
    number = 3 if each.given == WITH_HEAD else 1
    return f"{number}:{lines[number - 1]['sha256']}", lines[0]["key"]


def test_the_whole_bundle_is_found_whole(whole: Path, by_program: Verify, capfd: pytest.CaptureFixture[str]) -> None:
    for head, key in sorted({("", ""), *(kept_of(whole, each) for each in KINDS)}):
        assert all(verified(whole, head, key) for verified in (by_command, by_program, by_recipe))
    assert by_recipe(whole, "", kept_of(whole, KINDS[0])[1])
    said = capfd.readouterr().out
    assert "The chain holds: 7 records" in said and "So do the logs: access 2, signing 2, changes 1, ledger 2" in said


@pytest.mark.parametrize("each", KINDS, ids=lambda each: each.words)
def test_who_finds_it(
    each: Kind, whole: Path, tmp_path: Path, by_program: Verify, capfd: pytest.CaptureFixture[str]
) -> None:
    bundle = Bundle(whole, tmp_path / "bundle")
    each.do(bundle)
    if each.manifest:
        bundle.fit_manifest()
    head, key = kept_of(whole, each)
    plainly = each.found and each.given == "nothing more"
    for verified in (by_command, by_program, by_recipe):
        assert verified(bundle.folder, "", "") is not plainly, capfd.readouterr()
        if each.found and not plainly:
            assert verified(bundle.folder, head, "") is False, capfd.readouterr()
            if each.given != WITH_HEAD:
                assert verified(bundle.folder, "", key) is False, capfd.readouterr()
    said = capfd.readouterr()
    assert "Traceback" not in said.err and "Evenhand itself failed" not in said.err
    if plainly:
        assert "broken" in said.out.lower() or "manifest" in said.out


def table() -> str:
    """The table of docs/records.md, as what is declared comes to."""
    lines = ["| what is done | found | why not by itself |", "|---|---|---|"]
    for each in KINDS:
        found = (
            "no"
            if not each.found
            else "by all three"
            if each.given == "nothing more"
            else f"by all three, given {each.given}"
        )
        why = each.why if found != "by all three" else ""
        lines.append(f"| {each.words} | {found} | {why or '–'} |")
    return "\n".join(lines)


def test_the_page_has_the_table_of_it() -> None:
    assert len(KINDS) >= 40
    assert len({each.words for each in KINDS}) == len(KINDS)
    assert table() in PAGE.read_text("utf-8")


def test_the_program_stands_alone(whole: Path) -> None:
    text = VERIFIER.read_text("utf-8")
    assert text.count("\n") < 150
    imported = re.findall(r"^\s*(?:import|from) (.+)", text, re.M)
    names = {name.split()[0].split(".")[0] for line in imported for name in line.split(" import ")[0].split(",")}
    assert names <= set(sys.stdlib_module_names) and len(names) > 5
    assert "engine" not in text and "panel_api" not in text
    assert (whole / "verify.py").read_text("utf-8") == text
    run_alone = [sys.executable, "-I", "-S", "verify.py"]
    done = subprocess.run([*run_alone, "."], cwd=whole, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "") and done.stdout.startswith("whole: 7 records, ")
    done = subprocess.run([*run_alone, "nowhere"], cwd=whole, capture_output=True, text=True, check=False)
    assert done.returncode == 2


def test_its_signatures_are_those_of_the_standard(program: ModuleType) -> None:
    """RFC 8032, 7.1, tests 1 to 3; and one with S raised by the group's order, which says the same and is refused."""
    vectors = (
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
        (
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        ),
    )  # fmt: skip
    order = 2**252 + 27742317777372353535851937790883648493
    for key, message, signature in vectors:
        assert program.signed_by(key, signature, bytes.fromhex(message))
        assert not program.signed_by(key, signature, bytes.fromhex(message) + b"x")
        raised = (int.from_bytes(bytes.fromhex(signature[64:]), "little") + order).to_bytes(32, "little").hex()
        assert not program.signed_by(key, signature[:64] + raised, bytes.fromhex(message))
    assert sha256_hex(b"") != program._sha256([b"a"])
