"""The commands of docs/deployment.md, run as they stand there with its folders and names put elsewhere."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.fixtures_postgres import PORT, PostgresServer, programs_folder

ROOT: Final = Path(__file__).resolve().parents[2]
PAGE: Final = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
DEPLOY: Final = ROOT / "docs" / "deploy"
BLOCKS: Final = re.findall(r"^```bash\n(.*?)^```$", PAGE, re.M | re.S)
FOLDERS: Final = ("/var/backups/evenhand", "/var/lib/evenhand", "/opt/evenhand/bin")


def block(holding: str) -> str:
    """The one block that holds some words."""
    (found,) = [each for each in BLOCKS if holding in each]
    return str(found)


def put_elsewhere(text: str, place: Path, names: str = "") -> str:
    """The same for folders below `place`; names: stands in the place of "evenhand" in what PostgreSQL calls things."""
    for folder in FOLDERS:
        text = text.replace(folder, f"{place}{folder}")
    text = text.replace("sudo -u postgres ", "")
    return re.sub(r"\bevenhand_(owner|app|restored)\b", rf"{names}_\1", text) if names else text


def made(place: Path) -> Path:
    """A machine below `place`: its folders, and the two programs that the commands call."""
    for folder in FOLDERS:
        (Path(f"{place}{folder}")).mkdir(parents=True)
    programs = Path(f"{place}/opt/evenhand/bin")
    (programs / "python").symlink_to(sys.executable)
    program = programs / "evenhand"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -c "from panel_api.cli import main; main()" "$@"\n')
    program.chmod(0o755)
    return place


def run(
    command: str, place: Path, server: PostgresServer | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a block in bash. server: what the programs of PostgreSQL speak to, as its superuser."""
    given = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    if server is not None:
        given |= {
            "PATH": f"{programs_folder()}:{given['PATH']}",
            "PGHOST": str(server.socket_folder),
            "PGPORT": str(PORT),
        }
        given |= {"PGUSER": "postgres"}
    bash = shutil.which("bash")
    assert bash
    return subprocess.run(
        [bash, "-c", command],
        cwd=place,
        env=given,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
