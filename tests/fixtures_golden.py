"""Golden files: every text people read is kept as it was last approved, under `tests/golden/`.

`make golden` rewrites them from what the code says now; read the difference before committing it.
"""

import difflib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent / "golden"


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Give `golden(name, text)`: it fails where `tests/golden/<name>` holds another text."""

    def check(name: str, text: str) -> None:
        path = FOLDER / name
        if os.environ.get("EVENHAND_GOLDEN") == "update":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            return
        approved = path.read_text(encoding="utf-8") if path.exists() else ""
        if text != approved:
            lines = difflib.unified_diff(approved.splitlines(), text.splitlines(), "approved", "now", lineterm="")
            advice = f"{name} is not what was approved; if it should be, run `make golden`:"
            pytest.fail("\n".join([advice, *lines]), pytrace=False)

    return check
