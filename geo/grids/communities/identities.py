"""Find ids, names and codes for new communities that nobody has and nobody had."""

from collections.abc import Collection, Iterable

from geo.city import City
from geo.errors import GridError
from geo.grids.codes import CodeRules, retired_codes
from geo.intake.area_codes import code_at

__all__ = ["new_code", "new_id", "new_name"]

_STREET_DIGITS = 9
_NUMERALS = "零一二三四五六七八九十"


def new_code(city: City, near_code: str, taken: Collection[str], rules: CodeRules, *, is_merged: bool = False) -> str:
    """
    Return the next code of a street: after the highest number ever used, 601 and up for merged communities.

    Parameters
    ----------
    near_code
        Code of a community of the same street; "" gives "".
    taken
        Codes given out a moment ago.

    Raises
    ------
    GridError
        If the street has no number left.
    """
    street = code_at(near_code, "street")
    if not street:
        return ""
    every = {*city["communities"]["code"], *retired_codes(city.notes), *taken, near_code}
    # Grids out of use name their community, too.
    every |= {code_at(code, "community") for code in every | set(city.get("grids")["grid_code"])}
    used = {int(code[_STREET_DIGITS:]) for code in every if code.startswith(street) and len(code) == _STREET_DIGITS + 3}
    numbers = range(rules.merged_from, 1000) if is_merged else range(1, rules.last_new + 1)
    highest = max((number for number in used if number in numbers), default=numbers.start - 1)
    free = [*range(highest + 1, numbers.stop), *(number for number in numbers if number not in used)]
    if not free:
        raise GridError(
            f"The street {street} has used up its community numbers {numbers.start} to {numbers.stop - 1}; codes are "
            "never given twice. Allow more numbers in the code rules.",
            zh=f"街道 {street} 的社区序号 {numbers.start} 至 {numbers.stop - 1} 已用完，代码不重复使用；"
            "请在编码规则中放宽序号范围。",
        )
    return f"{street}{free[0]:03d}"


def new_id(near_id: str, taken: Iterable[str]) -> str:
    """Return an id like C06-2 that is not taken."""
    known, number = set(taken), 2
    while f"{near_id}-{number}" in known:
        number += 1
    return f"{near_id}-{number}"


def new_name(near_name: str, taken: Iterable[str]) -> str:
    """Return a working name like 文昌第二社区 that is not taken; the real one is for people to choose."""
    known, stem = set(taken), near_name.removesuffix("社区")
    for number in range(2, 100):
        name = f"{stem}第{_NUMERALS[number] if number <= 10 else number}社区"
        if name not in known:
            return name
    return f"{stem}新社区"
