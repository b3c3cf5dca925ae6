"""Forms of committees: remit, meetings, and what was agreed at them."""

from datetime import date, datetime
from typing import Any

from django import forms

from accounts.forms import PmmiForm, SeveralField, UKDateField, whole_number
from accounts.models import Post, Unit, UnitKind
from plans.forms.plans import owner_choices_with
from plans.models import Objective, ObjectiveKind, PlanState
from plans.periods import LONDON
from scrutiny.models import Meeting, MeetingAction, Remit

_SERVICES = (UnitKind.DIRECTORATE, UnitKind.DEPARTMENT, UnitKind.DIVISION, UnitKind.TEAM, UnitKind.PARTNER)
_TIMES = ("%H:%M", "%H.%M", "%I%p", "%I:%M%p", "%I.%M%p")


class RemitForm(PmmiForm):
    """What a committee looks after. ``known`` tells which remit the person saw."""

    submit_label = "Save the remit"
    priorities = SeveralField(queryset=Objective.objects.none(), required=False)
    services = SeveralField(
        queryset=Unit.objects.none(), required=False, help_text="A service brings everything beneath it"
    )
    why = forms.CharField(
        label="Why (shown in the history)", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    known = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, committee: Unit, today: date, **kwargs: Any) -> None:
        rows = list(Remit.objects.filter(committee=committee).order_by("pk"))
        priorities, services = ([row.priority_id for row in rows], [row.service_id for row in rows])
        known = "-".join(str(row.pk) for row in rows)
        initial = {"priorities": priorities, "services": services, "known": known}
        super().__init__(*args, initial=initial, **kwargs)
        live = Objective.objects.filter(kind=ObjectiveKind.PRIORITY).exclude(plan__state=PlanState.DRAFT)
        chosen = Objective.objects.filter(pk__in=[pk for pk in priorities if pk])
        current = live.filter(plan__ends_on__gte=today)
        self.fields["priorities"].queryset = (current | chosen).select_related("plan").order_by("plan__title", "ref")
        self.fields["priorities"].label_from_instance = lambda each: f"{each.title} ({each.plan.title})"
        units = Unit.objects.on(today).filter(kind__in=_SERVICES) | Unit.objects.filter(
            pk__in=[pk for pk in services if pk]
        )
        self.fields["services"].queryset = units.order_by("name")

    def clean_known(self) -> list[int]:
        return [pk for text in self.cleaned_data["known"].split("-") if (pk := whole_number(text)) is not None]


class MeetingForm(PmmiForm):
    """When and where a committee meets, in London time."""

    submit_label = "Save the meeting"
    nouns = {"day": "the day of the meeting", "time": "the time it begins"}
    day = UKDateField(label="Date")
    time = forms.TimeField(
        label="Time",
        input_formats=_TIMES,
        help_text="For example 6pm or 18:00",
        widget=forms.TimeInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": "Enter a time such as 6pm or 18:00"},
    )
    place = forms.CharField(
        max_length=120, required=False, help_text="For example Council Chamber. It is on the cover of the pack"
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    why = forms.CharField(
        label="Why it moves (shown in the history)",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, meeting: Meeting | None = None, **kwargs: Any) -> None:
        initial: dict[str, object] = {"time": "6pm"}
        if meeting:
            local = meeting.held_at.astimezone(LONDON)
            clock = f"{local:%H:%M}"
            initial = {"day": local.date(), "time": clock, "place": meeting.place, "version": meeting.version}
        super().__init__(*args, initial=initial, **kwargs)
        if meeting is None:
            del self.fields["why"]

    @property
    def held_at(self) -> datetime:
        """The cleaned moment."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"], LONDON)


class ActionForm(PmmiForm):
    """Something a meeting agreed: what, who, by when."""

    submit_label = "Record the action"
    nouns = {"text": "what was agreed", "owner": "who is to do it"}
    text = forms.CharField(label="What was agreed", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    owner = forms.ModelChoiceField(label="Who is to do it", queryset=Post.objects.all())
    due_on = UKDateField(label="By when", required=False)

    def __init__(self, *args: Any, action: MeetingAction | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = owner_choices_with(action.owner if action else None)


class ActionEditForm(ActionForm):
    """What became of it."""

    submit_label = "Save the action"
    nouns = {**ActionForm.nouns, "state": "whether it is done"}
    state = forms.ChoiceField(label="Is it done?", choices=MeetingAction.State.choices, widget=forms.RadioSelect)
    progress = forms.CharField(
        label="What became of it",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text="Members read this in the next pack",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ["state", "progress", "text", "owner", "due_on"]

    def __init__(self, *args: Any, action: MeetingAction, **kwargs: Any) -> None:
        names = ("text", "due_on", "state", "progress", "version")
        initial = {**{name: getattr(action, name) for name in names}, "owner": action.owner_id}
        super().__init__(*args, action=action, initial=initial, **kwargs)
