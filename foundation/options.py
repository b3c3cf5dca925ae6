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
            lines = list(self._lines(chosen))
            self._drawn[chosen] = format_html("{}" * len(lines), *lines) if lines else ""
        return self._drawn[chosen]

    def _lines(self, chosen: str) -> Iterator[SafeString]:
        """Where several options have the value, the first is chosen."""
        is_chosen = False
        for value, words in self._choices:
            is_group = isinstance(words, list | tuple)
            if is_group and value:
                yield group_start(value)
            for key, label in words if is_group else [("" if value is None else value, words)]:
                text = str(key)
                marks = {"selected": True} if text == chosen and not is_chosen else {}
                is_chosen = is_chosen or bool(marks)
                yield option(text, label, **marks)
            if is_group and value:
                yield GROUP_END


class LongSelect(forms.Select):
    """A select of a LongList: Django's own would describe each option for each field before it is drawn."""

    template_name = "long_select"  # there is no such file: pmmi/form_renderer.py draws it
    choices: LongList

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = forms.Widget.get_context(self, name, value, attrs)
        context["widget"]["choices"] = self.choices
        return context


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
