"""A command line carried out in this process, in an environment of its own: what it says, and how it ends.

For what ends by itself; a server that goes on wants a process (`test_http_server`).
"""

import contextlib
import io
import os
import subprocess
from pathlib import Path
from unittest import mock

from panel_api.cli import run


def evenhand(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `evenhand` with these arguments in a folder; only what is given is set for it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EVENHAND_")}
    said, told = io.StringIO(), io.StringIO()
    with (
        mock.patch.dict(os.environ, {**kept, **environment}, clear=True),
        contextlib.chdir(folder),
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(told),
    ):
        status = run(arguments)
    return subprocess.CompletedProcess(arguments, status, said.getvalue(), told.getvalue())
