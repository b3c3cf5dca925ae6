"""Reading an uploaded file for its preview: at once where it is small, and by a worker where it is large."""

from datetime import datetime

from accounts.actors import Actor
from foundation.dates import london_day
from foundation.leases import Wake
from indicators.imports.batches import Upload, keep_unread, keep_upload
from indicators.imports.kinds import import_kinds
from indicators.models import ImportBatch

# Some 2,000 rows of figures, read in about half a second. Longer work would take the processor from those who save.
AT_ONCE = 128 * 1024


def receive(*, by: Actor, at: datetime, upload: Upload, wake: Wake) -> ImportBatch:
    """Keep a file: with its preview, or until a worker has read it (``wake``). No transaction should be open.

    Raises FileRefused when a small file as a whole cannot be used; a large one says so once it is read.
    """
    if len(upload.content) > AT_ONCE:
        return keep_unread(by=by, at=at, upload=upload, wake=wake)
    kind = import_kinds()[upload.kind]
    table = kind.read(upload.content, upload.filename)
    plan = kind.plan(table, upload.filename, today=london_day(at), pace=iter)
    return keep_upload(by=by, at=at, upload=upload, plan=plan)
