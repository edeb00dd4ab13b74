"""Place the 1 + 3 + 21 centres: all community stations but one within 15 minutes of a higher one."""

from functools import cache, reduce

import numpy as np

from data.demo.network import Node
from data.demo.people import homes
from data.demo.sectors import COMMUNITIES
from data.demo.spots import doors, spots, steps_to_network, walks_from

Ends = tuple[tuple[Node, float], ...]

__all__ = ["FAR_COMMUNITY", "STATION_AREAS_M2", "higher_centres", "station_spots"]

#: 15 minutes at 1.0 m/s, less what another way of measuring may add.
_WALK_M = 885.0
#: The planted community without a higher centre within 15 minutes.
FAR_COMMUNITY = 20
#: Floor areas of the community stations in the order of `COMMUNITIES`: 920 in the mean, 310 (for 2,400 homes) at least.
STATION_AREAS_M2 = (
    860,
    310,
    1180,
    930,
    720,
    1650,
    880,
    1320,
    640,
    790,
    1010,
    2150,
    560,
    1240,
    905,
    470,
    1100,
    845,
    735,
    655,
    370,
)

_HIGHER_PLACES = {"city": (3480, 4330), "S1": (2640, 4080), "S2": (4420, 4080), "S3": (3560, 2640)}


@cache
def higher_centres() -> dict[str, int]:
    """Return the spots of the city's centre ("city") and of the three streets' centres by street id."""
    options = {key: _options(key, place) for key, place in _HIGHER_PLACES.items()}
    stations = [np.array([_communities_near(spot) for spot in rows]) for rows in options.values()]
    residents = [np.array([_homes_near(spot) for spot in rows]) for rows in options.values()]
    count = np.bitwise_count(reduce(np.bitwise_or, np.ix_(*stations)))
    if count.max() < len(COMMUNITIES) - 1:
        raise ValueError(f"Only {count.max()} communities have a higher centre within 15 minutes; 20 shall.")
    living = np.bitwise_count(reduce(np.bitwise_or, np.ix_(*residents)))
    picks = np.unravel_index(int(np.argmax(count.astype(int) * 100 + living)), count.shape)
    return {key: rows[pick] for (key, rows), pick in zip(options.items(), picks, strict=True)}


def _options(key: str, place: tuple[float, float]) -> list[int]:
    table = spots()
    numbers = [n for n, community in enumerate(COMMUNITIES) if key in ("city", community.street_id)]
    fit = table[table["community"].isin(numbers) & table["highway"].isin(("secondary", "tertiary", "residential"))]
    far_m = np.hypot(fit["east_m"] - place[0], fit["north_m"] - place[1])
    near = fit[far_m < 1100]
    return near.index[:: max(1, len(near) // 50)].tolist()


def _communities_near(spot: int) -> int:
    """Return the communities, as bits, with a good station spot within reach of a centre here; not the far one."""
    walks = walks_from(spots()["place"][spot], _WALK_M)
    near = [
        n
        for n in range(len(COMMUNITIES))
        if n != FAR_COMMUNITY and any(_is_near(ends, walks) for ends in _station_ends(n))
    ]
    return sum(1 << n for n in near)


def _is_near(ends: Ends, walks: dict[Node, float]) -> bool:
    return any(walks.get(node, np.inf) + leg_m <= _WALK_M for node, leg_m in ends)


@cache
def _homes_near(spot: int) -> int:
    """Return the communities, as bits, with a home within reach of a higher centre here; not the far one."""
    walks = walks_from(spots()["place"][spot], _WALK_M)
    near = {community for ends, community in _homes_at() if _is_near(ends, walks)} - {FAR_COMMUNITY}
    return sum(1 << n for n in near)


@cache
def _homes_at() -> tuple[tuple[Ends, int], ...]:
    return tuple(zip((steps_to_network(door) for door in doors()), homes()["community"].tolist(), strict=True))


@cache
def _station_options(community: int) -> tuple[int, ...]:
    """Return the spots of a community that are nearest to its homes, best first."""
    table, people = spots(), homes()
    mine = people["community"].to_numpy() == community
    at = np.array([(door.x, door.y) for door in np.array(doors(), dtype=object)[mine]])
    weight = people["households"].to_numpy()[mine]
    fit = table[
        (table["community"] == community)
        & table["highway"].isin(("tertiary", "residential", "living_street", "secondary", "unclassified"))
    ]
    places = fit[["east_m", "north_m"]].to_numpy()
    far_m = np.hypot(places[:, None, 0] - at[None, :, 0], places[:, None, 1] - at[None, :, 1]) @ weight / weight.sum()
    order = np.argsort(far_m)
    keep = order[far_m[order] < 2.0 * far_m.min() + 110]
    return tuple(fit.index[keep].tolist())


@cache
def _station_ends(community: int) -> tuple[Ends, ...]:
    return tuple(steps_to_network(spots()["place"][spot], is_outside=True) for spot in _station_options(community))


@cache
def station_spots() -> tuple[int, ...]:
    """Return the spot of every community's station: near its homes, and near a higher centre except for the far one."""
    walks = [walks_from(spots()["place"][spot], _WALK_M) for spot in higher_centres().values()]
    taken = []
    for community in range(len(COMMUNITIES)):
        options = zip(_station_options(community), _station_ends(community), strict=True)
        is_far = community == FAR_COMMUNITY
        fits = [spot for spot, ends in options if is_far != any(_is_near(ends, walk) for walk in walks)]
        taken.append(fits[0])
    return tuple(taken)
