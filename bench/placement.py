"""Coordinates that do not say their datum: how often is it found, left open, or got wrong?"""

import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pyproj
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from bench.networks import SEED
from bench.report import Section, Table, Target
from bench.timing import Effort, once
from geo import City, from_wgs84, import_city
from geo.crs import LONLAT
from geo.crs.magnitudes import possible_placements
from geo.crs.placements import Placement, parsed
from geo.intake.fitting import best_placement

__all__ = ["measure"]

logger = logging.getLogger(__name__)

_REAL = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "osm"
_TOWNS = ("guixi", "tsinghua", "haimen", "ninghua")
_LAYERS = ("buildings", "facilities", "communities", "grids", "compounds", "entrances", "shops", "partner_units",
           "landcover", "gates", "barriers")  # fmt: skip
_SIZES = (5, 20, 100)
#: What else may be loaded already; a layer is never compared with itself.
_REFERENCES = ("buildings", "compounds", "communities", "grids", "street_offices")
#: How a file's numbers come about; the first three are the hard ones, and asked most often.
_FORMS = ("WGS-84", "GCJ-02", "BD-09", "swapped:GCJ-02", "1e-6:BD-09", "CGCS2000/3/120", "CGCS2000/3/zone40",
          "swapped:CGCS2000/3/120", "Web-Mercator", "Web-Mercator@GCJ-02")  # fmt: skip
_NOISE_M, _DROPPED_SHARE, _STREET_NOISE_M = (1.0, 10.0), 0.5, 5.0
_KEPT, _OPEN, _WRONG, _ASTRAY = "right", "undecided", "wrong", "nowhere, called sure"

_METHOD = (
    "Random rows of each layer are written as a file would hold them: degrees in WGS-84, GCJ-02 or BD-09, swapped, as "
    "integers, in CGCS2000 zones with and without prefix, in Web Mercator with and without GCJ-02. The streets say "
    "which it was. Noisy: the rows are 1 to 10 m off, half of the streets are missing, the vertices of the others are "
    "5 m off. With layers: the buildings and areas of the same town are loaded too. Nowhere: the rows are moved 100 to "
    "1,500 m, so that no reading is right and each called sure is wrong. Zones are judged with what is known of zones "
    "before looking; degrees without."
)


@dataclass(frozen=True, slots=True)
class _Case:
    """A layer of a town, the streets it is compared with, and whether both are noisy."""

    town: str
    name: str
    layer: GeoDataFrame
    streets: GeoDataFrame
    is_noisy: bool = False
    references: Mapping[str, GeoDataFrame] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """How the layer and its streets were changed."""
        return "noisy" if self.is_noisy else "with layers" if self.references else ""


def measure(effort: Effort) -> Section:
    """Measure every layer of every town."""
    rounds = 1 if effort.is_quick else 2
    rows: list[tuple[str, ...]] = []
    totals: Counter[str] = Counter()
    for case in _cases():
        for size in _SIZES:
            if len(case.layer) >= size:
                found = _outcomes(case, size, rounds)
                totals.update(found)
                asked = sum(found[one] for one in (_KEPT, _OPEN, _WRONG))
                rows.append((
                    case.town, case.name, case.kind, f"{size}", f"{asked}",
                    *(f"{found[one] / asked:.0%}" for one in (_KEPT, _OPEN)), f"{found[_WRONG]}", f"{found[_ASTRAY]}",
                ))  # fmt: skip
        logger.info("placement, %s %s done", case.town, case.name)
    asked = sum(totals[one] for one in (_KEPT, _OPEN, _WRONG))
    wrong = (totals[_WRONG] + totals[_ASTRAY]) / max(asked + totals["nowhere"], 1)
    target = Target(
        "a placement that is called sure",
        "wrong in at most 1 of 500 questions",
        {"all": f"{totals[_WRONG]} of {asked:,}, and {totals[_ASTRAY]} of {totals['nowhere']:,} nowhere"},
        {"all": wrong <= 1 / 500},
    )
    columns = ("town", "layer", "", "rows", "asked", _KEPT, _OPEN, _WRONG, _ASTRAY)
    return Section("Coordinates without a datum", _METHOD, (Table("", columns, tuple(rows)),), (target,), _speed())


def _cases() -> Iterator[_Case]:
    cities = [City.demo(), *(import_city(_REAL / f"{name}.osm") for name in _TOWNS if (_REAL / f"{name}.osm").exists())]
    rng = np.random.default_rng(SEED)
    for town, city in zip(("demo", *_TOWNS), cities, strict=False):
        thin = _thinned(city["streets"], rng)
        for name in _LAYERS:
            layer = city.get(name)
            if len(layer):
                case = _Case(town, name, layer, city["streets"])
                yield case
                yield replace(case, streets=thin, is_noisy=True)
                others = {one: city[one] for one in _REFERENCES if one in city.layers and one != name}
                if others:
                    yield replace(case, references=others)
        yield _Case(town, "streets", city["streets"], thin, is_noisy=True)


def _thinned(streets: GeoDataFrame, rng: np.random.Generator) -> GeoDataFrame:
    kept = streets[rng.random(len(streets)) >= _DROPPED_SHARE]
    shaken = shapely.transform(kept.geometry.to_numpy(), lambda xy: xy + rng.normal(0, _STREET_NOISE_M, xy.shape))
    return kept.set_geometry(shaken)


def _outcomes(case: _Case, size: int, rounds: int) -> Counter[str]:
    rng = np.random.default_rng([SEED, size, len(case.layer)])
    found: Counter[str] = Counter()
    for number in range(rounds):
        some = case.layer.iloc[np.sort(rng.choice(len(case.layer), size, replace=False))]
        if case.is_noisy:
            noise_m = rng.normal(0, rng.uniform(*_NOISE_M), (size, 2))
            some = some.set_geometry(_moved(some, noise_m))
        forms = (*_FORMS[:3], *_FORMS[3 + number % 7 :][:1])
        for form in forms:
            answer = _asked(case, some, parsed(form))
            found[_OPEN if answer is None else _KEPT if answer == parsed(form) else _WRONG] += 1
        angle, away_m = rng.uniform(0, 2 * np.pi), rng.uniform(100, 1_500)
        move_m = np.tile([away_m * np.cos(angle), away_m * np.sin(angle)], (size, 1))
        found["nowhere"] += 1
        found[_ASTRAY] += _asked(case, some.set_geometry(_moved(some, move_m)), Placement()) is not None
    return found


def _moved(layer: GeoDataFrame, moves_m: NDArray[np.float64]) -> NDArray[np.object_]:
    shapes = shapely.force_2d(layer.geometry.to_numpy())
    xy, row = shapely.get_coordinates(shapes, return_index=True)
    moved: NDArray[np.object_] = shapely.set_coordinates(shapes.copy(), xy + moves_m[row])
    return moved


def _asked(case: _Case, some: GeoDataFrame, form: Placement) -> Placement | None:
    raw = some.set_geometry(_written(some, form)).set_crs(None, allow_override=True)
    raw = raw if case.references else raw[[raw.geometry.name]]
    candidates = possible_placements(shapely.get_coordinates(raw.geometry.to_numpy()))
    return best_placement(raw, case.streets, candidates, references=case.references).placement


def _written(layer: GeoDataFrame, form: Placement) -> NDArray[np.object_]:
    """Return the shapes as a file in this placement would hold them."""
    to_degrees = pyproj.Transformer.from_crs(layer.crs, LONLAT, always_xy=True)
    onwards = pyproj.Transformer.from_crs(LONLAT, form.crs, always_xy=True)

    def written(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        lon, lat = to_degrees.transform(*xy.T)
        if form.datum == "GCJ-02" or form.datum == "BD-09":
            lon, lat = from_wgs84(lon, lat, form.datum)
        x, y = (lon, lat) if form.is_degrees else onwards.transform(lon, lat)
        numbers = np.column_stack([y, x] if form.is_swapped else [x, y]) / form.factor
        return np.round(numbers) if form.factor < 1 else numbers

    shapes: NDArray[np.object_] = shapely.transform(shapely.force_2d(layer.geometry.to_numpy()), written)
    return shapes


def _speed() -> tuple[str, ...]:
    city = City.demo()
    notes = []
    for name in ("buildings", "issues"):
        case = _Case("demo", name, city[name], city["streets"])
        took_s = min(once(lambda case=case: _asked(case, case.layer, parsed("GCJ-02"))) for _ in range(3))
        notes.append(f"{len(case.layer):,} {name} of the demo city, {len(case.streets):,} streets: {took_s:.2f} s.")
    return tuple(notes)
