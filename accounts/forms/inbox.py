"""The form of what comes by e-mail."""

from django import forms

from accounts.models import MailPace
from foundation.forms import PmmiForm


class MailPaceForm(PmmiForm):
    """How often what is new in the inbox comes by e-mail."""

    mail_pace = forms.ChoiceField(
        label="How often do you want an e-mail of what is new in your inbox?",
        choices=MailPace.choices,
        widget=forms.RadioSelect,
        help_text=(
            "Each line says why you get it. Reminders of what waits for you come as the reporting timetable says, "
            "whatever you choose here."
        ),
        error_messages={"required": "Select how often"},
    )
