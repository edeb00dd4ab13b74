"""Say when a city has too little data for an honest coverage map."""

import numpy as np
import shapely

from geo.city import City
from geo.errors import NotEnoughDataError

__all__ = [
    "LEAST_DWELLINGS",
    "LEAST_DWELLINGS_PER_STREET_KM",
    "LEAST_SHARE_NEAR_STREETS",
    "NEAR_STREET_M",
    "mapped_street_share",
    "require_enough_data",
    "shortage",
]

#: With 30 homes one of them is 3 percentage points of a coverage share; with fewer the share says nothing.
LEAST_DWELLINGS = 30
#: A mapped neighbourhood has 10 to 40 buildings a street kilometre. Below one, at best a tenth of the homes is on the
#: map, and those that are were not picked to stand for the rest.
LEAST_DWELLINGS_PER_STREET_KM = 1.0
#: Further from any street than this, the street to a home is missing from the data, and its walk would be invented.
NEAR_STREET_M = 200.0
LEAST_SHARE_NEAR_STREETS = 0.8


def require_enough_data(city: City) -> None:
    """
    Refuse a city whose coverage map would mislead, in one sentence with the figures found.

    Asked for are streets, at least `LEAST_DWELLINGS` buildings with households, `LEAST_DWELLINGS_PER_STREET_KM` of
    them, and `LEAST_SHARE_NEAR_STREETS` of them within `NEAR_STREET_M` of a street.

    Raises
    ------
    NotEnoughDataError
    """
    sentence, zh = _shortage(city)
    if sentence:
        raise NotEnoughDataError(sentence, zh=zh)


def shortage(city: City) -> str:
    """Return the sentence that says what is missing for an honest coverage map, "" if nothing is."""
    return _shortage(city)[0]


def _shortage(city: City) -> tuple[str, str]:
    """Return the sentence in English and in Chinese."""
    streets, buildings = city.get("streets"), city.get("buildings")
    homes = buildings[buildings["households"] > 0]
    street_km = float(streets.length.sum()) / 1000
    found = (
        f"There is not enough data for {city.name}: it has {len(buildings)} buildings, {len(homes)} of them homes, "
        f"and {len(streets)} streets, {street_km:.1f} km"
    )
    found_zh = (
        f"{city.name}的数据不够：只有 {len(buildings)} 栋建筑（其中住宅 {len(homes)} 栋）、"
        f"{len(streets)} 条道路共 {street_km:.1f} 公里"
    )
    advice_zh = "请加载带户数的楼栋图层，或导入测绘更完整的区域"
    advice = "load a building layer with households, or import an area that is mapped more fully"
    if not len(streets):
        return (
            f"{found}: without streets no walk can be measured; load streets first.",
            f"{found_zh}；没有道路就量不出步行距离，请先加载道路。",
        )
    if len(homes) < LEAST_DWELLINGS:
        return (
            f"{found}; an honest coverage map needs at least {LEAST_DWELLINGS} homes, so {advice}.",
            f"{found_zh}；如实的覆盖图至少需要 {LEAST_DWELLINGS} 栋住宅，{advice_zh}。",
        )
    if len(homes) / street_km < LEAST_DWELLINGS_PER_STREET_KM:
        return (
            (
                f"{found}, that is {len(homes) / street_km:.1f} homes a street kilometre; an honest coverage map needs "
                f"at least {LEAST_DWELLINGS_PER_STREET_KM:g}, so {advice}."
            ),
            (
                f"{found_zh}，平均每公里道路只有 {len(homes) / street_km:.1f} 栋住宅；"
                f"如实的覆盖图至少需要 {LEAST_DWELLINGS_PER_STREET_KM:g} 栋，{advice_zh}。"
            ),
        )
    middles = homes.geometry.representative_point().to_numpy()
    tree = shapely.STRtree(streets.geometry.to_numpy())
    near, _ = tree.query(middles, predicate="dwithin", distance=NEAR_STREET_M)
    near_share = len(np.unique(near)) / len(homes)
    if near_share < LEAST_SHARE_NEAR_STREETS:
        return (
            (
                f"{found}, but only {near_share:.0%} of the homes lie within {NEAR_STREET_M:g} m of a street, where "
                f"{LEAST_SHARE_NEAR_STREETS:.0%} are needed for an honest coverage map; load the missing streets."
            ),
            (
                f"{found_zh}，但只有 {near_share:.0%} 的住宅在道路 {NEAR_STREET_M:g} 米之内；"
                f"如实的覆盖图需要 {LEAST_SHARE_NEAR_STREETS:.0%}，请补充缺失的道路。"
            ),
        )
    return "", ""


def mapped_street_share(city: City) -> float:
    """
    Return the share of street length with a mapped home within `NEAR_STREET_M`, 0 to 1.

    The rest of the streets may lead through fields, or through homes that nobody has mapped: the map alone cannot tell.
    """
    streets, buildings = city.get("streets"), city.get("buildings")
    homes = buildings[buildings["households"] > 0]
    xy, row = shapely.get_coordinates(streets.geometry.to_numpy(), return_index=True)
    is_piece = row[1:] == row[:-1]
    starts, ends = xy[:-1][is_piece], xy[1:][is_piece]
    length_m = np.hypot(*(ends - starts).T)
    if not len(homes) or length_m.sum() == 0:
        return 0.0
    tree = shapely.STRtree(homes.geometry.representative_point().to_numpy())
    near, _ = tree.query(shapely.points((starts + ends) / 2), predicate="dwithin", distance=NEAR_STREET_M)
    return float(length_m[np.unique(near)].sum() / length_m.sum())
