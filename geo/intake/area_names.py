"""
Bring the names of areas to one spelling: 西园社区居民委员会 and 西园社区 are one area, 桐山街道 and 桐山镇 are two.

A name is taken apart into its stem, the kind of area it says it is and, for grids, the number. Offices and
organisations (居委会, 办事处, 党总支) stand for the area they belong to; width, blanks, the form of brackets and
traditional characters do not count.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from geo.readers.cells import plain_text

__all__ = ["AreaKey", "KINDS_OF_LEVEL", "area_key"]

#: The kinds of area that a level may consist of; the first is the usual one.
KINDS_OF_LEVEL: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "province": ("province",),
        "city": ("city", "county", "district"),
        "street": ("street", "town", "township", "zone"),
        "community": ("community", "village"),
        "grid": ("grid",),
        "micro_grid": ("micro_grid",),
        "compound": ("compound",),
    }
)

_ENDING_OF_KIND = {
    "community": "社区",
    "compound": "小区",
    "street": "街道",
    "zone": "开发区",
    "village": "村",
    "town": "镇",
    "township": "乡",
    "county": "县",
    "district": "区",
    "city": "市",
    "province": "省",
}
_BARE = {*_ENDING_OF_KIND.values(), "网格", "微网格"}

#: What an office or an organisation is called -> the area it stands for; longer ones come first.
_AREA_OF_OFFICE = {
    "社区居民委员会": "社区",
    "社区居委会": "社区",
    "居民委员会": "社区",
    "居委会": "社区",
    "村民委员会": "村",
    "村委会": "村",
    "街道办事处": "街道",
    "街道办": "街道",
    "街办": "街道",
    "办事处": "街道",
    "开发区管理委员会": "开发区",
    "开发区管委会": "开发区",
    "住宅小区": "小区",
    "居住小区": "小区",
    "小区业主委员会": "小区",
    "小区业委会": "小区",
    "网格长": "网格",
    "网格员": "网格",
    "人民政府": "",
    "党群服务中心": "",
    "党群服务站": "",
    "党总支委员会": "",
    "党支部委员会": "",
    "党总支部": "",
    "党总支": "",
    "党支部": "",
    "党小组": "",
    "党组织": "",
    "大工委": "",
    "党工委": "",
    "大党委": "",
    "党委": "",
}
#: Offices that are named only after an area of one kind: 镇政府, never 政府 alone.
_AFTER_KIND = {f"{ending}政府": ending for ending in "省市县区镇乡"}
_OFFICES = dict(sorted({**_AREA_OF_OFFICE, **_AFTER_KIND}.items(), key=lambda pair: -len(pair[0])))

_SIMPLIFIED = str.maketrans(
    "區鎮鄉縣號樓棟單網黨總處辦會員組東門龍橋灣陽園廣華興豐嶺島莊邨裏裡臺後雲蘭馬鳳張劉陳吳黃葉鄭楊趙孫蔣蕭聯農場學書長慶寧國",
    "区镇乡县号楼栋单网党总处办会员组东门龙桥湾阳园广华兴丰岭岛庄村里里台后云兰马凤张刘陈吴黄叶郑杨赵孙蒋萧联农场学书长庆宁国",
)
_BRACKETS = str.maketrans("[]{}〔〕【】〈〉《》「」", "()()()()()()()")
_NOISE = re.compile(r"[\s“”\"'‘’·•,，.。、;:]")
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
#: What people add in brackets without naming another area: remarks, former names, the area above, codes.
_REMARK = re.compile(
    r"(?:筹建?|筹备|新设?|新建|试点|暂名|暂定|社区|居委会|村|村委会|街道|镇|乡|网格|小区|支部|党支部|总支|党总支)?"
    r"|(?:原|曾用名|含|属|隶属).*|.{2,}(?:街道|街道办|街道办事处|镇|乡)|[\d-]*"
)
_LEADING_CODE = re.compile(rf"^\d{{5,}}(?=\D)(?!(?:{'|'.join(sorted(_BARE))})$)")
_PEOPLES = re.compile(
    r"(?<=.)(?:畲|回|满|苗|彝|壮|侗|瑶|白|傣|黎|水|羌|藏|蒙古|土家|布依|哈尼|朝鲜|维吾尔|哈萨克|民)族$"
)

_GRID = re.compile(r"^(.*?)(微?网格)([^网]*)$")
_CHINESE = "[一二三四五六七八九十百零〇两]{1,6}"
_NUMBER_BEFORE = re.compile(rf"^(.*?)第?((?<!\d)\d{{1,4}}|{_CHINESE})(?:号|#)?$")
_NUMBER_AFTER = re.compile(rf"^第?(\d{{1,4}}|{_CHINESE})(?:号|#)?$")
_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_CODE = re.compile(r"^\d{5,}$")
_LETTERS_AFTER = re.compile(r"[A-Za-z]{0,2}")
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class AreaKey:
    """
    What a name says: its stem, the kind of area ("" if it does not say) and the number of a grid.

    The stem of a grid is the area it is named after, "" for 第一网格.
    """

    stem: str
    kind: str = ""
    number: int | None = None

    @property
    def text(self) -> str:
        """The name in its one spelling; it has this key itself."""
        if self.kind in ("grid", "micro_grid"):
            number = "" if self.number is None else f"第{self.number}"
            return f"{self.stem}{number}{'微网格' if self.kind == 'micro_grid' else '网格'}"
        return self.stem + _ENDING_OF_KIND.get(self.kind, "")


def area_key(name: object, level: str | None = None) -> AreaKey:
    """
    Take the name of an area apart; two names with one key are one area.

    With `level`, only the kinds of area of that level are looked for, so that the compound 阳光小镇 is no town, and a
    level of one kind needs no ending: the compound 华鑫 is 华鑫小区. A name that is nothing but an ending has no kind.
    """
    text, remarks = _plain(name)
    kinds = KINDS_OF_LEVEL.get(level or "", tuple(kind for kinds in KINDS_OF_LEVEL.values() for kind in kinds))
    text = _without_offices(text)
    key = _grid_key(text, kinds) or _ending_key(text, kinds)
    if not key.kind and len(kinds) == 1 and key.stem and key.stem not in _BARE:
        key = AreaKey(key.stem, kinds[0])
    return AreaKey(key.stem + remarks, key.kind, key.number) if remarks else key


def _plain(name: object) -> tuple[str, str]:
    """Return the name without what does not count, and what is in brackets and does count."""
    text = plain_text(name)[:_LONGEST].translate(_SIMPLIFIED).translate(_BRACKETS)
    text = "".join(character for character in text if unicodedata.category(character)[0] != "C")
    text = _NOISE.sub("", text)
    asides = [aside for aside in _IN_BRACKETS.findall(text) if not _REMARK.fullmatch(aside)]
    text = unicodedata.normalize("NFKC", _IN_BRACKETS.sub("", text).replace("(", "").replace(")", ""))
    return _LEADING_CODE.sub("", text), "".join(f"({aside})" for aside in asides)


def _without_offices(text: str) -> str:
    """Replace an office or an organisation at the end by the area it stands for, as often as one is there."""
    while True:
        office = next((office for office in _OFFICES if text.endswith(office) and len(text) > len(office)), None)
        if office is None:
            return text
        shorter = text.removesuffix(office) + _OFFICES[office]
        if len(shorter) >= len(text):
            return text
        text = shorter


def _ending_key(text: str, kinds: tuple[str, ...]) -> AreaKey:
    endings = [
        (ending, kind)
        for kind in kinds
        if (ending := _ENDING_OF_KIND.get(kind, "")) and text.endswith(ending) and text not in _BARE
    ]
    if not endings:
        return AreaKey(text)
    ending, kind = max(endings, key=lambda pair: len(pair[0]))
    stem, shorter = "", text.removesuffix(ending)
    # 中村村委会 is the village 中村, and a doubled 社区 is one; 区 also ends 社区 and comes off once.
    while shorter not in (stem, ""):
        stem, shorter = shorter, shorter if kind == "district" else shorter.removesuffix(ending)
        shorter = _PEOPLES.sub("", shorter) if kind in ("town", "township") else shorter
    return AreaKey(text) if stem in _BARE else AreaKey(stem, kind)


def _grid_key(text: str, kinds: tuple[str, ...]) -> AreaKey | None:
    found = _GRID.match(text)
    if found is None:
        return None
    before, word, after = found.groups()
    after = _CODE.sub("", after) if before else after
    kind = "micro_grid" if word == "微网格" else "grid"
    number, stem = _number_after(after), before
    if number is None:
        stem, number = _number_before(before)
        stem += after
    is_other_thing = _number_after(after) is None and not _LETTERS_AFTER.fullmatch(after)
    if kind not in kinds or is_other_thing or (number is None and not stem):
        return None
    above = area_key(stem) if stem else AreaKey("")
    return AreaKey(above.text if above.kind else stem, kind, number)


def _number_before(text: str) -> tuple[str, int | None]:
    found = _NUMBER_BEFORE.match(text)
    number = _number(found[2]) if found else None
    return (found[1], number) if found and number is not None else (text, None)


def _number_after(text: str) -> int | None:
    found = _NUMBER_AFTER.match(text)
    return _number(found[1]) if found else None


def _number(numeral: str) -> int | None:
    """Return the value of digits or of a Chinese numeral up to 999, None for characters in no order of a numeral."""
    if numeral.isascii():
        return int(numeral)
    found = re.fullmatch(
        r"(?:([一二三四五六七八九两])百零?)?(?:([一二三四五六七八九])?(十))?([〇零一二三四五六七八九两])?", numeral
    )
    if found is None:
        return None
    hundreds, tens, ten, ones = found.groups()
    return 100 * _DIGITS[hundreds or "〇"] + (10 * _DIGITS[tens or "一"] if ten else 0) + _DIGITS[ones or "〇"]
