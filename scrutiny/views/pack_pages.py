"""What a reader of a pack gets: of a published one the files made then, of a draft what stands now."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import Http404

from foundation.snapshot_cache import SnapshotCache, to_the_minute
from reporting.queries.report_page import report_page
from scrutiny.models import Pack, PackFile
from scrutiny.packs.contents import build
from scrutiny.packs.files import make_pdf
from scrutiny.packs.pack_versions import Figures, read_full, read_public

Json = dict[str, Any]


def pack_content(pack: Pack, *, is_public: bool, at: datetime) -> bytes:
    """One version of a pack as PDF. Raises PackRefused when a draft cannot be made, Http404 where a published pack
    has no such version.
    """
    if pack.published_at:
        return bytes(_stored(pack, is_public=is_public).content)
    return make_pdf(pack, is_public=is_public, at=at).content


def pack_page(pack: Pack, *, is_public: bool, at: datetime) -> Json:
    """One version of a pack as ``scrutiny/pack_detail.html`` draws it: the document and its page."""
    document = _document(pack, is_public=is_public, at=at)
    return {"document": document, "page": report_page(document)}


def _document(pack: Pack, *, is_public: bool, at: datetime) -> Mapping[str, Any]:
    if pack.published_at:
        return _stored(pack, is_public=is_public).document
    read = read_public if is_public else read_full
    key = ("pack", pack.pk, is_public, to_the_minute(at))
    return SnapshotCache()(lambda: build(read(pack, Figures(pack, at))), *key)


def _stored(pack: Pack, *, is_public: bool) -> PackFile:
    stored = pack.files.filter(is_public=is_public).first()
    if stored is None:
        raise Http404
    return stored
