"""Say what a proposal could not keep, and why, in one sentence each."""

from collections.abc import Iterator

import pandas as pd
from geopandas import GeoDataFrame

from geo.city import City
from geo.grids.atoms import Atoms
from geo.grids.proposals.dividing import Division
from geo.grids.proposals.task import Sizes
from geo.grids.proposals.weights import WEIGHTS
from geo.sentences import Sentence

__all__ = ["reasons_of"]

_ZH = {"river": "河流", "railway": "铁路", "expressway": "快速路", "arterial": "干路"}


def reasons_of(
    city: City,
    atoms: Atoms,
    division: Division,
    grids: GeoDataFrame,
    grid_of_zone: dict[int, str],
    sizes: Sizes,
    weight: str,
) -> tuple[Sentence, ...]:
    """Return one sentence for each grid out of range, then what the atoms could not keep."""
    found: list[Sentence] = []
    for zone, grid_id in sorted(grid_of_zone.items(), key=lambda pair: list(grids.index).index(pair[1])):
        amount = float(grids.at[grid_id, "weight"])
        if sizes.has(amount):
            continue
        name = str(grids.at[grid_id, "name"])
        if zone in division.too_large:
            found.append(_too_large(city, atoms, division.too_large[zone], name, amount, sizes, weight))
        elif zone in division.cut_off:
            found.append(_cut_off(atoms, division, zone, name, amount, sizes, weight))
        else:
            found.append(_out(name, amount, sizes, weight))
    return (*found, *atoms.problems)


def _too_large(city: City, atoms: Atoms, atom: str, name: str, amount: float, sizes: Sizes, weight: str) -> Sentence:
    compound_id = str(atoms.blocks.at[atom, "compound_id"])
    title = str(city.get("compounds")["name"].get(compound_id, "") or compound_id)
    what, what_zh = (f"Compound {title}", f"小区{title}") if title else (f"Block {atom}", f"街块 {atom} ")
    return Sentence(
        f"{what} is kept whole, so {name} has {amount:,.0f} {weight} and cannot fit {sizes.most:,.0f}.",
        zh=f"{what_zh}不拆分，{name}的{WEIGHTS[weight]}为 {amount:,.0f}，无法控制在 {sizes.most:,.0f} 以内。",
    )


def _cut_off(
    atoms: Atoms, division: Division, zone: int, name: str, amount: float, sizes: Sizes, weight: str
) -> Sentence:
    kinds = list(_barriers_around(atoms, division.zone == zone))
    by = f"behind the {' and the '.join(kinds)}" if kinds else "cut off from the rest"
    by_zh = f"被{'、'.join(_ZH[kind] for kind in kinds)}隔开" if kinds else "与其余部分不相连"
    if amount == 0:
        return Sentence(
            f"{name} is land {by} with no {weight}; it is a grid of its own because none may reach across.",
            zh=f"{name}{by_zh}，{WEIGHTS[weight]}为 0；网格不得跨越，故单独成格。",
        )
    return Sentence(
        f"{name} lies {by}: its {amount:,.0f} {weight} cannot reach {sizes.least:,.0f}.",
        zh=f"{name}{by_zh}，{WEIGHTS[weight]}为 {amount:,.0f}，达不到 {sizes.least:,.0f}。",
    )


def _out(name: str, amount: float, sizes: Sizes, weight: str) -> Sentence:
    side, side_zh = ("above", "超过") if amount > sizes.most else ("below", "低于")
    limit = sizes.most if amount > sizes.most else sizes.least
    return Sentence(
        f"{name} has {amount:,.0f} {weight}, {side} {limit:,.0f}: its blocks and compounds fit no other way found.",
        zh=f"{name}的{WEIGHTS[weight]}为 {amount:,.0f}，{side_zh} {limit:,.0f}：未找到其他街块与小区组合。",
    )


def _barriers_around(atoms: Atoms, is_inside: "pd.Series[bool]") -> Iterator[str]:
    borders = atoms.borders[atoms.borders["is_barrier"]]
    first = is_inside.reindex(borders["first_id"]).to_numpy()
    around = borders[first != is_inside.reindex(borders["second_id"]).to_numpy()]
    for kind in _ZH:
        if around[f"{kind}_m"].sum() > 0:
            yield kind
