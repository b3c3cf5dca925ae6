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

    def __deepcopy__(self, _: Any) -> "LongList":
        """Every form copies its fields, and the list is the same."""
        return self

    def drawn(self, chosen: str) -> SafeString | str:
        """Its options, with the chosen one marked. Fields that have the same chosen, such as nothing, share them."""
        if chosen not in self._drawn:
            parts = list(self._parts(chosen))
            self._drawn[chosen] = format_html("{}" * len(parts), *parts) if parts else ""
        return self._drawn[chosen]

    def _parts(self, chosen: str) -> Iterator[SafeString]:
        """Where several options have the value, the first is chosen."""
        is_chosen = False
        for name, options in _in_groups(self._choices):
            has_chosen = not is_chosen and any(str(key) == chosen for key, _ in options)
            is_chosen = is_chosen or has_chosen
            yield _group(name, chosen if has_chosen else None, *chain.from_iterable(options))


def _in_groups(choices: Choices) -> Iterator[tuple[Any, Choices]]:
    """Groups with their options. Options of no group come some at a time, under no name."""
    alone: list[tuple[Any, Any]] = []
    for value, words in choices:
        if isinstance(words, list | tuple):
            yield from (("", alone), (value, words))
            alone = []
        else:
            alone.append(("" if value is None else value, words))
            if len(alone) == AT_A_TIME:
                yield "", alone
                alone = []
    yield "", alone


AT_A_TIME = 50


class LongSelect(forms.Select):
    """A select of a LongList, or of choices that it makes one of: Django's own would describe each option for each
    field before it is drawn.
    """

    template_name = "long_select"  # there is no such file: pmmi/form_renderer.py draws it

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = forms.Widget.get_context(self, name, value, attrs)
        given = self.choices
        context["widget"]["choices"] = given if isinstance(given, LongList) else LongList(list(given))
        return context


@memo(512, why="a list names the same groups of the same things each time, and most hold nothing that is chosen")
def _group(name: object, chosen: str | None, /, *keys_and_labels: Any) -> SafeString:
    """The options of one group, the first that has the chosen value marked."""
    keys, labels = [str(key) for key in keys_and_labels[::2]], keys_and_labels[1::2]
    marked = keys.index(chosen) if chosen is not None else None
    pairs = enumerate(zip(keys, labels, strict=True))
    lines = [option(key, label, **({"selected": True} if place == marked else {})) for place, (key, label) in pairs]
    lines = [group_start(name), *lines, GROUP_END] if name else lines
    return format_html("{}" * len(lines), *lines) if lines else NOTHING


@memo(1024, why="as for options: lists name the same services and plans each time")
def group_start(name: object) -> SafeString:
    return format_html('\n  <optgroup label="{}">', name)


NOTHING, GROUP_END = format_html("{}", ""), format_html("\n  </{}>", "optgroup")


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
