"""Keep what the map is fed as long as the answer it shows: packing shapes costs more than finding them again."""

from typing import Any

from geo.settings import Language
from pages.map.drawing import city_bounds, city_origin
from pages.map.shapes import packed_shapes
from pages.ui import cached, features
from pages.ui.cached import Ask, kept
from pages.ui.cities import open_city
from pages.ui.features import Place
from pages.ui.look import AreaMode
from pages.ui.state import Subject
from pages.words import words

__all__ = ["circles", "gaps", "place", "reached", "signs", "walk_areas", "walks", "walls"]


@kept(12)
def place(city_key: str) -> Place:
    """Return where the city lies."""
    city = open_city(city_key)
    return Place(city_bounds(city), city_origin(city))


@kept(24)
def walks(city_key: str, subject: Subject, profile: str, unit: str) -> list[int]:
    """Return every building's walk to its nearest facility, whole metres."""
    return features.building_walks(open_city(city_key), cached.nearest(city_key, subject, profile, unit))


@kept(64)
def signs(city_key: str, subject: Subject, moment: str, language: Language) -> list[dict[str, Any]]:
    """Return the signs of the facilities that count; those not known to be open then are marked."""
    state = cached.opened(city_key, subject, moment)
    closed = dict.fromkeys((*state.closed_ids, *state.unknown_ids), "closed")
    goals = cached.facilities(city_key, subject)
    return features.facility_features(goals, place(city_key).origin, words(language), closed)


@kept(64)
def walk_areas(ask: Ask, rings: tuple[float, ...], mode: AreaMode) -> list[dict[str, Any]]:
    """Return the walking areas by band."""
    overlap = "dissolve" if mode == "none" else mode
    return features.walk_area_features(cached.walk_areas(ask, rings, overlap), place(ask.city_key).origin)


@kept(64)
def circles(ask: Ask, is_one: bool) -> list[list[list[int]]]:
    """Return the straight circles, each or their common rim."""
    return features.circle_features(cached.straight_circles(ask), place(ask.city_key).origin, is_one)


@kept(16)
def reached(ask: Ask) -> list[list[list[int]]]:
    """Return the pieces of street within the walk."""
    return packed_shapes(cached.walked_streets(ask).geometry, place(ask.city_key).origin)


@kept(6)
def walls(city_key: str) -> list[list[list[int]]]:
    """Return the walls in which a gate could be made."""
    barriers = open_city(city_key).get("barriers")
    return packed_shapes(barriers.geometry[barriers["kind"] == "wall"], place(city_key).origin)


@kept(64)
def gaps(ask: Ask, language: Language) -> dict[str, Any]:
    """Return the outlines of the gaps with their cards."""
    return features.gap_features(cached.found_gaps(ask), place(ask.city_key).origin, words(language))
