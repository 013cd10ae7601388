"""What the wheel build does beyond copying the two packages; hatchling loads it, nothing else does.

It fetches GOV.UK Frontend where set-up has not, and packs `rules/`, `templates/` and docs/records.md inside
`panel_api/_content`, so that no package called `rules` or `templates` is ever installed into
somebody's environment.
"""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CONTENT = ("rules", "templates", "docs/records.md")


class ContentHook(BuildHookInterface[Any]):
    """Adds fetched and packed content to a build."""

    def dependencies(self) -> list[str]:
        """Ask for an npm only where it will be needed and the host has none."""
        assets = _assets(self.root)
        try:
            needed = not assets.present() and not assets.npm()
        except assets.AssetError:
            needed = True
        return [assets.NODE_WHEEL] if needed else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetch what is missing and say what goes where; an editable install needs neither."""
        if version == "editable":
            return
        _assets(self.root).install()
        if self.target_name == "wheel":
            for name in CONTENT:
                found = Path(self.root) / name
                if found.exists():
                    build_data["force_include"][str(found)] = f"panel_api/_content/{name}"


def _assets(root: str) -> ModuleType:
    """Load `assets.py` by its path: its package is not installed while it is being built."""
    spec = importlib.util.spec_from_file_location("evenhand_assets", Path(root) / "panel_api" / "assets.py")
    if spec is None or spec.loader is None:
        sys.exit("panel_api/assets.py is missing: this is not a whole copy of the source")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
