"""What a page does when somebody else was quicker: both texts are shown, and nothing typed is lost."""

from accounts.queries.history import HistoryRow, events_of
from foundation.forms import PmmiForm, PmmiModelForm
from foundation.refusals import ChangeRefused, Conflict


def keep_both(form: PmmiForm | PmmiModelForm, refusal: ChangeRefused, *, page: object = None) -> list[HistoryRow]:
    """What was typed stays in the form; what somebody else saved meanwhile is returned, newest first.

    ``page`` is the thing on whose history the changes are read, where that is not the stored row itself.
    """
    typed_from = form.cleaned_data["version"]
    form.refuse(refusal)
    if not isinstance(refusal, Conflict):
        return []
    newest = max(1, refusal.stored.version - typed_from)  # type: ignore[attr-defined]
    return events_of(page or refusal.stored, limit=newest)  # type: ignore[arg-type]
