"""What a dashboard shows, as a file: its address with ``?download=xlsx`` or ``?download=csv``."""

from collections.abc import Callable, Iterable, Sequence
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from foundation.downloads import Cell, rows_csv, rows_xlsx

FORMATS = {"xlsx": "Download as Excel", "csv": "Download as CSV"}
_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def download_links(request: HttpRequest) -> list[dict[str, str]]:
    """``components/list_bar.html``'s downloads: this page as it is filtered and sorted."""
    query = [(name, value) for name, value in request.GET.items() if name not in ("download", "page")]
    return [{"label": label, "url": f"?{urlencode([*query, ('download', name)])}"} for name, label in FORMATS.items()]


def wants_download(request: HttpRequest) -> bool:
    return request.GET.get("download") in FORMATS


def list_download(
    request: HttpRequest,
    *,
    name: str,
    title: str,
    columns: Sequence[str],
    rows: Callable[[], Iterable[Sequence[Cell]]],
    notes: Sequence[str] = (),
) -> HttpResponse:
    """The rows as the file that was asked for, called ``name``; ``notes`` stand beneath an Excel sheet's title."""
    file_format = request.GET["download"]
    if file_format == "csv":
        content = rows_csv(columns, rows()).encode("utf-8-sig")
    else:
        content = rows_xlsx(title, columns, rows(), timestamp=int(request.now.timestamp()), notes=notes)
    response = HttpResponse(content, content_type=_TYPES[file_format])
    response["Content-Disposition"] = f'attachment; filename="{name}.{file_format}"'
    response["Cache-Control"] = "private, no-store"
    return response
