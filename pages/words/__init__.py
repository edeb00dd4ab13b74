"""Say everything in Chinese first and in English too: one key, two texts, checked to be complete."""

from pages.words.catalogue import LANGUAGES, Words, words

__all__ = ["LANGUAGES", "Words", "words"]
