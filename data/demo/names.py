"""Make up names for compounds: plausible, repeated nowhere, and of no real place."""

from functools import cache

from data.demo.compounds import estates
from data.demo.frame import dice
from data.demo.houses import hamlets

__all__ = ["estate_names", "hamlet_names"]

_HEADS = (
    "锦溪",
    "桐荫",
    "云岫",
    "松风",
    "望溪",
    "兰陵",
    "屏翠",
    "溪畔",
    "文昌",
    "教场",
    "雁塔",
    "青岚",
    "桂岭",
    "南浦",
    "东篱",
    "听泉",
    "鹿鸣",
    "双溪",
    "临江",
    "紫藤",
    "半山",
    "竹园",
    "枫桥",
    "梅坞",
    "石榴",
    "银杏",
    "白鹭",
    "晨曦",
    "长虹",
    "和顺",
)
_TAILS = {
    "walk_up": ("小区", "新村", "花园", "苑", "里"), "mid_rise": ("佳园", "雅苑", "名居"), "high_rise": ("华府",
        "名都", "城", "国际", "一品"),
    "new_estate": ("云璟", "天著", "印象", "和园", "悦府"),
}  # fmt: skip
_LANES = ("桂花巷片", "石板巷片", "水门巷片", "灯笼巷片", "书院巷片", "井头巷片", "竹篱巷片", "酒坊巷片", "南门街片")
_VILLAGES = (
    "上坑",
    "石圳",
    "桥头",
    "洋中",
    "后垅",
    "竹头",
    "大樟",
    "溪尾",
    "坪岗",
    "半岭",
    "茶洋",
    "柚园",
    "枫林",
    "下厝",
    "岭脚",
    "墩上",
    "田楼",
    "湖边",
    "梨坪",
    "樟坑",
)


@cache
def estate_names() -> tuple[str, ...]:
    """Return the name of every compound with flats."""
    rng, taken, names = dice("names"), set(), []
    for estate in estates():
        options = [head + tail for tail in _TAILS[estate.use] for head in _HEADS if head + tail not in taken]
        names.append(str(options[int(rng.integers(len(options)))]))
        taken.add(names[-1])
    return tuple(names)


@cache
def hamlet_names() -> tuple[str, ...]:
    """Return the name of every lane quarter and village."""
    lanes, villages = iter(_LANES), iter(_VILLAGES)
    return tuple(next(lanes) if hamlet.block is not None else f"{next(villages)}村" for hamlet in hamlets())
