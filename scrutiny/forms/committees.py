"""Forms of committees: remit, meetings, and what was agreed at them."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.forms import model_to_dict

from accounts.models import Post, Unit, UnitKind
from foundation.dates import LONDON, day_words
from foundation.forms import PmmiForm, SeveralField, UKDateField, show_list, text_box, whole_number
from foundation.refusals import ChangeRefused, Conflict
from plans.forms.plans import owner_choices
from plans.models import Objective, ObjectiveKind
from plans.workflow import BEFORE_APPROVAL
from scrutiny.models import Meeting, MeetingAction, Remit

SERVICES = (UnitKind.DIRECTORATE, UnitKind.DEPARTMENT, UnitKind.DIVISION, UnitKind.TEAM, UnitKind.PARTNER)
_YEARS = 5  # a meeting or an action lies within so many of today, else a digit slipped
_TIMES = ("%H:%M", "%H.%M", "%I%p", "%I:%M%p", "%I.%M%p")


def _near(day: date, today: date) -> date:
    """The day. Raises ValidationError where it is more than a few years away."""
    if abs(day.year - today.year) > _YEARS:
        raise forms.ValidationError(f"Enter a date between {today.year - _YEARS} and {today.year + _YEARS}")
    return day


class RemitForm(PmmiForm):
    """What a committee looks after. ``known`` tells which remit the person saw."""

    submit_label = "Save the remit"
    priorities = SeveralField(queryset=Objective.objects.none(), required=False)
    services = SeveralField(
        queryset=Unit.objects.none(), required=False, help_text="A service brings everything beneath it"
    )
    why = text_box("Why (shown in the history)", required=False)
    known = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, committee: Unit, today: date, **kwargs: Any) -> None:
        rows = list(Remit.objects.filter(committee=committee).order_by("pk"))
        priorities, services = ([row.priority_id for row in rows], [row.service_id for row in rows])
        known = "-".join(str(row.pk) for row in rows)
        initial = {"priorities": priorities, "services": services, "known": known}
        super().__init__(*args, initial=initial, **kwargs)
        live = (
            Objective.objects.not_private().filter(kind=ObjectiveKind.PRIORITY).exclude(plan__state__in=BEFORE_APPROVAL)
        )
        chosen = Objective.objects.not_private().filter(pk__in=[pk for pk in priorities if pk])
        current = live.filter(plan__ends_on__gte=today)
        self.fields["priorities"].queryset = (current | chosen).select_related("plan").order_by("plan__title", "ref")
        self.fields["priorities"].label_from_instance = lambda each: f"{each.title} ({each.plan.title})"
        units = Unit.objects.on(today).filter(kind__in=SERVICES) | Unit.objects.filter(
            pk__in=[pk for pk in services if pk]
        )
        self.fields["services"].queryset = units.order_by("name")

    def refuse(self, refusal: ChangeRefused) -> None:
        """After a conflict the remit as it is now is shown, and the next save is made knowing it."""
        self.add_error(None, str(refusal))
        if not isinstance(refusal, Conflict):
            return
        rows = Remit.objects.filter(committee=refusal.stored.pk).select_related("priority", "service").order_by("pk")
        now = "; ".join(sorted(str(row.priority.title if row.priority else row.service) for row in rows))
        self.theirs = [{"label": "The remit now", "text": now or "Nothing"}]
        self.data = self.data.copy()
        self.data["known"] = "-".join(str(row.pk) for row in rows)

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
    why = text_box("Why it moves (shown in the history)", required=False)

    def __init__(self, *args: Any, today: date, meeting: Meeting | None = None, **kwargs: Any) -> None:
        self.today = today
        initial: dict[str, object] = {"time": "6pm"}
        if meeting:
            initial = {**model_to_dict(meeting, ["place", "version"]), "day": meeting.day}
            initial["time"] = f"{meeting.held_at.astimezone(LONDON):%H:%M}"
        super().__init__(*args, initial=initial, **kwargs)
        if meeting is None:
            del self.fields["why"]

    def clean_day(self) -> date:
        return _near(self.cleaned_data["day"], self.today)

    @property
    def held_at(self) -> datetime:
        """The cleaned moment."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"], LONDON)


class MeetingCancelForm(PmmiForm):
    """Why a meeting is called off."""

    submit_label = "Cancel the meeting"
    nouns = {"why": "why the meeting is cancelled"}
    why = text_box("Why is it cancelled?", help_text="Kept in the history", rows=3)
    version = forms.IntegerField(widget=forms.HiddenInput)


class ActionForm(PmmiForm):
    """Something a meeting agreed: what, who, by when."""

    submit_label = "Record the action"
    nouns = {"text": "what was agreed", "owner": "who is to do it"}
    text = text_box("What was agreed", max_length=2000, rows=3)
    owner = forms.ModelChoiceField(label="Who is to do it", queryset=Post.objects.all())
    due_on = UKDateField(label="By when", required=False)

    def __init__(self, *args: Any, today: date, action: MeetingAction | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        show_list(self.fields["owner"], owner_choices(action.owner if action else None))

    def clean_due_on(self) -> date | None:
        """An old action's own date stays, however old."""
        day = self.cleaned_data["due_on"]
        return _near(day, self.today) if day and "due_on" in self.changed_data else day

    @property
    def past_words(self) -> str:
        """What to be told of a new date that has passed already; "" where there is none."""
        day, is_open = self.cleaned_data["due_on"], self.cleaned_data.get("state") != MeetingAction.State.DONE
        if not day or day >= self.today or "due_on" not in self.changed_data or not is_open:
            return ""
        return f"Its date, {day_words(day)}, has passed already. Change it if that was a slip."


class ActionProgressForm(PmmiForm):
    """What became of it, as its owner says."""

    submit_label = "Save the action"
    nouns = {"state": "whether it is done"}
    past_words = ""
    state = forms.ChoiceField(label="Is it done?", choices=MeetingAction.State.choices, widget=forms.RadioSelect)
    progress = text_box(
        "What became of it",
        required=False,
        max_length=2000,
        help_text="Members read this in the next pack",
        rows=3,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, action: MeetingAction, today: date, **kwargs: Any) -> None:  # noqa: ARG002 - as the other
        super().__init__(*args, initial=model_to_dict(action, list(self.base_fields)), **kwargs)


class ActionEditForm(ActionForm):
    """What became of it, and what was agreed."""

    submit_label = "Save the action"
    nouns = {**ActionForm.nouns, **ActionProgressForm.nouns}
    state, progress, version = (ActionProgressForm.base_fields[name] for name in ("state", "progress", "version"))
    field_order = ["state", "progress", "text", "owner", "due_on"]

    def __init__(self, *args: Any, action: MeetingAction, **kwargs: Any) -> None:
        initial = model_to_dict(action, list(self.base_fields))
        super().__init__(*args, action=action, initial=initial, **kwargs)
