from indicators.models import RecoveryAction
from plans.forms.actions import ActionForm, PromisedDayForm


class RecoveryForm(ActionForm):
    """What will be done to bring a measure back on target, by whom and when, and how it is going."""

    class Meta(ActionForm.Meta):
        model = RecoveryAction
        help_texts = {"title": "One thing, told so that everybody can see when it is done"}


class RecoveryEditForm(PromisedDayForm, RecoveryForm):
    """Change an action, or say how it is going."""
