"""A test that did not run proves nothing: with CI=true, a skip or expected failure fails all."""

import os

import pytest

UNPROVED = ("skipped", "xfailed", "xpassed")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a finished run in which a test was skipped or excused, or in which none passed."""
    config = session.config
    if os.environ.get("CI") != "true" or hasattr(config, "workerinput") or config.option.collectonly:
        return
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        return
    unproved = {word: len(reporter.stats[word]) for word in UNPROVED if reporter.stats.get(word)}
    if not reporter.stats.get("passed"):
        unproved["passed"] = 0
    if unproved and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        counts = ", ".join(f"{count} {word}" for word, count in unproved.items())
        reporter.write_line(f"\nNothing may be skipped here, and something must run: {counts}", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
