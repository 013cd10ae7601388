"""What `import engine` offers other programs: every public name is there, and the example in its words runs."""

import datetime as dt
import inspect
import textwrap
from pathlib import Path

import pytest

import engine
from panel_api.content import rules_dir


def test_every_public_name_is_there() -> None:
    assert {name for name in engine.__all__ if callable(getattr(engine, name))} == set(engine._PUBLIC)
    with pytest.raises(AttributeError, match="no public name"):
        engine.nothing_of_the_kind  # noqa: B018


def test_the_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    words = inspect.getdoc(engine) or ""
    example = textwrap.dedent(words.split("::\n")[1].split("Rooms,")[0])
    names = {name: getattr(engine, name) for name in engine.__all__}
    here = example.replace('Path("rules', f'Path("{rules_dir()}')
    exec(here, names | {"Path": Path, "day": dt.date(2026, 9, 14)})
    assert "This is advice. The panel decides." in capsys.readouterr().out
