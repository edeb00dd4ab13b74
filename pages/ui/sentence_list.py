"""List sentences one below the other, in the words of the page; whatever they quote is text, never markup."""

import html
from collections.abc import Iterable

from geo.sentences import said_in
from pages.words import Words

__all__ = ["sentence_list"]


def sentence_list(sentences: Iterable[str], say: Words, most: int | None = None) -> str:
    """Return the first `most` sentences as an HTML list."""
    said = [said_in(say.language, sentence) for sentence in sentences]
    return f'<ul class="plain">{"".join(f"<li>{html.escape(one)}</li>" for one in said[:most])}</ul>'
