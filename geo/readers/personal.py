"""
Refuse personal data on the way in: leave out columns of names, ID numbers, phones and birth dates, keep the rest.

What a column holds is judged by its cells; the header only makes it likelier. Nothing that is left out is ever quoted.
"""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from geopandas.array import GeometryDtype

from geo.readers.cells import plain_text
from geo.readers.person_names import is_person_name
from geo.readers.personal_columns import FoundCells, birth_dates_in, names_in, numbers_and_names, united
from geo.readers.personal_headers import HeaderWords, header_words
from geo.readers.personal_numbers import number_kind, tidied
from geo.readers.report import named
from geo.sentences import Sentence

__all__ = ["HAS_HEAD", "PERSONAL_KINDS", "BlankedCells", "BlockedColumn", "Screened", "without_personal_data"]

logger = logging.getLogger(__name__)

#: What a column of heads holds instead of their names, where there is one; "" where there is none.
HAS_HEAD = "有"

#: kind -> what a sentence calls it, in English and Chinese.
PERSONAL_KINDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "id_number": ("ID numbers", "身份证号"),
        "bank_card": ("bank card numbers", "银行卡号"),
        "mobile": ("mobile phone numbers", "手机号码"),
        "landline": ("landline numbers", "固定电话"),
        "birth_date": ("birth dates", "出生日期"),
        "name": ("names of persons", "人名"),
    }
)
#: A column with fewer personal cells than one in five is about something else, and only these cells are emptied. ID
#: numbers are the worst to let through: at one in twenty the column is where they are written, mistyped ones among
#: them.
_LEAST_BLOCKED_SHARE, _LEAST_BLOCKED_ID_SHARE = 0.2, 0.05
_NOBODY = re.compile(
    r"无|暂?无人?|没有|空缺?|暂?缺额?|待定|待补|待选|未定|未配备?|否|[-—/\\×x0]*|none|no|n/a|na", re.IGNORECASE
)
_LONGEST_HEADER = 30


@dataclass(frozen=True, slots=True)
class BlockedColumn:
    """
    A column that was not read in: its header, the kind of personal data and its share of the filled cells, 0 to 1.

    A column of heads stays with `HAS_HEAD` in place of each name, and `is_presence_kept`. A header that is personal
    itself, as where a table has no headers, is called column_3 after its place.
    """

    column: str
    kind: str
    share: float
    sentence: Sentence
    is_presence_kept: bool = False


@dataclass(frozen=True, slots=True)
class BlankedCells:
    """The cells of one column that were emptied, by the numbers of their rows; the column stays."""

    column: str
    kind: str
    rows: tuple[object, ...]
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Screened:
    """The rows without personal data, and what was taken out of them."""

    rows: pd.DataFrame
    blocked: tuple[BlockedColumn, ...] = ()
    blanked: tuple[BlankedCells, ...] = ()

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """One sentence for each column touched."""
        return (*(one.sentence for one in self.blocked), *(one.sentence for one in self.blanked))


def without_personal_data(rows: pd.DataFrame | GeoDataFrame) -> Screened:
    """
    Return the rows without personal data.

    Parameters
    ----------
    rows
        Indexed by row number in the file, cells as the file gives them; not modified. A layer stays one.

    Returns
    -------
    screened
        A column is left out if personal data fills a fifth of its filled cells (a twentieth for ID numbers) and more
        than one of them, or half of them; fewer such cells are emptied. Numbers count as whole or within a text; names
        and birth dates by their header, or without one in a table that has other personal data.
    """
    words = [header_words(header) for header in rows.columns]
    places = [n for n in range(rows.shape[1]) if not isinstance(rows.dtypes.iloc[n], GeometryDtype)]
    found = {n: one for n in places if (one := numbers_and_names(rows.iloc[:, n], words[n])) is not None}
    if any(_is_blocked(one) for one in found.values()):
        for n in places:
            if n not in found or not _is_blocked(found[n]):
                column = rows.iloc[:, n]
                more = united(found.get(n), united(names_in(column, words[n]), birth_dates_in(column, words[n])))
                found |= {} if more is None else {n: more}
    screened = _without(rows, found, words)
    if found:
        cells = sum(len(one.rows) for one in screened.blanked)
        logger.info("Blocked %d columns with personal data and emptied %d more cells.", len(screened.blocked), cells)
    return screened


def _without(rows: pd.DataFrame, found: Mapping[int, FoundCells], words: list[HeaderWords]) -> Screened:
    blocked, blanked = [], []
    kept = rows.copy(deep=False)
    labels = list(rows.columns)
    is_kept = np.ones(rows.shape[1], dtype=bool)
    for n, header in enumerate(rows.columns):
        label = _label(header, n, found.get(n))
        if label is None:
            labels[n] = label = f"column_{n + 1}"
        if (cells := found.get(n)) is None:
            continue
        column, is_head = rows.iloc[:, n], words[n].is_head
        if _is_blocked(cells):
            blocked.append(_blocked(label, cells, is_head))
            is_kept[n] = is_head
            if is_head:
                kept.isetitem(n, column.map(_presence).astype(object).to_numpy())
        else:
            blanked.append(_blanked(label, cells, rows.index, is_head))
            kept.isetitem(n, _emptied(column, cells, HAS_HEAD if is_head else None).array)
    if labels != list(rows.columns):
        kept.columns = pd.Index(labels)
    return Screened(kept.iloc[:, np.flatnonzero(is_kept)], tuple(blocked), tuple(blanked))


def _is_blocked(found: FoundCells) -> bool:
    is_many = found.count > 1 or 2 * found.count >= found.filled
    is_ids = found.counts.get("id_number", 0) >= _LEAST_BLOCKED_ID_SHARE * found.filled and "id_number" in found.counts
    return is_many and (is_ids or found.share >= _LEAST_BLOCKED_SHARE)


def _presence(cell: object) -> str:
    return "" if _NOBODY.fullmatch(plain_text(cell)) else HAS_HEAD


def _emptied(column: pd.Series, found: FoundCells, instead: str | None) -> pd.Series:
    """Empty some cells; whole numbers stay whole, which a column of floats would not keep."""
    loose = column if column.dtype.kind == "f" and instead is None else column.astype(object)
    return loose.mask(found.is_personal, np.nan if loose.dtype.kind == "f" else instead)


def _label(header: object, place: int, found: FoundCells | None) -> str | None:
    """Return a header as a sentence may quote it; None for one that is personal data itself."""
    text = " ".join(plain_text(header).split())
    if number_kind(tidied(text), HeaderWords()).kind:
        return None
    if found is not None and found.kinds == ("name",) and not header_words(header).is_person and is_person_name(text):
        return None
    text = text or f"column_{place + 1}"
    return text if len(text) <= _LONGEST_HEADER else f"{text[:_LONGEST_HEADER]}…"


def _said(found: FoundCells) -> tuple[str, str]:
    """Name the kinds in English and Chinese."""
    pairs = [PERSONAL_KINDS[kind] for kind in found.kinds]
    return " and ".join(english for english, _ in pairs), "和".join(chinese for _, chinese in pairs)


def _blocked(label: str, found: FoundCells, is_head: bool) -> BlockedColumn:
    english, chinese = _said(found)
    counted = f"{found.count:,} of {found.filled:,} filled cells"
    counted_zh = f"{found.filled:,} 个有内容的单元格中有 {found.count:,} 个含有{chinese}"
    if is_head:
        sentence = Sentence(
            f'The column "{label}" holds {english} ({counted}); of each row only was kept whether there is somebody '
            f'("{HAS_HEAD}" or empty). To name who is responsible, write the post, not the person.',
            zh=f"“{label}”列：{counted_zh}，属于个人信息，只保留每行是否配备（“{HAS_HEAD}”或空）。"
            "如需注明责任人，请写岗位，不写姓名和号码。",
        )
    else:
        sentence = Sentence(
            f'The column "{label}" was not read in, because it holds {english} ({counted}). '
            "Personal data is not kept here; delete the column from your file, or replace it by counts.",
            zh=f"“{label}”列没有导入：{counted_zh}。本系统不保存个人信息；请在原文件中删去这一列，或只保留汇总数。",
        )
    return BlockedColumn(label, found.kinds[0], found.share, sentence, is_head)


def _blanked(label: str, found: FoundCells, index: pd.Index, is_head: bool) -> BlankedCells:
    english, chinese = _said(found)
    rows = tuple(index[found.is_personal])
    which = named([str(row) for row in rows])
    which_zh = "、".join(str(row) for row in rows[:8]) + (f" 等 {len(rows):,} 行" if len(rows) > 8 else " 行")
    fate, fate_zh = (f'set to "{HAS_HEAD}"', f"改为“{HAS_HEAD}”") if is_head else ("emptied", "清空")
    noun = "row" if len(rows) == 1 else "rows"
    sentence = Sentence(
        f'In the column "{label}", {noun} {which} held {english}; the cells were {fate}, the rest of the column was '
        "kept. Personal data is not kept here; delete it from your file.",
        zh=f"“{label}”列第 {which_zh}含有{chinese}，这些单元格已{fate_zh}，该列其余内容保留。"
        "本系统不保存个人信息；请在原文件中删去。",
    )
    return BlankedCells(label, found.kinds[0], rows, sentence)
