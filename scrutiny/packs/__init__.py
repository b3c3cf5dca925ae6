"""A pack as one document and two files. Public ones are built by allow-list and proved before they leave."""

from scrutiny.packs.contents import build
from scrutiny.packs.files import Made, file_name, make_files, make_pdf
from scrutiny.packs.pack_versions import Reading, read_full, read_public
from scrutiny.packs.proof import PackRefused

__all__ = [
    "Made",
    "PackRefused",
    "Reading",
    "build",
    "file_name",
    "make_files",
    "make_pdf",
    "read_full",
    "read_public",
]
