from typing import Any

from foundation.forms import text_box
from indicators.models import RecoveryAction
from plans.forms.actions import ActionForm


class RecoveryForm(ActionForm):
    """What will be done to bring a measure back on target, by whom and when, and how it is going."""

    class Meta(ActionForm.Meta):
        model = RecoveryAction
        help_texts = {"title": "One thing, told so that everybody can see when it is done"}


class RecoveryEditForm(RecoveryForm):
    """Change an action, or say how it is going."""

    why = text_box(
        "Why the due date moves",
        required=False,
        help_text="Needed for a new due date. The first date stays on record and the slip is counted",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.promised = self.instance.due_on

    def clean(self) -> dict[str, Any]:
        super().clean()
        due_on = self.cleaned_data.get("due_on")
        if due_on and due_on != self.promised and not self.cleaned_data.get("why", "").strip():
            self.add_error("why", "Enter why the due date moves")
        return self.cleaned_data
