"""Messages through files, for a machine without Redis: each file appears in its folder whole.

Kombu's own transport opens a new file and then writes it. A worker that looks in between reads it empty and ends.
"""

import os
import uuid
from contextlib import suppress
from time import monotonic
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: Any, **_options: Any) -> None:
        """Write the message beside its place under a name that no queue looks for, and move it there in one step."""
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}"
        place = os.path.join(self.data_folder_out, f"{name}.{queue}.msg")
        unfinished = os.path.join(self.data_folder_out, f"{name}.unfinished")
        try:
            with open(unfinished, "w", encoding="utf-8") as file:
                file.write(dumps(payload))
            os.replace(unfinished, place)
        except OSError as error:
            raise ChannelError(f"The message {place!r} cannot be written.") from error

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        """Have an empty table of the exchange before a queue is written into it, under its lock."""
        place = self._exchange_file(exchange)
        if not place.exists():
            place.parent.mkdir(exist_ok=True)
            unfinished = place.with_name(f"{uuid.uuid4()}.unfinished")
            unfinished.write_text("[]", encoding="utf-8")
            with suppress(FileExistsError):  # another process had it first
                os.link(unfinished, place)
            unfinished.unlink()
        super()._queue_bind(exchange, routing_key, pattern, queue)


class Transport(filesystem.Transport):
    Channel = Channel
