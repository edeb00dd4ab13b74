"""Read CSV, TSV and plain text tables as rows of cells, whatever the separator and the encoding."""

import csv
import re
import statistics
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from geo.errors import BrokenFileError
from geo.readers.cells import CellRows
from geo.readers.text import ENCODINGS, bad_bytes, named_encoding, opened_text, repaired, text_encoding
from geo.sentences import Sentence

__all__ = ["delimited_cells"]

_DELIMITERS = (",", "\t", ";", "|", "，")
_SNIFFED_BYTES = 4_000_000
_SNIFFED_LINES = 40
#: A cell over so many lines is a quotation mark that somebody forgot to close.
_LONGEST_CELL_LINES = 100
_LARGEST_CELL = 1_000_000
_LARGEST_FILE_BYTES = 2_000_000_000
_MOST_COLUMNS = 2_000
#: Apostrophes before a sign that a spreadsheet would run; the first one is the guard.
_GUARDED = re.compile(r"'+[=+\-@＝＋－＠\t\n]")


def delimited_cells(file: Path, encoding: str | None = None) -> CellRows:
    """
    Return the rows of cells of a text table.

    The encoding is found, or taken as named; a cell in another encoding is read in that and told. An apostrophe that
    guards a text against being run as a formula is taken away.

    Raises
    ------
    BrokenFileError
        If it is no text, or larger than a table can be.
    """
    if file.stat().st_size > _LARGEST_FILE_BYTES:
        raise BrokenFileError(
            f"{file.name} is larger than 2 GB; keep only the rows needed.",
            zh=f"{file.name} 超过 2 GB；请只保留需要的行。",
        )
    with file.open("rb") as stream:
        sample = stream.read(_SNIFFED_BYTES)
    chosen = named_encoding(encoding) if encoding else text_encoding(sample)
    if not chosen or not _is_text(sample, chosen):
        wanted = encoding or "UTF-8, GB18030, Big5 or UTF-16"
        raise BrokenFileError(
            f"{file.name} is not text in {wanted}; save it as CSV UTF-8, or name its encoding.",
            zh=f"{file.name} 不是 {encoding or 'UTF-8、GB18030、Big5 或 UTF-16'} 编码的文字；"
            "请另存为 CSV UTF-8，或指明编码。",
        )
    lines = _first_lines(file, chosen)
    delimiter = _delimiter(lines)
    reasons: list[str] = []
    is_quoted = _is_quoted_well(file, chosen, delimiter)
    if not is_quoted:
        reasons.append(
            Sentence(
                f"{file.name} has a quotation mark that is never closed; quotation marks were read as plain signs.",
                zh=f"{file.name} 里有未闭合的引号；引号已按普通字符读取。",
            )
        )
    rows = _rows(file, chosen, delimiter, is_quoted)
    return CellRows(file.stem, rows, encoding=ENCODINGS.get(chosen, chosen), reasons=tuple(reasons))


def _is_text(sample: bytes, encoding: str) -> bool:
    text = sample.decode(encoding, bad_bytes(encoding))
    broken = sum("\ud800" <= one <= "\udfff" or one == "\ufffd" for one in text[:200_000])
    return "\x00" not in text and broken <= max(len(text[:200_000]) // 10, 1 if len(text) > 20 else 0)


def _first_lines(file: Path, encoding: str) -> list[str]:
    with opened_text(file, encoding) as stream:
        return [line.rstrip("\r\n") for line in islice(_bounded_lines(stream), _SNIFFED_LINES) if line.strip()]


def _bounded_lines(stream: Iterator[str]) -> Iterator[str]:
    for line in stream:
        if len(line) > _LARGEST_CELL:
            return
        yield line


def _delimiter(lines: list[str]) -> str:
    """Return the sign that cuts most lines into the same number of cells; "" where only blanks do."""
    best, most = ",", 0.0
    for delimiter in _DELIMITERS:
        counts = [len(next(csv.reader([line], delimiter=delimiter), [])) - 1 for line in lines if len(line) < 100_000]
        usual = statistics.median_high(counts) if counts else 0
        agreeing = sum(count == usual for count in counts) / len(counts) if counts else 0.0
        # The number of cells counts only among those that cut alike: a comma within an address cuts at random.
        score = (agreeing * min(usual, 20) ** 0.5) if usual > 0 else 0.0
        if score > most:
            best, most = delimiter, score
    widths = [len(line.split()) for line in lines]
    if most == 0 and widths and statistics.median_low(widths) > 1:
        return ""
    return best


def _is_quoted_well(file: Path, encoding: str, delimiter: str) -> bool:
    """Tell whether no quotation mark swallows the rest of the file."""
    if not delimiter:
        return True
    with opened_text(file, encoding) as stream:
        reader = csv.reader(stream, delimiter=delimiter)
        before = 0
        try:
            for _ in reader:
                if reader.line_num - before > _LONGEST_CELL_LINES:
                    return False
                before = reader.line_num
        except csv.Error:
            return False
    return True


def _rows(file: Path, encoding: str, delimiter: str, is_quoted: bool) -> Iterator[tuple[int, list[object]]]:
    with opened_text(file, encoding) as stream:
        if delimiter:
            quotes = '"' if is_quoted else None
            reader = csv.reader(
                stream,
                delimiter=delimiter,
                quotechar=quotes,
                quoting=csv.QUOTE_MINIMAL if is_quoted else csv.QUOTE_NONE,
            )
            number = 1
            try:
                for row in reader:
                    yield number, [_cell(text, encoding) for text in row[:_MOST_COLUMNS]]
                    number = reader.line_num + 1
            except csv.Error as error:
                raise BrokenFileError(
                    f"{file.name} is not a table of cells from line {number} on: {error}. Save it again as CSV.",
                    zh=f"{file.name} 从第 {number} 行起不是表格；请重新另存为 CSV。",
                ) from error
        else:
            for number, line in enumerate(stream, start=1):
                yield number, [_cell(text, encoding) for text in line.split(maxsplit=_MOST_COLUMNS)]


def _cell(text: str, encoding: str) -> str:
    if not text.isascii():
        text, _ = repaired(text, encoding)
    return text[1:] if text.startswith("'") and _GUARDED.match(text) else text
