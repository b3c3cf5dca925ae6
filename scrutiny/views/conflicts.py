"""A change refused: what was typed stays in the form, and what somebody else saved is shown beside it."""

from django.forms import BaseForm

from foundation.refusals import ChangeRefused, Conflict


def refuse(form: BaseForm, refusal: ChangeRefused) -> list[dict[str, str]]:
    """Show the refusal on the form. After a conflict the next save is made knowingly on what is stored now, and the
    stored words that differ are returned as ``{"label", "text"}`` for ``components/theirs.html``.
    """
    form.refuse(refusal)  # type: ignore[attr-defined]
    if not isinstance(refusal, Conflict):
        return []
    theirs = [
        {"label": str(form[name].label), "text": str(getattr(refusal.stored, name))}
        for name, typed in form.cleaned_data.items()
        if name != "version" and hasattr(refusal.stored, name) and getattr(refusal.stored, name) != typed
    ]
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data["version"] = str(refusal.stored.version)  # type: ignore[attr-defined]
    return theirs
