"""Say what was noticed in a drawing: what was closed, left out, taken apart, cut off."""

from collections import Counter
from collections.abc import Sequence

from geo.readers.dxf.blocks import Taken
from geo.readers.dxf.drawings import Drawing
from geo.readers.dxf.things import Thing
from geo.sentences import Sentence

__all__ = ["drawing_sentences", "layer_sentences"]

_KINDS_SHOWN = 6
_ENGLISH = {"area": "outlines", "line": "lines", "point": "points"}
_CHINESE = {"area": "闭合轮廓", "line": "线", "point": "点"}


def drawing_sentences(file_name: str, drawing: Drawing, taken: Taken) -> list[Sentence]:
    """Return the sentences about the drawing as a whole."""
    said = []
    if not drawing.progress.is_complete:
        said.append(
            Sentence(
                f"{file_name} breaks off before its end; what comes before was read. "
                "Look whether something is missing.",
                zh=f"{file_name} 不完整，文件中途中断；已读取中断之前的内容，请检查是否有缺失。",
            )
        )
    if drawing.progress.misplaced_lines:
        count = drawing.progress.misplaced_lines
        said.append(
            Sentence(
                f"{file_name} has {count:,} lines that do not belong where they are; they were stepped over.",
                zh=f"{file_name} 中有 {count:,} 行位置错乱，已跳过。",
            )
        )
    if drawing.broken:
        said.append(
            Sentence(
                f"{drawing.broken.total():,} things in {file_name} are damaged and were left out: "
                f"{_listed(drawing.broken)}.",
                zh=f"{file_name} 中有 {drawing.broken.total():,} 个对象已损坏，未读取：{_listed(drawing.broken)}。",
            )
        )
    if drawing.left_out:
        said.append(
            Sentence(
                f"{file_name} also holds what is no outline, line or point and was left out: "
                f"{_listed(drawing.left_out)}.",
                zh=f"{file_name} 中还有不是轮廓、线或点的对象，未读取：{_listed(drawing.left_out)}。",
            )
        )
    if taken.opened:
        said.append(
            Sentence(
                f"{taken.opened:,} inserted blocks were taken apart.", zh=f"已分解 {taken.opened:,} 个插入的图块。"
            )
        )
    if taken.is_cut:
        said.append(
            Sentence(
                f"The blocks of {file_name} hold too much, or one another; some were left out. Explode them in "
                "your CAD program and load the drawing again.",
                zh=f"{file_name} 的图块内容过多或互相嵌套，部分未读取；请在 CAD 中分解图块后重新导入。",
            )
        )
    return said


def layer_sentences(
    on_layer: Sequence[Thing], kept: Sequence[Thing], kind: str, layer: str, all_named: bool
) -> list[Sentence]:
    """Return the sentences about the CAD layer that was read."""
    said = []
    others = Counter(thing.kind for thing in on_layer) - Counter(thing.kind for thing in kept)
    if others:
        english = " and ".join(f"{count:,} {_ENGLISH[other]}" for other, count in sorted(others.items()))
        chinese = "、".join(f"{count:,} 个{_CHINESE[other]}" for other, count in sorted(others.items()))
        said.append(
            Sentence(
                f"The CAD layer {layer} also holds {english}; only its {_ENGLISH[kind]} were read.",
                zh=f"图层“{layer}”中还有 {chinese}；只读取了{_CHINESE[kind]}。",
            )
        )
    closed = sum(thing.was_closed for thing in kept)
    if closed:
        said.append(
            Sentence(
                f"{closed:,} outlines of the CAD layer {layer} were not quite closed; the last small gap was closed.",
                zh=f"图层“{layer}”中有 {closed:,} 个轮廓首尾没有完全闭合，已自动闭合。",
            )
        )
    damaged = sum(thing.is_own and thing.attributes is None for thing in kept)
    if damaged:
        said.append(
            Sentence(
                f"{damaged:,} rows of the CAD layer {layer} have lost their attributes in the CAD program.",
                zh=f"图层“{layer}”中有 {damaged:,} 行的属性在 CAD 中已丢失。",
            )
        )
    if not all_named:
        said.append(
            Sentence(
                "There are too many texts and outlines to find every name; some outlines have none.",
                zh="文字和轮廓过多，未能全部配对；部分轮廓没有名称。",
            )
        )
    return said


def _listed(counts: Counter[str]) -> str:
    shown = [f"{count:,} {kind}" for kind, count in counts.most_common(_KINDS_SHOWN)]
    return ", ".join([*shown, "..."] if len(counts) > _KINDS_SHOWN else shown)
