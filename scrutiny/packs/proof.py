"""The proof that a public pack holds no exempt words: which words are looked for, and the refusal where one is found.

The public document is built without them; this is a second check. It also finds exempt words that somebody put into
a public part by mistake, such as the cover note.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from foundation.refusals import ChangeRefused
from reporting.charts import describe
from reporting.pdf import pdf_text_contains
from reporting.sections import measures_of, texts_of
from reporting.snapshots.report_sections import MEANINGS, NOTES
from risks.models import Risk
from scrutiny.models import PackItem
from scrutiny.packs.pack_versions import Figures, Reading, Withheld
from scrutiny.packs.sections import item_sections, opening
from scrutiny.queries.packs import title_of

# Letters, spaces left out. Anything shorter turns up in a file of a hundred pages by chance.
SHORTEST_TYPED, SHORTEST_LINE, SHORTEST_CARRIED, SHORTEST_OF_A_RISK = 14, 16, 10, 20
_CAUTION = "Nothing was handed out."
# Who edits the pack may not be one who may read the risk, so the words are not repeated.
_OF_A_RISK = (
    "The public pack was not made, because it would hold words of an exempt risk. A note, a question or a report that "
    "was released before the risk became exempt may hold them: take those words or that section out, or mark the item "
    f"exempt. The performance team can say which risk it is. {_CAUTION}"
)


class PackRefused(ChangeRefused):
    """A pack that is not handed out; the message says why and what to do. It may name exempt words, so it is for
    those who edit the pack.
    """


def prove(pdf: bytes, document: Mapping[str, Any], *, full: Reading, public: Reading) -> None:
    """Raises PackRefused where the public PDF holds exempt words of the full reading, or of an exempt risk, anywhere in
    the file; and where the document it was printed from says one of their short words.
    """
    wanted, of_risks = exempt_texts(full, public), exempt_risk_texts()
    found = pdf_text_contains(pdf, [*wanted, *of_risks]) if wanted or of_risks else []
    if set(found) & set(of_risks):
        raise PackRefused(_OF_A_RISK)
    found += [word for word in short_words(full, public) if _says("\n".join(texts_of(document["sections"])), word)]
    if found:
        shown = found[0] if len(found[0]) <= 120 else f"{found[0][:119]}…"
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        raise PackRefused(
            f"The public pack was not made, because it would hold exempt words: “{shown}”{more}. They also stand in a "
            f"public part: a public title, the cover note, another item, a question or an action. Change one of the "
            f"two. {_CAUTION}"
        )


def exempt_texts(full: Reading, public: Reading) -> list[str]:
    """The texts that must be nowhere in the public file.

    Everything that was typed into an exempt item or question; and unless a public part says the same, all that an
    exempt item brings with it (every text of its sections, what is read out for its charts), and to whom an exempt
    question is put.
    """
    said_openly = _plain("\n".join(_public_texts(public)))
    carried = [text for item in full.items if item.is_exempt for text in _carried(item, full.figures)]
    carried += [each.to.title for each in full.questions if each.is_exempt and each.to]
    wanted = [text for text in _typed(full) if len(_plain(text)) >= SHORTEST_TYPED]
    wanted += [text for text in carried if len(_plain(text)) >= SHORTEST_CARRIED and _plain(text) not in said_openly]
    return list(dict.fromkeys(wanted))


def exempt_risk_texts() -> list[str]:
    """What exempt risks say of themselves, closed ones too, long enough that it stands nowhere by chance."""
    told = Risk.objects.filter(is_exempt=True).values_list("title", "cause", "event", "effect", "exempt_reason")
    return list(dict.fromkeys(text for each in told for text in each if len(_plain(text)) >= SHORTEST_OF_A_RISK))


def short_words(full: Reading, public: Reading) -> list[str]:
    """What was typed into exempt parts and is too short to be looked for in the file, but for what is said openly."""
    said_openly = "\n".join(_public_texts(public))
    short = [text.strip() for text in _typed(full) if 0 < len(_plain(text)) < SHORTEST_TYPED]
    return [text for text in dict.fromkeys(short) if not _says(said_openly, text)]


def _says(text: str, words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None


def _typed(full: Reading) -> Iterator[str]:
    """What people wrote for exempt parts alone, whole and line by line; not what was made public in a title."""
    for item in [each for each in full.items if each.is_exempt]:
        lines = [line for line in item.note.splitlines() if len(_plain(line)) >= SHORTEST_LINE]
        for text in (item.heading, item.note, item.public_interest_test, *lines):
            if _plain(text) not in _plain(item.public_title):
                yield text
    for each in full.questions:
        if each.is_exempt:
            yield from (each.text, each.public_interest_test)


def _carried(item: PackItem, figures: Figures) -> Iterator[str]:
    if _plain(title_of(item)) not in _plain(item.public_title):
        yield title_of(item)
    # The first section is the item's own: its heading has the number that the public pack shows as well.
    first, *rest = item_sections(0, item, figures)
    yield from texts_of([{**first, "heading": ""}, *rest])
    for measure in (each for part in (first, *rest) for each in measures_of(part)):
        yield describe(measure["series"], name="Chart")


def _public_texts(public: Reading) -> Iterator[str]:
    """What public parts hold by themselves, each read alone, whatever became of them in the document."""
    yield from (public.pack.title, public.pack.meeting.committee.name, *NOTES, *MEANINGS.values())
    yield from texts_of(opening(public))
    for number, entry in enumerate(public.entries, 1):
        if isinstance(entry, Withheld):
            yield entry.public_title
        else:
            yield from texts_of(item_sections(number, entry, public.figures))
            yield from _head(entry)


def _head(item: PackItem) -> Iterator[str]:
    """What a report says outside its sections that the pack repeats: restatements, and what its statuses mean."""
    if item.report:
        yield from (text for each in item.report.document["restatements"] for text in each.values())
        yield from (each["meaning"] for each in item.report.document["key"])


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()
