"""Say a thing to the planner once, in English and in Chinese."""

__all__ = ["Sentence", "said_in"]


class Sentence(str):
    """
    A sentence for the planner: the text itself is English, `zh` is the same sentence in Chinese.

    It is a text like any other, so that tables, files and programs that know nothing of languages can hold it.
    """

    __slots__ = ("zh",)
    zh: str

    def __new__(cls, text: str, *, zh: str = "") -> "Sentence":
        """Make the sentence; without `zh` it is only said in English."""
        sentence = super().__new__(cls, text)
        sentence.zh = zh
        return sentence


def said_in(language: str, sentence: str) -> str:
    """Return a sentence in "zh" if it has one there, else as it is."""
    return sentence.zh if language == "zh" and isinstance(sentence, Sentence) and sentence.zh else str(sentence)
