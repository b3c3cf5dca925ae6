"""Messages through files, for a machine without Redis: each appears in its folder whole.

Kombu's own transport opens a message's file and then writes it. A worker that looks in between takes it empty and
ends.
"""

import os
import uuid
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


class Transport(filesystem.Transport):
    Channel = Channel
