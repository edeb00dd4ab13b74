"""Explain one building's walk: to which facility, how far, along which streets."""

from dataclasses import dataclass

import shapely
from geopandas import GeoSeries

from geo.city import City
from geo.crs import to_lonlat
from geo.errors import NoRouteError
from geo.streets import Route, route
from pages.ui import cached
from pages.ui.asked import Asked

__all__ = ["ExplainedWalk", "explained_walk"]


@dataclass(frozen=True, eq=False)
class ExplainedWalk:
    """The walk from a building to its nearest facility; where there is none `walk` is None, `facility_name` ""."""

    building_id: str
    building_name: str
    households: float
    facility_name: str
    walk: Route | None


def explained_walk(page: Asked) -> ExplainedWalk | None:
    """Return the walk of the building that is chosen in the link; None if none is."""
    building_id = page.look.chosen.of("building")
    buildings = page.city.get("buildings")
    if building_id not in buildings.index:
        return None
    building = buildings.loc[building_id]
    nobody = ExplainedWalk(building_id, str(building["name"]), float(building["households"]), "", None)
    demand = page.city.demand
    if building_id not in demand.index:
        return nobody
    near = cached.nearest(page.key, page.question.subject, page.question.profile, page.question.limit.unit)
    facility_id = near["facility_id"].get(building_id)
    if facility_id is None:
        return nobody
    facility = cached.facilities(page.key, page.question.subject).loc[facility_id]
    network = cached.network(page.key, page.question.profile)
    by = "walk_m" if page.question.limit.unit == "m" else "walk_s"
    ends = [_lonlat(point, page.city) for point in (demand.geometry[building_id], facility.geometry)]
    try:
        walk = route(network, ends[0], ends[1], by)  # type: ignore[arg-type]
    except NoRouteError:
        return nobody
    return ExplainedWalk(
        building_id, nobody.building_name, nobody.households, str(facility["name"] or facility["kind"]), walk
    )


def _lonlat(point: shapely.Point, city: City) -> tuple[float, float]:
    place = to_lonlat(GeoSeries([point], crs=city.crs)).iloc[0]
    return float(place.x), float(place.y)


def streets_along(walk: Route) -> list[str]:
    """Return the names of the streets walked, in order, "" for those without a name; neighbours that repeat are one."""
    names: list[str] = []
    for leg in walk.legs:
        if leg.length_m >= 5 and (not names or names[-1] != leg.name):
            names.append(leg.name)
    return names
