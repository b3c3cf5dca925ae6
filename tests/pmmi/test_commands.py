"""Commands that cannot do what was asked say so in one sentence."""

import socket

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from pmmi.management.commands import council
from pmmi.running.mode import Mode
from pmmi.running.supervisor import commands


@pytest.mark.parametrize("command", ["demo", "serve", "council"])
def test_a_port_that_is_taken_is_said_before_anything_is_done(command, settings):
    settings.PMMI_MODE = Mode.LOCAL if command == "council" else Mode.DEMO
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"127.0.0.1:{port} cannot be used .*PORT=8001"):
            call_command(command, bind=f"127.0.0.1:{port}")


@pytest.mark.parametrize("bind", ["127.0.0.1:", "127.0.0.1:none", "127.0.0.1:99999"])
def test_what_is_no_port_is_refused_alike(bind):
    with pytest.raises(CommandError, match="cannot be used"):
        call_command("serve", bind=bind)


def test_there_are_no_superusers_and_it_says_how_the_first_administrator_is_made():
    with pytest.raises(CommandError, match=r"no superusers: .*docs/operations\.md"):
        call_command("createsuperuser")


def test_a_council_of_ones_own_is_run_in_its_own_mode_only(settings):
    settings.PMMI_MODE = Mode.SERVED
    with pytest.raises(CommandError, match="make council"):
        call_command("council")


@pytest.mark.django_db
def test_a_council_asks_who_administers_it_once_and_is_run(settings, monkeypatch, capsys):
    settings.PMMI_MODE = Mode.LOCAL
    ran: list[str] = []
    monkeypatch.setattr(council, "prepare", lambda: None)
    monkeypatch.setattr(council, "refuse_taken", lambda _bind: None)
    monkeypatch.setattr(council, "run_until_stopped", lambda bind, **_options: ran.append(bind))
    answers = {"council": "Hart", "name": "Ann Lee", "email": "ann@hart.example", "no_input": True}
    call_command("council", bind="127.0.0.1:8001", **answers)
    said = capsys.readouterr().out
    assert "http://127.0.0.1:8001/account/password/new/" in said
    assert "Hart is at http://127.0.0.1:8001/" in said
    User.objects.update(password="pbkdf2_sha256$1000000$salt$hash")
    call_command("council", bind="127.0.0.1:8001")
    assert "password" not in capsys.readouterr().out
    assert ran == ["127.0.0.1:8001"] * 2


def test_on_one_machine_the_workers_leave_the_link_on_the_screen():
    workers = [line for line in commands("127.0.0.1:8000").values() if "celery" in line]
    assert len(workers) == 2
    for line in workers:
        assert line.index("--quiet") < line.index("worker")  # after it, it would be another option


@pytest.mark.django_db
@pytest.mark.parametrize("is_there", [True, False])
def test_demo_sign_ins_are_offered_only_where_they_are(client, settings, is_there):
    settings.PMMI_MODE = Mode.DEMO
    if is_there:
        User.objects.create_user(name="Administrator", email="administrator@exampleshire.example")
    assert ("One sign-in for each role" in client.get("/account/sign-in/").text) is is_there
