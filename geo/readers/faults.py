"""Name what can be wrong with a row or a cell, in both languages, with what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from geo.sentences import Sentence

__all__ = ["FAULTS", "Fate", "Fault", "RowNote", "sentences_of"]

#: What became of a row: refused, mended, left out as no row of data, or kept and worth a look.
Fate = Literal["refused", "mended", "left_out", "noticed"]

#: Beyond this, further rows with the same fault are counted in the sentences; the notes hold them all.
_MOST_ROWS_LISTED = 50


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that can be wrong: how it is said after the row's name, and what the planner can do."""

    key: str
    fate: Fate
    said: str
    zh: str
    remedy: Sentence


def _fault(key: str, fate: Fate, said: str, zh: str, remedy: str = "", remedy_zh: str = "") -> Fault:
    return Fault(key, fate, said, zh, Sentence(remedy, zh=remedy_zh))


_AGAIN = ("Correct it in the file and load the file again.", "请在原文件中改正后重新导入。")

#: By key. Braces are filled with the column, the value as it stands in the file, and what it was read as.
FAULTS = {
    fault.key: fault
    for fault in (
        _fault(
            "no_geometry", "refused", "has no geometry and was refused.", "没有图形或坐标，未导入。",
            "Draw it or give it coordinates, or delete the row.", "请补画图形或填写坐标，或删除该行。",
        ),
        _fault(
            "no_position", "refused", 'has no readable position ("{value}") and was refused.',
            "的坐标无法识别（“{value}”），未导入。",
            "Write longitude and latitude as numbers, for example 120.21650 and 27.33250.",
            "请把经度、纬度写成数字，例如 120.21650 和 27.33250。",
        ),
        _fault(
            "off_globe", "refused", "lies off the globe or has coordinates that are not numbers and was refused.",
            "的坐标超出地球范围或不是数字，未导入。", *_AGAIN,
        ),
        _fault("no_length", "refused", "has no length and was refused.", "是长度为零的线，未导入。", *_AGAIN),
        _fault("no_area", "refused", "has no area and was refused.", "的面积为零，未导入。", *_AGAIN),
        _fault(
            "repeated", "refused", "repeats an earlier row and was refused.", "与前面的行重复，未导入。",
            "Delete the row, or change it if it stands for something else.", "请删除该行；若另有所指，请改名或改位置。",
        ),
        _fault(
            "crossed", "mended", "crosses itself and was mended; look at its outline.",
            "的边界自相交，已修复，请核对轮廓。",
            "Compare the repair with the original outline.", "请对照原轮廓检查修复结果。",
        ),
        _fault(
            "island", "noticed", "has a hole with an island in it; it was kept, look whether that is meant.",
            "的洞里还有一块飞地，已保留，请确认是否有意。",
        ),
        _fault(
            "number_read", "mended", ': {column} says "{value}" and was read as {more}.',
            "：{column} 写的是“{value}”，按 {more} 读取。", "Nothing, if the number is right.", "数字无误则无需处理。",
        ),
        _fault(
            "no_number", "noticed", ': {column} says "{value}", which is not a number.',
            "：{column} 写的是“{value}”，不是数字。", "Write a plain number, or leave the cell empty.",
            "请填写纯数字，或留空。",
        ),
        _fault(
            "swapped", "mended", ": longitude and latitude stood in each other's column and were exchanged.",
            "：经度和纬度填反，已对调。", "Exchange the two cells in the file.", "请在原文件中对调这两个单元格。",
        ),
        _fault(
            "filled_down", "mended", ': {column} was joined with the cell above and was read as "{value}".',
            "：{column} 是合并单元格，按“{value}”读取。",
        ),
        _fault(
            "other_encoding", "mended", ": {column} was in another encoding ({more}) and was read in that.",
            "：{column} 的编码与文件不同（{more}），已按该编码读取。",
        ),
        _fault(
            "damaged_text", "noticed", ': {column} has damaged characters ("{value}").',
            "：{column} 有损坏的字符（“{value}”）。",
            *_AGAIN,
        ),
        _fault(
            "left_out", "left_out", '("{value}") is {more} and was left out.',
            "（“{value}”）是{more}，不作为数据读取。",
        ),
        _fault(
            "wrong_total", "noticed", ": {column} gives a total of {value}, but the rows add up to {more}.",
            "：{column} 的合计写的是 {value}，各行相加是 {more}。",
            "Find the missing or doubled row.",
            "请核对漏填或重复行。",
        ),
        _fault(
            "too_many_cells", "noticed", "has more cells than there are headers; the last ones were left out.",
            "的单元格比表头多，多出的部分未读取。", *_AGAIN,
        ),
        _fault(
            "wrong_kind", "refused", "is no {value} and was refused.", "不是{more}，未导入。",
        ),
        _fault(
            "same_id", "refused", "has the {column} {value} of an earlier row and was refused.",
            "的编号（{column}）{value} 与前面的行相同，未导入。", "Give each row an id of its own.",
            "请为每行填写不同的编号。",
        ),
        _fault(
            "wrong_count", "refused", 'has "{value}" for {column}, which is no count, and was refused.',
            "的 {column} 写的是“{value}”，不是有效数量，未导入。", "Write a number of 0 or more.",
            "请填写不小于 0 的数字。",
        ),
        _fault(
            "count_left_away", "noticed", 'has "{value}" for {column}, which is no count, and was read without it.',
            "的 {column} 写的是“{value}”，不是有效数量，该项按未知处理。", "Write a number of 0 or more.",
            "请填写不小于 0 的数字。",
        ),
        _fault(
            "unknown_kind", "noticed",
            'is of the kind "{value}", which is not in the vocabulary; it counts as unknown.',
            "的类型“{value}”不在词表中，按“未归类”处理。", "Choose a kind for this word, or leave it unknown.",
            "请为该词指定类型，或保留为未归类。",
        ),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RowNote:
    """What was wrong with one row, or with one cell of it, and what became of it; `at` is where, as the file counts."""

    row: int
    name: str
    fault: Fault
    column: str = ""
    value: str = ""
    more: str = ""
    more_zh: str = ""
    at: tuple[float, float] | None = None

    @property
    def fate(self) -> Fate:
        """What became of the row."""
        return self.fault.fate

    @property
    def sentence(self) -> Sentence:
        """The row and what is wrong with it, as one sentence."""
        called = f"row {self.row} ({self.name})" if self.name else f"row {self.row}"
        called_zh = f"第 {self.row} 行（{self.name}）" if self.name else f"第 {self.row} 行"
        joint = "" if self.fault.said.startswith(":") else " "
        return Sentence(f"{called}{joint}{self._filled(self.fault.said, self.more)}",
                        zh=f"{called_zh}{self._filled(self.fault.zh, self.more_zh or self.more)}")  # fmt: skip

    @property
    def reason(self) -> Sentence:
        """What is wrong, without the row's name."""
        said = self._filled(self.fault.said, self.more).lstrip(": ")
        zh = self._filled(self.fault.zh, self.more_zh or self.more).lstrip("：的")
        return Sentence(said, zh=zh)

    def _filled(self, text: str, more: str) -> str:
        return text.replace("{column}", self.column).replace("{more}", more).replace("{value}", self.value)


def sentences_of(notes: Iterable[RowNote]) -> tuple[Sentence, ...]:
    """Say each note in a sentence, in order; of many with the same fault the first ones, then how many more."""
    listed: dict[str, list[RowNote]] = {}
    for note in notes:
        listed.setdefault(note.fault.key, []).append(note)
    sentences: list[Sentence] = []
    for alike in listed.values():
        sentences += [note.sentence for note in alike[:_MOST_ROWS_LISTED]]
        further = len(alike) - _MOST_ROWS_LISTED
        if further > 0:
            fault = alike[0].fault
            said, zh = fault.said.lstrip(": "), fault.zh.lstrip("：的")
            for part in ("{column}", "{value}", "{more}"):
                said, zh = said.replace(part, "…"), zh.replace(part, "…")
            sentences.append(Sentence(f"{further} more rows: each {said}", zh=f"另有 {further} 行：{zh}"))
    return tuple(sentences)
