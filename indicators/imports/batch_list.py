"""Reading earlier imports."""

from django.db.models import QuerySet
from django.db.models.fields.json import KT

from indicators.models import ImportBatch

_OUTCOMES = ("new", "changed", "unchanged", "refused")


def find_batches(*, state: str = "") -> QuerySet[ImportBatch]:
    """Uploaded files, the newest first, without their contents and rows. Each has ``new``, ``changed``,
    ``unchanged`` and ``refused``: how many of its rows were that.
    """
    batches = ImportBatch.objects.defer("content", "summary").select_related("created_by")
    batches = batches.annotate(**{name: KT(f"summary__counts__{name}") for name in _OUTCOMES})
    if state:
        batches = batches.filter(state=state)
    return batches.order_by("-created_at", "-pk")
