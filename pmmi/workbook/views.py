"""The page of the set-up workbook: what its sheets hold, and the workbook as a file, empty or filled."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.permissions import needs
from accounts.roles import Permission
from foundation.downloads.answers import file_answer
from foundation.request import Request
from pmmi.workbook.filling import workbook_xlsx, workbook_zip
from pmmi.workbook.kind import WORKBOOK
from pmmi.workbook.sheet import Sheet
from pmmi.workbook.sheets import sheets_for


@require_safe
@needs(Permission.ORGANISATION_EDIT)
def workbook(request: Request) -> HttpResponse:
    """What the sheets hold. ``?file=xlsx`` (or ``zip``) is the workbook, with ``&filled=yes`` what is stored in it."""
    sheets = sheets_for(request.actor)
    if wanted := request.GET.get("file"):
        return _file(request, sheets, wanted, is_filled=request.GET.get("filled") == "yes")
    context = {
        "sheets": sheets,
        "upload_url": f"{reverse('indicators:import-create')}?kind={WORKBOOK.key}",
        "crumbs": [{"label": "Home", "url": reverse("home")}, {"label": "Set-up", "url": reverse("setup")}],
    }
    return render(request, "pages/workbook.html", context)


def _file(request: Request, sheets: list[Sheet], wanted: str, *, is_filled: bool) -> HttpResponse:
    if wanted == "xlsx":
        content = workbook_xlsx(sheets, at=request.now, is_filled=is_filled)
    elif wanted == "zip":
        content = workbook_zip(sheets, is_filled=is_filled)
    else:
        raise Http404
    return file_answer(content, wanted, "set-up-workbook" if is_filled else "set-up-workbook-empty")
