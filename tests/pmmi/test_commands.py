"""Commands that cannot do what was asked say so in one sentence."""

import socket

import pytest
from django.core.management import CommandError, call_command


@pytest.mark.parametrize("command", ["demo", "serve"])
def test_a_port_that_is_taken_is_said_before_anything_is_done(command):
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
