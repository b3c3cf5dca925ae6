from typing import Any

from foundation.forms import PmmiModelForm, UKDateField
from plans.changes.timetables import CHALLENGED_LATE, OUT_OF_ORDER
from plans.models import Level, PlanTimetable
from plans.stages import STAGES, in_order


class TimetableForm(PmmiModelForm):
    """By when the plans of a level pass each stage."""

    has_version = True
    nouns = {
        "starts_on": "the first day of these plans", "draft_on": "the day the draft is ready",
        "challenge_on": "the last day for challenging priorities",
        "comments_on": "the last day for comments", "submit_on": "the day of submission",
        "review_on": "the day of review", "approve_on": "the day of approval",
    }  # fmt: skip
    starts_on = UKDateField(label="For plans that start from", help_text="And in the year after it. Usually 1 April")
    challenge_on = UKDateField(
        label="Priorities challenged by",
        required=False,
        help_text="Of plans of that year, whatever their level. Leave it empty where no priority is set that year",
    )
    draft_on = UKDateField(label="Draft ready for members by")
    comments_on = UKDateField(label="Members’ comments until")
    submit_on = UKDateField(label="Submitted for review by")
    review_on = UKDateField(label="Reviewed by")
    approve_on = UKDateField(label="Approved by")

    class Meta:
        model = PlanTimetable
        fields = ["level", "starts_on", "challenge_on", *STAGES]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = Level.objects.filter(is_reported=True, is_private=False).order_by("position")
        self.fields["level"].queryset = levels
        self.fields["level"].choices = [("", "Select a level"), *((level.pk, level.name) for level in levels)]

    def clean(self) -> dict[str, Any]:
        super().clean()
        challenged, drafted = self.cleaned_data.get("challenge_on"), self.cleaned_data.get("draft_on")
        if challenged and drafted and challenged > drafted:
            self.add_error("challenge_on", CHALLENGED_LATE.removesuffix("."))
        dates = {stage: self.cleaned_data[stage] for stage in STAGES if self.cleaned_data.get(stage)}
        if len(dates) == len(STAGES) and not in_order(dates):
            self.add_error("approve_on", OUT_OF_ORDER.removesuffix("."))
        return self.cleaned_data
