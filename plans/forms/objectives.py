from typing import Any

from django import forms

from foundation.forms import PmmiForm, key_field
from foundation.options import LongList
from plans.changes.objectives import NO_REASON
from plans.forms.plans import OwnedForm
from plans.forms.tags import TagFields
from plans.models import Basis, Objective, ObjectiveKind
from plans.thread import Thread, may_serve

# Shown beside each choice, so that authors tell outcomes, outputs and activities apart (A4).
KIND_GUIDANCE = {
    ObjectiveKind.PRIORITY: "what the council has said matters most",
    ObjectiveKind.FOCUS: "a part of a priority that is singled out",
    ObjectiveKind.OUTCOME: "what changes for people, such as “fewer children are hurt on our roads”",
    ObjectiveKind.OBJECTIVE: "what we will deliver towards an outcome, such as “20 mph zones at every school”",
    ObjectiveKind.TASK: "an activity with a start and an end, such as “consult parents at 12 schools”",
}
SPARE_LINKS = 3


class ObjectiveForm(TagFields, OwnedForm):
    """An objective of any kind; each choice says what the kind is. ``tags`` are those that it is to carry."""

    nouns = {"kind": "what kind of objective it is"}
    kind = forms.ChoiceField(
        label="What is it?",
        choices=[(kind.value, f"{kind.label}: {guidance}") for kind, guidance in KIND_GUIDANCE.items()],
        widget=forms.RadioSelect,
        help_text="Ask “so what?”: if the answer is about people, it is an outcome; if it is about us, it is not",
    )

    class Meta:
        model = Objective
        fields = ["kind", "ref", "title", "description", "owner", "basis", "basis_why"]
        labels = {
            "basis": "If it serves nothing above it",
            "basis_why": "Why the council does it, or how it will be stopped",
        }
        help_texts = {
            "ref": "Short and lasting, such as CP2.1",
            "title": "One sentence that a resident would understand",
            "owner": "The post that answers for it",
            "basis": "Most objectives serve a priority, and you say which in the next step. Work that does not is told "
            "honestly here",
        }
        widgets = {"description": forms.Textarea(attrs={"rows": 4}), "basis_why": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = self.instance.tags.values_list("pk", flat=True) if self.instance.pk else ()
        if tagging := self.add_tag_fields(list(held)):
            self.groups = (("What it is", self._meta.fields), ("Tags", tagging))
        self.fields["basis"].choices = [("", "It serves something above it"), *Basis.choices]

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.cleaned_data.get("basis") and not self.cleaned_data.get("basis_why", "").strip():
            self.add_error("basis_why", NO_REASON.removesuffix("."))
        return self.cleaned_data


class LinksForm(PmmiForm):
    """What an objective contributes to: one primary link and as many others as it needs, chosen from the thread.

    ``cleaned_data`` has ``primary`` and ``secondary`` as keys of objectives (None, and a list).
    """

    submit_label = "Save what it contributes to"

    def __init__(self, *args: Any, thread: Thread, objective: Objective, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.objective, self.known = objective, thread.nodes.keys()
        choices = parent_choices(thread, objective)
        held = thread.links_up(objective.pk)
        others = [tie.parent for tie in held if not tie.is_primary]
        primary = next((tie.parent for tie in held if tie.is_primary), None)
        first, further = (LongList([("", nothing), *choices]) for nothing in ("Nothing yet", "Nothing"))
        self.fields["primary"] = key_field("Contributes mainly to", first, primary, "what it contributes to")
        self.others = [f"other_{number}" for number in range(1, self._rows(len(others)) + 1)]
        for number, name in enumerate(self.others):
            label, initial = f"Also contributes to, line {number + 1}", others[number] if number < len(others) else None
            self.fields[name] = key_field(label, further, initial, "what it contributes to")

    def clean(self) -> dict[str, Any]:
        chosen = [self.cleaned_data.get(name) for name in self.others]
        self.cleaned_data["secondary"] = [pk for pk in chosen if pk is not None]
        return self.cleaned_data

    def parents(self) -> dict[str, Any]:
        """The chosen objectives themselves, as ``set_links`` takes them. What the person may not know of stays, as the
        main one unless another is. Two statements.
        """
        primary, secondary = self.cleaned_data["primary"], self.cleaned_data["secondary"]
        found = Objective.objects.in_bulk({*secondary, *([primary] if primary else [])})
        main, others = found.get(primary), [found[pk] for pk in secondary]
        for link in self.objective.upward.select_related("parent").order_by("pk"):
            if link.parent_id in self.known:
                continue
            if link.is_primary and main is None:
                main = link.parent
            else:
                others.append(link.parent)
        return {"primary": main, "secondary": others}

    def _rows(self, held: int) -> int:
        """Rows for what there is and some to spare; as many as were sent, so that nothing typed is lost."""
        return max(held + SPARE_LINKS, sum(name.startswith("other_") for name in self.data))


def parent_choices(thread: Thread, objective: Objective) -> list[tuple[str, list[tuple[int, str]]]]:
    """What an objective can contribute to, grouped by plan from the top down.

    Offered: objectives of live plans at its level or above; not itself nor what contributes to it.
    """
    mine, beneath = thread.nodes[objective.pk], thread.descendants(objective.pk)
    groups: dict[str, list[tuple[int, str]]] = {}
    held = {tie.parent for tie in thread.links_up(objective.pk)}
    for pk, node in thread.nodes.items():
        is_offered = node.is_live and may_serve(mine.level, above=node.level) and pk != mine.pk and pk not in beneath
        if is_offered or pk in held:
            groups.setdefault(f"{node.level_name}: {node.plan_title}", []).append((pk, f"{node.ref} {node.title}"))
    return list(groups.items())
