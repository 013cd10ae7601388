"""Second opinions: where they differ or fail there is no result and no row; a killed worker costs nothing."""

import datetime as dt
import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from engine.opinions.network import Network, Opinion
from panel_api.main import create_app
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.panel_api.http_support import NOW, a_case, desk_of, post, problem, row_counts, started, taken_in


@contextmanager
def served(settings: Settings, shelf: Shelf, network: Network) -> Iterator[TestClient]:
    """A client of an application with this network."""
    app = create_app(settings, clock=lambda: NOW, shelf=shelf, network=network)
    with started(app) as client:
        yield client


def one_rule_less(opinion: Opinion) -> Opinion:
    """What another engine might have said."""
    return replace(opinion, met=frozenset(sorted(opinion.met)[1:]))


def test_a_difference_gives_no_result_and_no_row(
    settings: Settings, shelf: Shelf, capsys: pytest.CaptureFixture[str]
) -> None:
    with served(settings, shelf, Network(distort=one_rule_less)) as client:
        reference = taken_in(client)
        before = row_counts(client)
        for _ in range(2):
            answer = post(client, f"/api/cases/{reference}/assessments", {}, key="same")
            assert answer.status_code == 503
            assert problem(answer)["title"] == "There is no result"
        assert client.post("/api/assess", json=_try()).status_code == 503
        assert row_counts(client) == before
        assert client.get(f"/api/cases/{reference}").json()["stage"] == "received"
        assert client.get("/healthz").status_code == 200
    logged = capsys.readouterr().err
    line = next(json.loads(each) for each in logged.splitlines() if "opinions_differ" in each)
    assert line["rulebook"] == "county_top_up"
    assert line["differences"]
    assert set(line) == {"event", "level", "rulebook", "differences", "timestamp"}
    for word in ("Robin", "6450", "SLCN"):
        assert word not in logged


def test_a_failed_engine_gives_no_result_and_the_same_key_works_later(settings: Settings, shelf: Shelf) -> None:
    network = Network(compile_timeout=0)
    with served(settings, shelf, network) as client:
        reference = taken_in(client)
        path = f"/api/cases/{reference}/assessments"
        answer = post(client, path, {}, key="same")
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "2"
        assert row_counts(client)["assessments"] == 0
        network._compile_timeout = 20
        assert post(client, path, {}, key="same").status_code == 201


def test_a_worker_killed_between_assessments(sqlite_settings: Settings, shelf: Shelf) -> None:
    with Network() as network, served(sqlite_settings, shelf, network) as client:
        assert client.post("/api/assess", json=_try()).status_code == 200
        assert network.worker_id is not None
        os.kill(network.worker_id, signal.SIGKILL)
        assert client.post("/api/assess", json=_try()).status_code == 200


def test_a_worker_killed_in_the_middle_of_an_assessment(settings: Settings, shelf: Shelf) -> None:
    with Network(timeout=20) as network, served(settings, shelf, network) as client:
        reference = taken_in(client)
        usual = client.post("/api/assess", json=_try()).json()
        worker = network.worker_id
        assert worker is not None
        os.kill(worker, signal.SIGSTOP)  # it has been asked and does not answer

        def kill() -> None:
            time.sleep(0.5)
            os.kill(worker, signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        answer = post(client, f"/api/cases/{reference}/assessments", {})
        killer.join()
        assert answer.status_code == 201
        assert answer.json()["band"] == "3"
        assert network.worker_id not in (None, worker)
        assert row_counts(client)["assessments"] == 1
        assert client.post("/api/assess", json=_try()).json() == usual


def test_answers_that_change_while_they_are_assessed(settings: Settings, shelf: Shelf, network: Network) -> None:
    """The assessment is made again of what the answers are by then."""
    with served(settings, shelf, network) as client:
        reference = taken_in(client)
        desk = desk_of(client)
        judge, changed = network.judge, []

        def meddling(*given: object, **named: object) -> Opinion:
            if not changed:
                changed.append(True)
                body = {"facts": {"attention": 4, "attendance": 90}}
                client.patch(f"/api/cases/{reference}", json=body, headers={"If-Match": '"1"'})
            return judge(*given, **named)  # type: ignore[arg-type]

        network.judge = meddling  # type: ignore[method-assign]
        try:
            answer = post(client, f"/api/cases/{reference}/assessments", {})
        finally:
            network.judge = judge  # type: ignore[method-assign]
        assert answer.status_code == 201
        assert answer.json()["band"] == "4"
        assert row_counts(client)["assessments"] == 1
        assert desk.clock() == NOW


def test_a_day_before_the_rulebook_was_in_force(client: TestClient) -> None:
    reference = taken_in(client)
    found = post(client, f"/api/cases/{reference}/assessments", {"as_of": "2020-01-01"})
    assert found.status_code == 201
    assert found.json()["status"] == "not_in_force"
    advice = post(client, f"/api/cases/{reference}/recommendations", {})
    assert advice.json()["band"] is None
    assert advice.json()["sentences"]


def _try() -> dict[str, object]:
    return {"rulebook": "county_top_up", "as_of": str(dt.date(2026, 9, 14)), "facts": a_case()["facts"]}
