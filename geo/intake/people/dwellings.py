"""Tell which buildings are dwellings, how large they are and how much of them is lived in."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.crs import to_metric
from geo.intake.people.account import listed
from geo.intake.people.assumptions import DWELLING_KINDS, PeopleAssumptions
from geo.intake.people.basis import numbers_of
from geo.sentences import Sentence

__all__ = ["Dwellings", "dwellings", "occupancy_shares"]

_MOST_STOREYS = 130.0
#: Where neither the storeys nor the kind of a building that holds people are known.
_OTHER_STOREYS = 3.0

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Dwellings:
    """Row by row: whether people live there, the dwelling floor area, the share lived in; and what is to say."""

    is_home: BoolArray
    floor_area_m2: FloatArray
    occupancy: FloatArray
    reasons: tuple[Sentence, ...]


def dwellings(layer: GeoDataFrame, is_given: BoolArray, assumed: PeopleAssumptions) -> Dwellings:
    """
    Measure the dwellings of a prepared BUILDINGS layer; `is_given` marks the rows with households or people given.

    A floor area out of a table is kept; else it is footprint x storeys x net share.
    """
    if not len(layer):
        return Dwellings(np.zeros(0, bool), np.zeros(0), np.zeros(0), ())
    footprint_m2 = to_metric(layer, "buildings").area.to_numpy()
    given_m2 = np.where(layer["is_floor_area_given"], np.nan_to_num(numbers_of(layer, "floor_area_m2")), 0.0)
    is_dwelling = layer["building_kind"].isin(DWELLING_KINDS).to_numpy()
    is_large = (footprint_m2 >= assumed.smallest_home_m2) | (given_m2 > 0)
    is_home = is_given | (is_dwelling & is_large)
    storeys, is_assumed = _storeys(layer, assumed)
    area_m2 = np.where(is_home, footprint_m2 * storeys * assumed.net_floor_share, 0.0).round(1)
    occupancy, reasons = occupancy_shares(layer, assumed)
    is_assumed &= is_home & (given_m2 <= 0)
    reasons = (
        *_assumed_reasons(is_assumed, is_home, assumed),
        *_left_out_reasons(layer, is_dwelling & ~is_home, ~is_dwelling & ~is_home, assumed),
        *reasons,
    )
    return Dwellings(is_home, np.where(given_m2 > 0, given_m2, area_m2), occupancy, reasons)


def occupancy_shares(layer: GeoDataFrame, assumed: PeopleAssumptions) -> tuple[FloatArray, tuple[Sentence, ...]]:
    """Return the share of each building that is lived in: its own, else its community's, else the one for all."""
    of_community = dict(assumed.community_occupancy)
    shares = layer["community_id"].map(lambda one: of_community.get(one, assumed.occupancy_share)).to_numpy(float)
    if "occupancy_share" not in layer.columns:
        return shares, ()
    own = numbers_of(layer, "occupancy_share")
    is_bad = (np.isnan(own) & layer["occupancy_share"].notna().to_numpy()) | (own > 1)
    shares = np.where(np.isnan(own) | is_bad, shares, own)
    if not is_bad.any():
        return shares, ()
    names, names_zh = listed(layer.index[is_bad].astype(str))
    return shares, (
        Sentence(
            f"{is_bad.sum()} buildings have an occupancy share that is not 0 to 1; it was not used: {names}.",
            zh=f"{is_bad.sum()} 栋建筑的入住率不在 0 到 1 之间，未采用：{names_zh}。",
        ),
    )


def _storeys(layer: GeoDataFrame, assumed: PeopleAssumptions) -> tuple[FloatArray, BoolArray]:
    given = numbers_of(layer, "storeys")
    is_assumed = np.isnan(given) | (given <= 0) | (given > _MOST_STOREYS)
    of_kind = dict(assumed.storeys_of_kind)
    by_kind = layer["building_kind"].map(lambda kind: of_kind.get(kind, _OTHER_STOREYS)).to_numpy(float)
    return np.where(is_assumed, by_kind, np.maximum(given, 1.0)), np.asarray(is_assumed)


def _assumed_reasons(is_assumed: BoolArray, is_home: BoolArray, assumed: PeopleAssumptions) -> list[Sentence]:
    if not is_assumed.any():
        return []
    stated = assumed.storeys_sentence
    return [
        Sentence(
            f"{is_assumed.sum():,} of {is_home.sum():,} dwellings have no storeys; assumed by kind: {stated}.",
            zh=f"{is_home.sum():,} 栋住宅中有 {is_assumed.sum():,} 栋没有层数，按类型假定：{stated.zh}。",
        )
    ]


def _left_out_reasons(
    layer: GeoDataFrame, is_small: BoolArray, is_other: BoolArray, assumed: PeopleAssumptions
) -> list[Sentence]:
    reasons = []
    if is_small.any():
        reasons.append(
            Sentence(
                f"{is_small.sum():,} outlines under {assumed.smallest_home_m2:g} m2 are taken for sheds; nobody lives "
                "there.",
                zh=f"{is_small.sum():,} 处占地不足 {assumed.smallest_home_m2:g} 平方米的轮廓视为附属用房，不计人口。",
            )
        )
    if is_other.any():
        kinds = Counter(layer["building_kind"].to_numpy(str)[is_other]).most_common()
        names, names_zh = listed(f"{kind or '?'} {count:,}" for kind, count in kinds)
        reasons.append(
            Sentence(
                f"{is_other.sum():,} buildings are of kinds where nobody is taken to live ({names}); correct the kind "
                "of those that are dwellings.",
                zh=f"{is_other.sum():,} 栋建筑的类型视为不住人（{names_zh}）；其中若有住宅，请改正类型。",
            )
        )
    return reasons
