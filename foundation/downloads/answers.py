"""What a page lists, as a file: its address with ``?download=xlsx`` or ``?download=csv``."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render

from foundation.downloads import Cell, rows_csv, rows_xlsx
from foundation.request import Request

FORMATS = {"xlsx": "Download as Excel", "csv": "Download as CSV"}
TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "zip": "application/zip",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def download_links(request: Request) -> list[dict[str, str]]:
    """``components/list_bar.html``'s downloads: this page as it is filtered and sorted."""
    query = [(name, value) for name, value in request.GET.items() if name not in ("download", "page")]
    return [{"label": label, "url": f"?{urlencode([*query, ('download', name)])}"} for name, label in FORMATS.items()]


def wants_download(request: Request) -> bool:
    return request.GET.get("download") in FORMATS


@dataclass(frozen=True, slots=True)
class ListFile:
    """A list as a file called ``name``. ``rows`` is called when the file is made; ``notes`` stand beneath the title."""

    name: str
    title: str
    columns: Sequence[str]
    rows: Callable[[], Iterable[Sequence[Cell]]]
    notes: Sequence[str] = ()


def page_or_file(request: Request, template: str, context: Mapping[str, Any], listed: ListFile) -> HttpResponse:
    """The page with links to its list as a file, or the file where the address asks for one."""
    if wants_download(request):
        return list_download(request, listed)
    return render(request, template, {**context, "downloads": download_links(request)})


def list_download(request: Request, listed: ListFile) -> HttpResponse:
    """The list as the kind of file that the address asks for."""
    file_format = request.GET["download"]
    if file_format == "csv":
        content = rows_csv(listed.columns, listed.rows()).encode("utf-8-sig")
    else:
        made_at = int(request.now.timestamp())
        content = rows_xlsx(listed.title, listed.columns, listed.rows(), timestamp=made_at, notes=listed.notes)
    return file_answer(content, file_format, listed.name)


def file_answer(content: bytes, file_format: str, name: str) -> HttpResponse:
    """A file to be saved as ``name``. No cache on the way may keep it."""
    response = HttpResponse(content, content_type=TYPES[file_format])
    response["Content-Disposition"] = f'attachment; filename="{name}.{file_format}"'
    response["Cache-Control"] = "private, no-store"
    return response
