"""Two people on one return, and web processes killed in mid-save, on PostgreSQL: nothing lost, nothing doubled.

Hardening (ii) and (iii).
"""

import contextlib
import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from threading import Thread
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection

from accounts.actors import Actor
from accounts.models import Event, User
from accounts.roles import Role
from foundation.refusals import Conflict
from indicators.changes.returns import approve_figures, submit_return
from indicators.judging.figure_entry import FigureEntry
from indicators.models import Observation, Return
from pmmi.running.mode import DEMO_DOMAIN
from tests.at_once import at_once
from tests.factories import IndicatorFactory, ObservationFactory, ReturnFactory, UnitFactory, UserFactory, sign_in
from tests.indicators.returns.pages import now_open
from tests.indicators.returns.saving import save_figure

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True), pytest.mark.real_clock]
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
SAVERS = 20


@pytest.fixture(autouse=True)
def _on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("the database under test is not PostgreSQL")


def figure(state: str = "due", **fields: object) -> Observation:
    service = UnitFactory()
    in_return = ReturnFactory(service=service)
    fields = {"value": None, "approved_at": None, **fields}
    return ObservationFactory(indicator__service=service, in_return=in_return, state=state, **fields)


def test_of_many_savers_of_one_version_one_wins_and_the_rest_see_both_texts():
    observation, people = figure(), UserFactory.create_batch(SAVERS)

    def save(number):
        entry = FigureEntry(value=Decimal(50 + number))
        return save_figure(by=Actor(user=people[number]), at=AT, observation=observation, version=1, entry=entry)

    answers = at_once(*(lambda number=number: save(number) for number in range(SAVERS)))
    winners = [answer for answer in answers if isinstance(answer, Observation)]
    losers = [answer for answer in answers if isinstance(answer, Conflict)]
    assert (len(winners), len(losers)) == (1, SAVERS - 1)
    observation.refresh_from_db()
    assert (observation.value, observation.version) == (winners[0].value, 2)
    assert {loser.stored.value for loser in losers} == {winners[0].value}
    assert Event.objects.count() == 1


def test_of_two_inputs_approved_at_once_the_second_sees_the_first_and_the_result_is_there():
    """For each of many calculated measures, its two inputs are signed off by two people at the same moment."""
    one, two = (Actor(user=user) for user in UserFactory.create_batch(2))
    for _ in range(8):
        left, right = (figure("submitted", value=Decimal(9)) for _ in range(2))
        made = IndicatorFactory(kind="number", service=left.indicator.service)
        formula = made.formulas.create(number=1, first_period=left.period, text="[1] + [2]")
        for number, each in enumerate((left, right), start=1):
            formula.inputs.create(number=number, indicator=each.indicator)
        done = at_once(
            *(
                lambda by=by, each=each: approve_figures(
                    by=by, at=AT, in_return=each.in_return, observation_ids=[each.pk]
                )
                for by, each in ((one, left), (two, right))
            )
        )
        assert done == [1, 1]
        assert Observation.objects.get(indicator=made).value == 18


def test_submitting_and_approving_twice_at_once_happens_once():
    observation = figure("draft", value=Decimal(95))
    one, two, approver = (Actor(user=user) for user in UserFactory.create_batch(3))
    done = at_once(*(lambda by=by: submit_return(by=by, at=AT, in_return=observation.in_return) for by in (one, two)))
    assert sorted(answer.submitted for answer in done) == [0, 1]
    ids = [observation.pk]
    done = at_once(
        *(
            lambda: approve_figures(by=approver, at=AT, in_return=observation.in_return, observation_ids=ids)
            for _ in range(2)
        )
    )
    assert sorted(done) == [0, 1]
    assert list(Event.objects.order_by("pk").values_list("action", flat=True)) == ["submitted", "approved"]


class Web:
    """A real web server with one worker, which is killed now and then. The master starts another."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port, self.cookie, self.kills = port, cookie, 0
        database = connection.settings_dict
        host = f"{database['HOST'] or '127.0.0.1'}:{database['PORT'] or 5432}"
        environment = {
            **os.environ,
            "DATABASE_URL": f"postgresql://{database['USER'] or ''}@{host}/{database['NAME']}",
            "PMMI_VAR_DIR": str(settings.VAR_DIR),
        }
        line = [sys.executable, "-m", "gunicorn", "pmmi.wsgi:application", "--bind", f"127.0.0.1:{port}"]
        self.master = subprocess.Popen(
            [*line, "--workers", "1", "--log-level", "critical"], env=environment, stderr=subprocess.DEVNULL
        )

    def kill_soon(self) -> None:
        """kill -9 of the worker a few milliseconds from now, while it is at work."""

        def kill() -> None:
            time.sleep(random.uniform(0.002, 0.05))
            line = ["pgrep", "-P", str(self.master.pid)]
            children = subprocess.run(line, capture_output=True, text=True, check=False)
            for pid in children.stdout.split():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(pid), signal.SIGKILL)
                    self.kills += 1

        Thread(target=kill).start()

    def post(self, path: str, fields: dict[str, object], *, kill: bool) -> int:
        """Send a form until it is answered, as an officer would press the button again; the answer's status."""
        body = urlencode(fields, doseq=True)
        token = "t" * 32
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"sessionid={self.cookie}; csrftoken={token}",
            "X-CSRFToken": token,
            "Host": "localhost",
        }
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
                if kill:
                    self.kill_soon()
                    kill = False
                link.request("POST", path, body, headers)
                answer = link.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
                continue
            if answer.status < 500:
                return answer.status
        raise TimeoutError(path)


@pytest.fixture
def office() -> tuple[Return, str]:
    """An open return of twelve figures, and the cookie of its officer."""
    User.objects.create_user(email=f"administrator@{DEMO_DOMAIN}", name="Alex Morgan")  # so the demo's mode may start
    in_return = now_open()
    for _ in range(12):
        indicator = IndicatorFactory(service=in_return.service)
        ObservationFactory(indicator=indicator, in_return=in_return, state="due", value=None)
    client, _ = sign_in(Role.DATA_OFFICER, in_return.service)
    return in_return, client.cookies["sessionid"].value


@pytest.fixture
def web(office: tuple[Return, str]) -> Iterator[Web]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Web(port, office[1])
    yield server
    server.master.terminate()
    server.master.wait(15)


@pytest.mark.enable_socket
def test_killing_the_web_process_in_mid_save_and_mid_submit_loses_and_doubles_nothing(
    web: Web, office: tuple[Return, str]
):
    in_return, _ = office
    figures = list(in_return.figures.order_by("pk"))
    for number, each in enumerate(figures):
        fields = {"figure": each.pk, f"f{each.pk}-version": 1, f"f{each.pk}-value": 60 + number}
        assert web.post(f"/indicators/returns/{in_return.pk}/save/", fields, kill=number % 2 == 0) == 200
    for _ in range(3):
        chosen = {"figure": [f"{each.pk}:2" for each in figures]}
        assert web.post(f"/indicators/returns/{in_return.pk}/submit/", chosen, kill=True) in (200, 302)

    assert web.kills >= 5
    stored = list(in_return.figures.order_by("pk"))
    assert [each.value for each in stored] == [Decimal(60 + number) for number in range(12)]
    assert {(each.state, each.version) for each in stored} == {("submitted", 3)}
    for action in ("saved", "submitted"):
        things = Event.objects.filter(action=action).values_list("thing_id", flat=True)
        assert sorted(things) == sorted(str(each.pk) for each in stored)
