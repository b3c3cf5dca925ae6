"""The options of a list in a form, drawn letter by letter as Django's templates draw them.

A list may hold all measures and stand on a form six times: it is drawn once, and Django goes through it once.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from django import forms
from django.utils.choices import BaseChoiceIterator
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from foundation.memo import memo

Choices = Sequence[tuple[Any, Any]]
"""As Django keeps them: values with their words, and names of groups with the choices of each."""


class LongList(BaseChoiceIterator):
    """Choices that several fields of a form share. Fields of a LongSelect take it."""

    def __init__(self, choices: Choices) -> None:
        self._choices = choices
        self._drawn: dict[str, SafeString | str] = {}

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        return iter(self._choices)

    def drawn(self, chosen: str) -> SafeString | str:
        """Its options, with the chosen one marked. Fields that have the same chosen, such as nothing, share them."""
        if chosen not in self._drawn:
            parts = list(self._parts(chosen))
            self._drawn[chosen] = format_html("{}" * len(parts), *parts) if parts else ""
        return self._drawn[chosen]

    def _parts(self, chosen: str) -> Iterator[SafeString]:
        """Where several options have the value, the first is chosen."""
        is_chosen = False
        for value, words in self._choices:
            is_group = isinstance(words, list | tuple)
            options = words if is_group else [("" if value is None else value, words)]
            has_chosen = not is_chosen and any(str(key) == chosen for key, _ in options)
            is_chosen = is_chosen or has_chosen
            yield _part(value if is_group else "", chosen if has_chosen else None, *chain.from_iterable(options))


class LongSelect(forms.Select):
    """A select of a LongList: Django's own would describe each option for each field before it is drawn."""

    template_name = "long_select"  # there is no such file: pmmi/form_renderer.py draws it
    choices: LongList

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = forms.Widget.get_context(self, name, value, attrs)
        context["widget"]["choices"] = self.choices
        return context


@memo(2048, why="a list names the same groups of the same things each time, and most hold nothing that is chosen")
def _part(group: object, chosen: str | None, /, *keys_and_labels: Any) -> SafeString:
    """The options of one group, "" for those of none, the first that has the chosen value marked."""
    keys, labels = [str(key) for key in keys_and_labels[::2]], keys_and_labels[1::2]
    marked = keys.index(chosen) if chosen is not None else None
    lines = [
        option(key, label, **({"selected": True} if place == marked else {}))
        for place, (key, label) in enumerate(zip(keys, labels, strict=True))
    ]
    lines = [group_start(group), *lines, GROUP_END] if group else lines
    return format_html("{}" * len(lines), *lines)


@memo(1024, why="as for options: lists name the same services and plans each time")
def group_start(name: object) -> SafeString:
    return format_html('\n  <optgroup label="{}">', name)


GROUP_END = format_html("\n  </{}>", "optgroup")


@memo(8192, why="lists name the same posts and measures each time, and escaping takes longer than all else")
def option(value: str, label: object, /, **attributes: object) -> SafeString:
    return format_html('\n  <option value="{}"{}>{}</option>\n', value, attribute_text(attributes), label)


def attribute_text(attributes: Mapping[str, Any]) -> str:
    return _pairs(*chain.from_iterable(attributes.items())) if attributes else ""


@memo(4096, why="every field of every form has some, and they are the same each time the form is drawn")
def _pairs(*names_and_values: Any) -> SafeString:
    pairs = zip(names_and_values[::2], names_and_values[1::2], strict=True)
    given = ((name, value) for name, value in pairs if value is not False)
    each = ((name, "" if value is True else format_html('="{}"', str(value))) for name, value in given)
    return format_html_join("", " {}{}", each)
