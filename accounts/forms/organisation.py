from datetime import date
from typing import Any

from django import forms

from accounts.forms.people import ROLE_CHOICES
from accounts.models import Appointment, Post, Unit, User
from accounts.queries.organisation import indented_units
from accounts.roles import ROLES
from foundation.filters import FilterForm
from foundation.forms import PmmiForm, PmmiModelForm, UKDateField, refuse_end_before_start, text_box

WHY = "Why (shown in the history)"
ORDER = "The last day must be on or after the first day"


class UnitForm(PmmiModelForm):
    """A new unit: its place in the tree and since when it exists."""

    has_version = True
    nouns = {"kind": "what kind of unit it is", "parent": "the unit it lies beneath"}
    starts_on = UKDateField(label="Since", required=False, help_text="Leave empty if it has always been there")

    class Meta:
        model = Unit
        fields = ["name", "kind", "parent", "starts_on"]
        labels = {"parent": "Lies beneath"}
        help_texts = {"parent": "What a post's role allows reaches this unit and everything beneath it"}

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = {self.instance.pk, *(unit.pk for unit in self.instance.descendants())} if self.instance.pk else set()
        rows = [(pk, label) for pk, label in indented_units(today=today) if pk not in own]
        self.fields["parent"].choices = [("", "Nothing: it is at the top"), *rows]
        self.fields["kind"].choices = [("", "Select a kind"), *Unit._meta.get_field("kind").choices]

    def clean(self) -> dict[str, Any]:
        super().clean()
        refuse_end_before_start(self, ORDER)
        name, kind = self.cleaned_data.get("name"), self.cleaned_data.get("kind")
        if name and Unit.objects.filter(name=name, kind=kind).exclude(pk=self.instance.pk).exists():
            self.add_error("name", "There is a unit of that kind with this name already: enter another name")
        return self.cleaned_data


class UnitEditForm(UnitForm):
    """Rename, move or close a unit."""

    ends_on = UKDateField(
        label="Closed after", required=False, help_text="Its last day. End or move its posts and sub-units first"
    )
    why = text_box(WHY, required=False)

    class Meta(UnitForm.Meta):
        fields = ["name", "kind", "parent", "starts_on", "ends_on"]


class PostForm(PmmiModelForm):
    """A post: its unit, its role (what the holder may do) and the post that it reports to."""

    has_version = True
    nouns = {"role": "what the holder may do", "reports_to": "the post it reports to"}
    role = forms.ChoiceField(
        label="What may the holder do?",
        choices=[(role.value, f"{each.name}: {each.purpose}") for role, each in ROLES.items()],
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Post
        fields = ["title", "unit", "reports_to", "role"]
        labels = {"reports_to": "Reports to"}
        help_texts = {"reports_to": "The next post up in the line of responsibility"}

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", "Select a unit"), *indented_units(today=today)]
        posts = Post.objects.select_related("unit").exclude(pk=self.instance.pk).order_by("unit__name", "title")
        self.fields["reports_to"].choices = [("", "Nobody"), *((each.pk, f"{each} ({each.unit})") for each in posts)]

    def clean(self) -> dict[str, Any]:
        super().clean()
        title, unit = self.cleaned_data.get("title"), self.cleaned_data.get("unit")
        if title and Post.objects.filter(title=title, unit=unit).exclude(pk=self.instance.pk).exists():
            self.add_error("title", f"{unit} already has a post with this title: enter another title")
        return self.cleaned_data


class PostEditForm(PostForm):
    ends_on = UKDateField(label="Ends on", required=False, help_text="The post's last day, if it is to end")
    why = text_box(WHY, required=False)

    class Meta(PostForm.Meta):
        fields = ["title", "unit", "reports_to", "role", "ends_on"]


class AppointmentDatesForm(PmmiForm):
    """From when to when, and whether as deputy."""

    starts_on = UKDateField(label="First day")
    ends_on = UKDateField(label="Last day", required=False, help_text="Leave empty until it is known")
    is_deputy = forms.BooleanField(
        label="As deputy: acts on behalf of the post, and the record says so", required=False
    )

    def clean(self) -> dict[str, Any]:
        refuse_end_before_start(self, ORDER)
        return self.cleaned_data


class AppointmentEditForm(AppointmentDatesForm):
    why = text_box(WHY, required=False)

    def __init__(self, *args: Any, appointment: Appointment, **kwargs: Any) -> None:
        values = {name: getattr(appointment, name) for name in ("starts_on", "ends_on", "is_deputy")}
        super().__init__(*args, initial=values, **kwargs)


class AppointmentForm(AppointmentDatesForm):
    """A person in a post."""

    submit_label = "Appoint"
    user = forms.ModelChoiceField(
        label="Person", queryset=User.objects.filter(is_active=True).order_by("name"), empty_label="Select a person"
    )
    post = forms.ModelChoiceField(
        label="Post",
        queryset=Post.objects.select_related("unit").order_by("unit__name", "title"),
        empty_label="Select a post",
    )
    field_order = ["user", "post"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].label_from_instance = lambda user: f"{user.name} ({user.email})"
        self.fields["post"].label_from_instance = lambda post: f"{post.title} ({post.unit})"


class PostFilterForm(FilterForm):
    q = forms.CharField(label="Words in the title", max_length=100)
    role = forms.ChoiceField(label="Role", choices=ROLE_CHOICES)
    unit = forms.ModelChoiceField(label="Unit", queryset=Unit.objects.all())
    state = forms.ChoiceField(
        label="State", choices=[("", "Any that stand"), ("held", "Held"), ("vacant", "Vacant"), ("closed", "Ended")]
    )


class AuditFilterForm(FilterForm):
    """The kinds and actions offered are those that the trail holds."""

    person = forms.CharField(label="Person", max_length=100)
    thing = forms.CharField(label="Name of the thing", max_length=100)
    kind = forms.ChoiceField(label="Kind of thing")
    action = forms.ChoiceField(label="What was done")
    from_day = UKDateField(label="From")
    to_day = UKDateField(label="To")
