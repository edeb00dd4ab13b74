"""Place the 1 + 3 + 21 centres: all community stations but one within 15 minutes of a higher one."""

from functools import cache, reduce

import numpy as np
from data.demo.people import homes
from data.demo.sectors import COMMUNITIES
from data.demo.spots import doors, nearest_node, spots, walks_from

__all__ = ["FAR_COMMUNITY", "STATION_AREAS_M2", "higher_centres", "station_spots"]

#: 15 minutes at 1.0 m/s, less what another way of measuring may add.
_WALK_M = 865.0
#: The planted community without a higher centre within 15 minutes.
FAR_COMMUNITY = 20
#: Floor areas of the community stations, in the order of `COMMUNITIES`: the mean is 920, the least 310, for 2,400 households.
STATION_AREAS_M2 = (860, 310, 1180, 930, 720, 1650, 880, 1320, 640, 790, 1010, 2150, 560, 1240, 905, 470, 1100, 845, 735, 655, 370)

_HIGHER_PLACES = {"city": (3480, 4330), "S1": (2640, 4080), "S2": (4420, 4080), "S3": (3560, 2640)}


@cache
def higher_centres() -> dict[str, int]:
    """Return the spots of the city's centre ("city") and of the three streets' centres by street id."""
    options = {key: _options(key, place) for key, place in _HIGHER_PLACES.items()}
    reached = [np.array([_communities_near(spot) for spot in rows]) for rows in options.values()]
    moved_m = [np.array([_moved_m(spot, _HIGHER_PLACES[key]) for spot in rows]) for key, rows in options.items()]
    served = reduce(np.bitwise_or, np.ix_(*reached))
    count = np.bitwise_count(served)
    if count.max() < len(COMMUNITIES) - 1:
        raise ValueError(f"Only {count.max()} communities have a higher centre within 15 minutes; 20 shall.")
    far_m = np.where(count == count.max(), sum(np.ix_(*moved_m)), np.inf)
    picks = np.unravel_index(int(np.argmin(far_m)), far_m.shape)
    return {key: rows[pick] for (key, rows), pick in zip(options.items(), picks, strict=True)}


def _options(key: str, place: tuple[float, float]) -> list[int]:
    table = spots()
    numbers = [n for n, community in enumerate(COMMUNITIES) if key in ("city", community.street_id)]
    fit = table[table["community"].isin(numbers) & table["highway"].isin(("secondary", "tertiary", "residential"))]
    far_m = np.hypot(fit["east_m"] - place[0], fit["north_m"] - place[1])
    near = fit[far_m < 750]
    return near.index[:: max(1, len(near) // 40)].tolist()


def _moved_m(spot: int, place: tuple[float, float]) -> float:
    row = spots().loc[spot]
    return float(np.hypot(row["east_m"] - place[0], row["north_m"] - place[1]))


def _communities_near(spot: int) -> int:
    """Return the communities, as bits, with a good station spot within reach of a higher centre here; not the far one."""
    walks = walks_from(spots()["place"][spot], _WALK_M)
    near = [n for n in range(len(COMMUNITIES)) if n != FAR_COMMUNITY and any(node in walks for node in _station_nodes(n))]
    return sum(1 << n for n in near)


@cache
def _station_options(community: int) -> tuple[int, ...]:
    """Return the spots of a community that are nearest to its homes, best first."""
    table, people = spots(), homes()
    mine = people["community"].to_numpy() == community
    at = np.array([(door.x, door.y) for door in np.array(doors(), dtype=object)[mine]])
    weight = people["households"].to_numpy()[mine]
    fit = table[(table["community"] == community) & table["highway"].isin(("tertiary", "residential", "living_street", "secondary", "unclassified"))]
    places = fit[["east_m", "north_m"]].to_numpy()
    far_m = np.hypot(places[:, None, 0] - at[None, :, 0], places[:, None, 1] - at[None, :, 1]) @ weight / weight.sum()
    order = np.argsort(far_m)
    keep = order[far_m[order] < 1.6 * far_m.min() + 60]
    return tuple(fit.index[keep].tolist())


@cache
def _station_nodes(community: int) -> tuple[tuple[float, float], ...]:
    return tuple(nearest_node(spots()["place"][spot]) for spot in _station_options(community))


@cache
def station_spots() -> tuple[int, ...]:
    """Return the spot of every community's station: near its homes, and near a higher centre except for the far one."""
    walks = [walks_from(spots()["place"][spot], _WALK_M) for spot in higher_centres().values()]
    taken = []
    for community in range(len(COMMUNITIES)):
        options = zip(_station_options(community), _station_nodes(community), strict=True)
        is_far = community == FAR_COMMUNITY
        fits = [spot for spot, node in options if is_far != any(node in walk for walk in walks)]
        taken.append(fits[0])
    return tuple(taken)
