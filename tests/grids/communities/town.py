"""Oracle F4 as a city: nine grids of 100 m, a street and a river, facilities and a neighbour."""

from geo.city import City
from geo.layers import BARRIERS, FACILITIES
from tests.grids.changes.town import F4_HOUSEHOLDS, buildings, communities, grids, lattice, square
from tests.streets.town import line, lines, points

#: ADGH | BCEFI, the best split of F4.
BEST = {one: int(one in "BCEFI") for one in "ABCDEFGHI"}
PREFIX = "359901001"


def f4_city(homes=None, **layers):
    """The community C of F4, 中山路 along x = 100, the river along y = 100 east of it, and the village V next to it."""
    shapes = dict(zip(F4_HOUSEHOLDS, lattice(3, 3).values(), strict=True)) | {"V1": square(300, 0, 100, 300)}
    ids = ["C"] * 9 + ["V"]
    codes = [f"{PREFIX}006{number:03d}" for number in range(1, 10)] + [f"{PREFIX}201001"]
    names = [f"文昌社区第{one}网格" for one in "一二三四五六七八九"] + ["东坑村第一网格"]
    if homes is None:
        homes = [
            (50 + 100 * (at % 3), 250 - 100 * (at // 3), households)
            for at, households in enumerate(F4_HOUSEHOLDS.values())
        ] + [(350, 150, 700)]
    facilities = points(
        [(50, 250), (150, 50), (250, 250), (250, 50)],
        ids=["station", "canteen", "post", "centre"],
        name=["站", "食堂", "驿站", "中心"],
        kind=["community_station", "elder_canteen", "red_post", "party_centre"],
        tier=["community", "", "", "street"],
        community_id="C",
    )
    river = lines(line((100, 100), (400, 100)), kind="river", name="鼎溪")
    given = {
        "communities": communities(
            {"C": square(0, 0, 300, 300), "V": square(300, 0, 100, 300)},
            name=["文昌社区", "东坑村"],
            street_id="S1",
            code=[f"{PREFIX}006", f"{PREFIX}201"],
        ),
        "grids": grids(shapes, name=names, community_id=ids, grid_code=codes),
        "buildings": buildings(homes),
        "facilities": FACILITIES.check(facilities),
        "streets": lines(line((100, 0), (100, 300)), highway="secondary", name="中山路"),
        "barriers": BARRIERS.check(river),
    }
    return City.of("town", {**given, **layers})
