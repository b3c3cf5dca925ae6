"""All figures of a return as one form. Rows are plain values, because a crispy form for each row would take more time
than all the rest of the page.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import blake2s

from django.http import QueryDict

from foundation.forms import whole_number
from indicators.changes.figures import FiguresRefused
from indicators.forms.figure_text import (
    FIELDS,
    FIGURE_FIELDS,
    WORD_FIELDS,
    Sheet,
    Texts,
    read_texts,
    texts_of,
)
from indicators.judging.figure_entry import FigureEntry, about, completed, entry_of, unified
from indicators.judging.figures_in_return import EnteredFigure, as_typed
from indicators.models import Observation
from indicators.rules.vocabulary import ValueKind
from indicators.workflow import EDITABLE

KEEP_THEIRS = "theirs"
_OTHER_PERSON = (
    "Somebody else has signed in since this page was opened, so nothing was saved in their name. "
    "Sign in as yourself in another tab, then save again: what you typed is still here."
)


class GridRow:
    """One figure of the form. ``texts`` is what its fields show: the stored texts or the typed ones.

    The form carries ``version`` and the digests ``was`` and ``was_words`` of the texts first shown. If the digests
    still fit, this person has not changed the row. The words are in the form only if somebody opened them; else the
    stored words stay.
    """

    def __init__(self, figure: EnteredFigure, data: QueryDict | None, post_ids: frozenset[int]) -> None:
        self.figure = figure
        self.sheet, self.stored_texts = _as_stored(figure)
        self.prefix = f"f{figure.pk}"
        self.version = figure.stored.version
        self.state = figure.stored.state
        self.texts = self.stored_texts
        self.errors: dict[str, str] = {}
        self.theirs: Observation | None = None
        self.entry = figure.entry
        self.is_changed = self.shows_words = False
        if data is not None and f"{self.prefix}-version" in data:
            self._read(data, post_ids)

    @property
    def was(self) -> str:
        return digest(self.stored_texts, FIGURE_FIELDS)

    @property
    def was_words(self) -> str:
        return digest(self.stored_texts, WORD_FIELDS)

    @property
    def has_word_errors(self) -> bool:
        return any(name in WORD_FIELDS for name in self.errors)

    @property
    def judged(self) -> EnteredFigure:
        """The figure judged by what is typed, or by what is stored if the typed text cannot be read."""
        return as_typed(self.figure, self.entry) if self.is_changed and not self.errors else self.figure

    @property
    def is_as_stored(self) -> bool:
        """Whether the row shows what is stored and nothing else."""
        return not (self.is_changed or self.errors or self.shows_words or self.theirs is not None)

    @property
    def is_editable(self) -> bool:
        # If the figure was handed in meanwhile, what was typed is still shown.
        return self.state in EDITABLE or self.is_changed

    def conflict_with(self, stored: Observation) -> None:
        """Show both texts after somebody else saved another one. The next save is compared with theirs."""
        self.theirs, self.version = stored, stored.version
        self.stored_texts = texts_of(entry_of(stored), self.sheet)

    def saved(self, stored: Observation) -> None:
        """What was typed is now what is stored."""
        self.version, self.stored_texts, self.state = stored.version, self.texts, stored.state

    def _read(self, data: QueryDict, post_ids: frozenset[int]) -> None:
        sent = {name for name in FIELDS if f"{self.prefix}-{name}" in data}
        typed = {name: data[f"{self.prefix}-{name}"] if name in sent else self.stored_texts[name] for name in FIELDS}
        self.shows_words = not sent.isdisjoint(WORD_FIELDS)
        is_touched = digest(typed, FIGURE_FIELDS) != data.get(f"{self.prefix}-was", self.was) or (
            self.shows_words and digest(typed, WORD_FIELDS) != data.get(f"{self.prefix}-was_words", self.was_words)
        )
        if not is_touched or data.get(f"{self.prefix}-keep") == KEEP_THEIRS:
            return
        self.texts, self.is_changed = typed, True
        # A version that is no number becomes 0, which fits no row, so both texts are shown.
        self.version = whole_number(data[f"{self.prefix}-version"]) or 0
        if f"{self.prefix}-chosen" in data and f"{self.prefix}-keep" not in data:
            self.errors["keep"] = about(self.sheet.name, "choose which text to keep.")
        entry, errors = read_texts(typed, self.sheet, post_ids)
        self.errors |= errors
        if not self.errors:
            self._complete(entry)

    def _complete(self, entry: FigureEntry) -> None:
        try:
            self.entry = completed(entry, has_parts=self.sheet.has_parts, kind=self.sheet.kind)
        except ValueError as problem:
            self.errors["numerator" if self.sheet.has_parts else "value"] = about(self.sheet.name, str(problem))


class ReturnGrid:
    """The form over many figures. Valid when every row this person changed can be read."""

    def __init__(
        self,
        figures: Sequence[EnteredFigure],
        *,
        posts: Mapping[int, str],
        typist: int,
        data: QueryDict | None = None,
    ) -> None:
        post_ids = frozenset(posts)
        self.posts = posts
        self.rows = [GridRow(figure, data, post_ids) for figure in figures]
        is_others = data is not None and data.get("typist", str(typist)) != str(typist)
        self.problem = _OTHER_PERSON if is_others else ""

    @property
    def changed(self) -> list[GridRow]:
        return [row for row in self.rows if row.is_changed]

    @property
    def is_valid(self) -> bool:
        return not self.problem and not any(row.errors for row in self.rows)

    @property
    def entries(self) -> dict[int, tuple[int, FigureEntry]]:
        """What to save: ``{observation: (version, entry)}``."""
        return {row.figure.pk: (row.version, row.entry) for row in self.changed}

    @property
    def errors(self) -> list[tuple[str, str]]:
        """All problems as (id of the field, sentence), for the error summary."""
        found = [("", self.problem)] if self.problem else []
        for row in self.rows:
            found += [(f"{row.prefix}-{name}", text) for name, text in row.errors.items()]
            if row.theirs is not None and "keep" not in row.errors:
                who = row.theirs.enterer or "The system"
                text = about(row.sheet.name, f"{who} saved another text. Choose which to keep.")
                found.append((f"{row.prefix}-keep", text))
        return found

    def keep(self, saved: Mapping[int, Observation]) -> None:
        """Go on from what has just been saved."""
        for row in self.changed:
            row.saved(saved[row.figure.pk])

    def refuse(self, refusal: Exception) -> None:
        """Show why nothing was saved; everything typed stays."""
        if not isinstance(refusal, FiguresRefused):
            self.problem = str(refusal)
            return
        for row in self.rows:
            if row.figure.pk in refusal.problems:
                row.errors["value"] = " ".join(refusal.problems[row.figure.pk])
            if stored := refusal.conflicts.get(row.figure.pk):
                row.conflict_with(stored)


@lru_cache(maxsize=1024)
def _as_stored(figure: EnteredFigure) -> tuple[Sheet, Texts]:
    sheet = sheet_of(figure)
    return sheet, texts_of(figure.entry, sheet)


def sheet_of(figure: EnteredFigure) -> Sheet:
    """What reading and showing the figure needs of its definition."""
    definition, stored = figure.definition, figure.stored
    return Sheet(
        name=definition.name,
        kind=ValueKind(definition.kind),
        unit=definition.unit,
        decimals=definition.decimals,
        grades=figure.measured.facts.grades,
        has_parts=stored.has_parts,
        numerator=stored.numerator_label or "Numerator",
        denominator=stored.denominator_label or "Denominator",
    )


def digest(texts: Texts, names: Sequence[str]) -> str:
    """A digest of some of a row's texts, which shows later whether this person changed them."""
    joined = "\x1f".join(unified(texts[name]) for name in names)
    return blake2s(joined.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
