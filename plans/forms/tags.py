"""Forms of groups of tags, and the fields by which objectives and measures carry them."""

from collections.abc import Collection
from typing import Any

from django import forms

from foundation.forms import PmmiForm, PmmiModelForm
from plans.changes.tags import NO_TAGS, TagWords
from plans.models import Tag, TagGroup
from plans.queries.tags import every_tag, shipped_left, tags_by_group

SPARE_TAGS = 4
_NAME, _MEANS = (Tag._meta.get_field(name).max_length for name in ("name", "means"))


class TagGroupForm(PmmiModelForm):
    """A group and its tags, a line each: the name, and after a colon what it stands for. ``words`` are the tags."""

    has_version = True

    class Meta:
        model = TagGroup
        fields = ["name", "means", "is_balanced"]
        labels = {
            "means": "What it is for",
            "is_balanced": "Every priority should have a measure of each tag: thread health says where one has none",
        }
        help_texts = {"name": "Such as “Balanced scorecard”", "means": "One sentence for those who tag"}
        widgets = {"means": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = list(self.instance.tags.order_by("position", "pk")) if self.instance.pk else []
        self.stored = {f"tag_{tag.pk}": tag.pk for tag in stored}
        lines = {f"tag_{tag.pk}": f"{tag.name}: {tag.means}" if tag.means else tag.name for tag in stored}
        spare = max(SPARE_TAGS, sum(name.startswith("new_") for name in self.data))
        lines |= {f"new_{number}": "" for number in range(1, spare + 1)}
        self.lines = list(lines)
        for number, (name, line) in enumerate(lines.items(), start=1):
            self.fields[name] = forms.CharField(
                label=f"Tag {number}", required=False, initial=line, max_length=_NAME + _MEANS + 2
            )
        first = self.fields[self.lines[0]]
        first.help_text = "Its name and, after a colon, what it stands for. Empty a line to remove its tag"
        self.groups = (("The group", self._meta.fields), ("Its tags", self.lines))

    def clean(self) -> dict[str, Any]:
        super().clean()
        words = []
        for name in self.lines:
            called, _, means = (part.strip() for part in self.cleaned_data.get(name, "").partition(":"))
            if not called and not means:
                continue
            if not called or len(called) > _NAME or len(means) > _MEANS:
                self.add_error(
                    name, f"Enter a name of at most {_NAME} characters, and at most {_MEANS} after the colon"
                )
            words.append(TagWords(self.stored.get(name), called, means))
        if not words:
            self.add_error(self.lines[0], NO_TAGS.removesuffix("."))
        self.words = words
        return self.cleaned_data


class ShippedForm(PmmiForm):
    """Which of the shipped groups the council takes."""

    submit_label = "Take the chosen groups"
    chosen = forms.MultipleChoiceField(
        label="Groups that come with the product",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one group", "invalid_choice": "Choose groups from the list"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = [
            (key, f"{group.name}: {', '.join(tag.name for tag in group.tags)}") for key, group in shipped_left().items()
        ]


class TagFields:
    """Adds to a form a field of boxes for each group, as ``tags_1``; ``tags`` are those that were ticked."""

    def add_tag_fields(self, held: Collection[int]) -> list[str]:
        """The names of the fields; none where the council has no groups. One statement."""
        self._tag_fields = []
        for (key, group), tags in tags_by_group(every_tag()).items():
            name = f"tags_{key}"
            self._tag_fields.append(name)
            self.fields[name] = forms.TypedMultipleChoiceField(  # type: ignore[attr-defined]
                label=group,
                required=False,
                coerce=int,
                choices=[(tag.pk, f"{tag.name}: {tag.means}" if tag.means else tag.name) for tag in tags],
                initial=[tag.pk for tag in tags if tag.pk in held],
                widget=forms.CheckboxSelectMultiple,
                error_messages={"invalid_choice": "Choose tags from the list"},
            )
        return self._tag_fields

    @property
    def tags(self) -> list[Tag]:
        """The tags that were ticked. One statement."""
        chosen = [pk for name in self._tag_fields for pk in self.cleaned_data[name]]  # type: ignore[attr-defined]
        return list(Tag.objects.filter(pk__in=chosen))
