"""A fresh machine: what set-up fetches, what it asks of the system, and what the wheel holds."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from panel_api import assets, content

ROOT = Path(__file__).resolve().parent.parent
TAKEN_OUT = ("@font-face", "gds transport", "crest", "crown", "url(", "sourcemappingurl", "calvert")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built from this checkout as `make wheel` builds it."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def test_style_and_script_are_there_and_stripped() -> None:
    vendor = content.static_dir() / "vendor"
    assert vendor == assets.VENDOR
    assert sorted(path.name for path in vendor.iterdir()) == sorted([assets.LICENCE, assets.SCRIPT, assets.STYLE])
    for name in (assets.STYLE, assets.SCRIPT):
        text = (vendor / name).read_text(encoding="utf-8").lower()
        assert len(text) > 40_000
        assert [word for word in TAKEN_OUT if word in text] == []


def test_stripping_takes_only_what_it_should() -> None:
    style = (assets.VENDOR / assets.STYLE).read_text(encoding="utf-8")
    assert style.count("{") == style.count("}")
    for kept in (".govuk-button{", ".govuk-table{", "font-family:arial,sans-serif", "@media print"):
        assert kept in style
    assert assets.strip_style("a{b:url(x)}@media print{.crown{d:e}}c{f:g}") == "c{f:g}"
    with pytest.raises(assets.AssetError, match="left after stripping"):
        assets.strip_style("@import url(x);")


def test_a_changed_package_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake = tmp_path / "npm"
    fake.write_text("#!/bin/sh\necho other > govuk-frontend.tgz\n")
    fake.chmod(0o755)
    monkeypatch.setattr(assets, "npm", lambda: [str(fake)])
    with pytest.raises(assets.AssetError, match="hash differs"):
        assets.install(tmp_path / "vendor")
    assert not (tmp_path / "vendor").exists()


def test_a_failing_npm_says_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake = tmp_path / "npm"
    fake.write_text("#!/bin/sh\necho 'no network' >&2; exit 1\n")
    fake.chmod(0o755)
    monkeypatch.setattr(assets, "npm", lambda: [str(fake)])
    with pytest.raises(assets.AssetError, match="no network"):
        assets.fetch()


def test_third_party_code_is_not_committed() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert "/panel_api/static/vendor/" in ignored


def test_the_wheel_holds_two_packages_and_their_content(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"engine", "panel_api"}
    for name in (assets.STYLE, assets.SCRIPT, assets.LICENCE):
        assert f"panel_api/static/vendor/{name}" in names
    for folder in ("rules", "templates"):
        here = {
            path.relative_to(ROOT / folder).as_posix()
            for path in (ROOT / folder).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
        packed = f"panel_api/_content/{folder}/"
        assert {name.removeprefix(packed) for name in names if name.startswith(packed)} == here
    assert {"engine/py.typed", "panel_api/py.typed"} <= set(names)
    assert "panel_api/build_hook.py" not in names


def test_the_wheel_is_run_by_one_command(wheel: zipfile.ZipFile) -> None:
    entry = next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert "evenhand = panel_api.cli:main" in wheel.read(entry).decode()


def test_unpacked_wheel_finds_its_own_content(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path)
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from panel_api import content\n"
        "print(content.rules_dir(), content.static_dir())"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", program],
        capture_output=True,
        text=True,
        check=True,
    )
    package = tmp_path / "panel_api"
    assert done.stdout.split() == [str(package / "_content" / "rules"), str(package / "static")]


def test_an_ordinary_user_is_told_exactly_what_is_missing(tmp_path: Path) -> None:
    """A machine with a Python but no compiler, PostgreSQL or browser, and no rights to install."""
    bare = bare_machine(tmp_path, user=1000)
    done = need(bare, "python", PYTHON=sys.executable)
    assert done.returncode == 1
    assert "a C compiler" in done.stderr
    command = "sudo apt-get update && sudo apt-get install -y --no-install-recommends gcc libc6-dev\n"
    assert command in done.stderr
    assert done.stdout == ""


def test_an_unsuitable_python_is_named(tmp_path: Path) -> None:
    done = need(bare_machine(tmp_path, user=1000), "python", PYTHON="python9.9")
    assert done.returncode == 1
    assert "PYTHON=python9.9 is not a working Python 3.11 or 3.12" in done.stderr


def test_root_installs_exactly_what_is_missing(tmp_path: Path) -> None:
    bare = bare_machine(tmp_path, user=0)
    need(bare, "python", PYTHON=sys.executable)
    asked = (tmp_path / "asked").read_text().splitlines()
    assert asked == ["update -qq", "install -y -qq --no-install-recommends gcc libc6-dev"]


def test_a_python_shim_that_does_not_run_is_passed_over(tmp_path: Path) -> None:
    bare = bare_machine(tmp_path, user=1000)
    for name, body in (("python3.12", "exit 127"), ("python3.11", f'exec {sys.executable} "$@"')):
        shim = bare / name
        shim.write_text(f"#!/bin/sh\n{body}\n")
        shim.chmod(0o755)
    (bare / "gcc").write_text("#!/bin/sh\nwhile read -r _; do :; done\n")  # one that reads nothing breaks the pipe
    (bare / "gcc").chmod(0o755)
    done = need(bare, "python")
    assert done.stdout.strip() == str(bare / "python3.11"), done.stderr


def bare_machine(tmp_path: Path, user: int) -> Path:
    """Make a folder of a bare machine's few programs; `apt-get` only writes what it is asked."""
    bare = tmp_path / "bin"
    bare.mkdir()
    for name in ("sed", "ls", "tail", "env", "sh", "bash"):
        (bare / name).symlink_to(shutil.which(name) or f"/bin/{name}")
    for name, body in (("id", f"echo {user}"), ("apt-get", f'echo "$@" >> {tmp_path}/asked')):
        (bare / name).write_text(f"#!/bin/sh\n{body}\n")
        (bare / name).chmod(0o755)
    return bare


def need(bare: Path, what: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run `.ci/need` seeing only the programs in `bare`."""
    return subprocess.run(
        [shutil.which("bash") or "/bin/bash", ".ci/need", what],
        cwd=ROOT,
        env={"PATH": str(bare), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_version_is_said_once() -> None:
    """The lock, the project file and the fetched style agree on what was reviewed."""
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for name, version in re.findall(r'"([a-z0-9-]+)==([0-9.]+)"', project):
        assert f"\n{name}=={version} " in f"\n{lock}", name
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
