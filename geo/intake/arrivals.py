"""Make an offer into a checked layer: rows placed, mended, brought under their contract, every one accounted for."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from geo.crs import LONLAT, to_lonlat, to_metric
from geo.crs.placements import Placement, placed
from geo.errors import SettingError
from geo.intake.fitting import Detection
from geo.intake.offers import Offer, required_placement
from geo.intake.plans import ImportPlan
from geo.intake.roles import ROLES, shape_kind
from geo.layers import ENTRANCES, LAYERS
from geo.progress import step
from geo.readers.conforming import conformed, with_conformed
from geo.readers.layer_files import reported
from geo.readers.report import ImportReport
from geo.sentences import Sentence

__all__ = ["Arrival", "arrival", "symbolic_footprints"]

#: A building known only as a point is drawn as a square this wide, with its door in the middle.
SYMBOL_M = 10.0
_READING_CELLS = Sentence("Reading the columns", zh="正在读取各列")


@dataclass(frozen=True, eq=False)
class Arrival:
    """
    One layer on its way into a city.

    Parameters
    ----------
    layer
        As the contract of its role promises, in longitude and latitude; for "totals" and "population" the rows as they
        are.
    report
        What became of each row of the file.
    silent
        Buildings of which the file says neither households nor people.
    more
        Further layers that came with it: the doors of buildings known as points.
    """

    plan: ImportPlan
    layer: GeoDataFrame
    report: ImportReport
    placement: Placement
    detection: Detection | None = None
    silent: frozenset[str] = frozenset()
    more: Mapping[str, GeoDataFrame] = field(default_factory=dict)

    @property
    def role(self) -> str:
        """The layer of the city it becomes."""
        return self.plan.role


def arrival(offer: Offer) -> Arrival:
    """
    Bring what was offered under the contract of its role.

    Raises
    ------
    MissingCrsError
        If nobody knows which coordinate system or datum the numbers are in.
    LayerError, SettingError
        If no row can be used, or there is no such role.
    """
    plan = offer.plan
    if plan.role not in ROLES:
        raise SettingError(
            f'There is no layer "{plan.role}"; choose one of {", ".join(ROLES)}.',
            zh=f"没有“{plan.role}”这种图层；请从 {'、'.join(ROLES)} 中选择。",
        )
    has_places = shape_kind(offer.raw.rows) != "none"
    placement = required_placement(offer) if has_places else Placement()
    rows = placed(offer.raw.rows, placement) if has_places else offer.raw.rows
    rows = _turned(rows, plan.role)
    kept, report = reported(offer.path, offer.raw, rows, offer.screened, (offer.said,), are_shapes_needed=has_places)
    report = replace(report, datum=placement.datum or ("WGS-84" if has_places else ""))
    if plan.role in ("totals", "population"):
        return Arrival(plan, kept, report, placement, offer.detection)
    are_symbols = plan.role == "buildings" and shape_kind(offer.raw.rows) == "point"
    contract = replace(LAYERS[plan.role], geometry="point") if are_symbols else LAYERS[plan.role]
    step(_READING_CELLS, len(kept))
    found = conformed(kept, contract, dict(plan.columns), words=dict(plan.kinds), file=offer.path.name)
    report = with_conformed(report, found, len(kept))
    layer = to_lonlat(found.layer, plan.role)
    silent = _silent(found.is_given) if plan.role == "buildings" else frozenset()
    if are_symbols:
        layer, doors = symbolic_footprints(layer)
        told = Sentence(
            f"{offer.path.name} gives a point for each building; each is drawn as a square of {SYMBOL_M:g} m with its "
            "door in the middle, and its floor area is not taken from the drawing.",
            zh=f"{offer.path.name} 每栋楼只有一个点；图上画成边长 {SYMBOL_M:g} 米的方块，门在中心，面积不按图形计算。",
        )
        return Arrival(
            plan,
            layer,
            replace(report, reasons=(*report.reasons, told)),
            placement,
            offer.detection,
            silent,
            {"entrances": doors},
        )
    return Arrival(plan, layer, report, placement, offer.detection, silent)


def _silent(is_given: pd.DataFrame) -> frozenset[str]:
    counts = [name for name in ("households", "people") if name in is_given]
    return frozenset(is_given.index[~is_given[counts].any(axis=1)].astype(str))


def symbolic_footprints(points: GeoDataFrame) -> tuple[GeoDataFrame, GeoDataFrame]:
    """Return buildings known as points as small squares, and a door in the middle of each: BUILDINGS and ENTRANCES."""
    metric = _without_invented_area(to_metric(points, "buildings"))
    squares = metric.set_geometry(metric.geometry.buffer(SYMBOL_M / 2, cap_style="square"))
    doors = GeoDataFrame(
        {"building_id": points.index.astype(str)},
        geometry=points.geometry.to_numpy(),
        crs=points.crs,
        index=pd.Index([f"door-{one}" for one in points.index], name="entrance_id"),
    )
    return to_lonlat(squares, "buildings").assign(is_symbol=True), ENTRANCES.check(doors)


def _without_invented_area(points: GeoDataFrame) -> GeoDataFrame:
    """Call a building unknown if nothing says who lives there: the square it is drawn as is no floor area."""
    is_silent = (points["households"] <= 0) & (points["people"] <= 0) & (points["floor_area_m2"] <= 0)
    is_silent &= points["building_kind"] == "residential"
    return points.assign(building_kind=points["building_kind"].mask(is_silent, "unknown"))


def _turned(rows: GeoDataFrame, role: str) -> GeoDataFrame:
    """Turn shapes into what the role is made of where that is safe: areas into points inside, rings into areas."""
    if role not in LAYERS:
        return rows
    wanted, shapes = LAYERS[role].geometry, np.array(rows.geometry.to_numpy(), dtype=object)
    kinds = shapely.get_type_id(shapes)
    if role == "buildings" and shape_kind(rows) == "point":
        return rows
    if wanted == "point":
        is_area = np.isin(kinds, (3, 6))
        shapes[is_area] = shapely.point_on_surface(shapes[is_area])
        is_many = kinds == 4
        shapes[is_many] = shapely.get_geometry(shapes[is_many], 0)
    if wanted == "polygon":
        is_ring = np.isin(kinds, (1, 2))
        is_ring[is_ring] = shapely.is_closed(shapes[is_ring]) & (shapely.get_num_points(shapes[is_ring]) > 3)
        shapes[is_ring] = [shapely.Polygon(shape.coords) for shape in shapes[is_ring]]
    if wanted == "line":
        is_area = np.isin(kinds, (3, 6))
        shapes[is_area] = shapely.boundary(shapes[is_area])
    return rows.set_geometry(GeoDataFrame(geometry=shapes, index=rows.index, crs=rows.crs or LONLAT).geometry)
