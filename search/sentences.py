"""What is said of an answer, in words. Standard library only."""

from collections.abc import Sequence

from foundation.words import together
from search.words import LONGEST, MOST_WORDS, looked_for


def refusal(text: str) -> str:
    """Why nothing can be looked for, and what to do instead; "" where it can."""
    if len(text) > LONGEST:
        return (
            f"That is {len(text):,} characters long, and search takes {LONGEST}. Use the few words that tell most, "
            "such as the name of a service."
        )
    if text.strip() and not looked_for(text):
        return (
            f"“{text.strip()}” has no word to look for. Type a word or a reference of at least two letters or figures."
        )
    return ""


def how(words: Sequence[str], *, meant: Sequence[str], mended: Sequence[str], is_some: bool) -> list[str]:
    """What was looked for besides what was typed, or instead of it: a sentence each."""
    said = []
    if mended:
        said.append(f"Nothing holds {quoted(words)} as typed, so this is what holds {either(mended)}.")
    if is_some:
        said.append("Nothing holds all of these words, so this is what holds some of them.")
    if meant:
        said.append(f"Also looked for what it is called here: {either(meant)}.")
    return said


def left_out(words: Sequence[str]) -> str:
    """Says which words were too many; "" where none was."""
    if not words:
        return ""
    return f"Search takes {MOST_WORDS} words, so {quoted(words)} {'was' if len(words) == 1 else 'were'} left out."


def quoted(words: Sequence[str]) -> str:
    """The words as they were typed: "“missed bins”"."""
    return f"“{' '.join(words)}”"


def either(words: Sequence[str]) -> str:
    """ "“waste”", "“waste” and “refuse”"."""
    return together(f"“{each}”" for each in words)
