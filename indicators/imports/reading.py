"""Reading an uploaded file for its preview: at once where it is small, and by a worker where it is large."""

from datetime import datetime

from accounts.actors import Actor
from foundation.dates import london_day
from foundation.leases import Wake
from indicators.imports.batches import Upload, keep_unmatched, keep_unread, keep_upload, match_columns
from indicators.imports.kinds import import_kinds, kind_of
from indicators.imports.matching.layout import Layout
from indicators.imports.opening import open_file, plan_of, read_by, stored_seen
from indicators.models import ImportBatch

# Some 2,000 rows of figures, read in about half a second. Longer work would take the processor from those who save.
AT_ONCE = 128 * 1024


def receive(*, by: Actor, at: datetime, upload: Upload, wake: Wake) -> ImportBatch:
    """Keep a file: with its preview, until somebody has said what its columns are, or until a worker has read it
    (``wake``). No transaction should be open.

    Raises FileRefused when a small file as a whole cannot be used; a large one says so once it is read.
    """
    if len(upload.content) > AT_ONCE:
        return keep_unread(by=by, at=at, upload=upload, wake=wake)
    kind = import_kinds()[upload.kind]
    opened = open_file(kind, upload.content, upload.filename)
    if opened.table is None:
        return keep_unmatched(by=by, at=at, upload=upload, seen=stored_seen(opened.seen), layout=opened.layout)
    plan = plan_of(kind, opened.table, upload.filename, today=london_day(at))
    seen = stored_seen(opened.seen)
    return keep_upload(by=by, at=at, upload=upload, plan=plan, layout=opened.layout, seen=seen)


def match(*, by: Actor, at: datetime, batch: ImportBatch, layout: Layout, wake: Wake) -> ImportBatch:
    """Take what somebody says of a file's columns: with its preview, or until a worker has read it. No transaction
    should be open.

    Raises FileRefused when a small file cannot be read like that, and ChangeRefused when somebody decided already.
    """
    kind, data, plan = kind_of(batch), bytes(batch.content), None
    if len(data) <= AT_ONCE:
        table = read_by(kind, data, batch.filename, layout)
        plan = plan_of(kind, table, batch.filename, today=london_day(at))
    return match_columns(by=by, at=at, batch=batch, layout=layout, plan=plan, wake=wake)
