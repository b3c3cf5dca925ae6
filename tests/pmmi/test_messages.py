"""Messages through files: whole, or not there."""

import os
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection
from kombu.exceptions import ChannelError
from kombu.transport import filesystem

from pmmi.running import messages


@pytest.fixture
def channel(tmp_path: Path):
    folders = {"data_folder_in": str(tmp_path), "data_folder_out": str(tmp_path), "control_folder": str(tmp_path)}
    with Connection("filesystem://", transport_options=folders) as connection:
        yield connection.default_channel


def test_a_message_is_not_found_before_it_is_whole(channel, monkeypatch):
    assert isinstance(channel, messages.Channel)
    dumps = messages.dumps

    def looked_for_meanwhile(payload):
        with pytest.raises(Empty):
            channel._get("celery")
        return dumps(payload)

    monkeypatch.setattr(messages, "dumps", looked_for_meanwhile)
    channel._put("celery", {"body": "é"})
    assert channel._get("celery") == {"body": "é"}
    with pytest.raises(Empty):
        channel._get("celery")


def test_every_message_comes_once_and_to_its_own_queue(channel):
    for number in range(3):
        channel._put("celery", {"number": number})
    channel._put("other", {"number": 9})
    assert sorted(channel._get("celery")["number"] for _ in range(3)) == [0, 1, 2]
    assert channel._get("other") == {"number": 9}


def test_a_folder_that_is_gone_is_an_error_of_the_channel(channel, tmp_path):
    channel.data_folder_out = str(tmp_path / "gone")
    with pytest.raises(ChannelError, match="cannot be written"):
        channel._put("celery", {})


def test_a_table_is_not_found_before_it_is_whole(channel, monkeypatch):
    write = filesystem.Channel._queue_bind

    def looked_for_meanwhile(self, exchange, *binding):
        assert channel.get_table(exchange) == []
        write(self, exchange, *binding)

    monkeypatch.setattr(filesystem.Channel, "_queue_bind", looked_for_meanwhile)
    channel._queue_bind("news", "", "", "one")
    assert [each.queue for each in channel.get_table("news")] == ["one"]


def test_a_table_that_another_process_made_meanwhile_is_kept(channel, monkeypatch):
    link = os.link

    def beaten(unfinished, place):
        link(unfinished, place)
        filesystem.Channel._queue_bind(channel, "news", "", "", "theirs")
        link(unfinished, place)

    monkeypatch.setattr(messages.os, "link", beaten)
    channel._queue_bind("news", "", "", "ours")
    assert {each.queue for each in channel.get_table("news")} == {"ours", "theirs"}
