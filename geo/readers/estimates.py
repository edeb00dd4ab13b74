"""Estimate how many people and households live in a building of which only the outline is known."""

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = [
    "DEFAULT_STOREYS",
    "FLOOR_AREA_M2_PER_PERSON",
    "HOUSEHOLD_METHOD",
    "NET_FLOOR_SHARE",
    "PEOPLE_PER_HOUSEHOLD",
    "STOREY_HEIGHT_M",
    "estimated_homes",
    "storeys_from_tags",
    "whole_numbers",
]

#: Floor space per urban resident, China 2020; recalled from the statistical yearbook, to be verified.
FLOOR_AREA_M2_PER_PERSON = 38.6
#: Mean household of 福清 in the census of 2020.
PEOPLE_PER_HOUSEHOLD = 2.80
#: What is left of the gross floor area once stairs, walls and ground-floor shops are taken off.
NET_FLOOR_SHARE = 0.9
STOREY_HEIGHT_M = 3.0
#: Storeys assumed where neither storeys nor a height are mapped, by the value of building=*.
DEFAULT_STOREYS = {
    "apartments": 6.0,
    "residential": 6.0,
    "dormitory": 6.0,
    "house": 3.0,
    "detached": 2.0,
    "semidetached_house": 2.0,
    "terrace": 3.0,
    "bungalow": 1.0,
    "hut": 1.0,
    "cabin": 1.0,
    "farm": 2.0,
    "yes": 3.0,
}
_OTHER_STOREYS = 3.0
#: A smaller outline is a shed, a kiosk or a gatehouse even if tagged building=yes.
_SMALLEST_HOME_M2 = 20.0
_MOST_STOREYS = 130.0
_METRES_PER_FOOT = 0.3048

HOUSEHOLD_METHOD = (
    f"Households are estimated: footprint m2 x storeys x {NET_FLOOR_SHARE} / {FLOOR_AREA_M2_PER_PERSON} m2 "
    f"per person / {PEOPLE_PER_HOUSEHOLD:.2f} people per household. "
    f"Storeys are building:levels, else height / {STOREY_HEIGHT_M:g} m, else assumed by kind ("
    + ", ".join(f"{kind} {storeys:g}" for kind, storeys in DEFAULT_STOREYS.items())
    + f"). Outlines under {_SMALLEST_HOME_M2:g} m2 and buildings that are not dwellings have none."
)

_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def storeys_from_tags(levels: str, height: str, building: str) -> float:
    """
    Return the storeys of one building: mapped, else from its height, else the default of its kind.

    Texts such as "6;5", "约6层", "18 m" or "60'" give their first number; anything without a plausible number counts as
    unknown.
    """
    counted = _first_number(levels)
    if 0 < counted <= _MOST_STOREYS:
        return max(counted, 1.0)
    height_m = _first_number(height) * (_METRES_PER_FOOT if "'" in height or "ft" in height else 1.0)
    if 0 < height_m <= _MOST_STOREYS * 5:
        return max(float(round(height_m / STOREY_HEIGHT_M)), 1.0)
    return DEFAULT_STOREYS.get(building, _OTHER_STOREYS)


def estimated_homes(
    footprints_m2: NDArray[np.float64], storeys: NDArray[np.float64], is_dwelling: NDArray[np.bool_]
) -> pd.DataFrame:
    """
    Estimate dwelling floor area, people and households, one row a building, in whole people and whole households.

    Rounding is by largest remainder: the sum over all buildings is the sum of the fractions, so that a table, a map and
    a sheet that add up different parts of the city still agree to the household.

    Returns
    -------
    homes
        Columns `floor_area_m2, people, households, is_estimated`; zero and False where nobody is taken to live.
    """
    is_home = is_dwelling & (footprints_m2 >= _SMALLEST_HOME_M2)
    floor_area_m2 = np.where(is_home, footprints_m2 * storeys * NET_FLOOR_SHARE, 0.0)
    people = floor_area_m2 / FLOOR_AREA_M2_PER_PERSON
    return pd.DataFrame(
        {
            "floor_area_m2": floor_area_m2.round(1),
            "people": whole_numbers(people),
            "households": whole_numbers(people / PEOPLE_PER_HOUSEHOLD),
            "is_estimated": is_home,
        }
    )


def whole_numbers(amounts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round amounts to whole numbers that add up to the rounded sum; the largest remainders are rounded up."""
    whole = np.floor(amounts)
    missing = round(float(amounts.sum())) - int(whole.sum())
    whole[np.argsort(whole - amounts, kind="stable")[:missing]] += 1
    return whole


def _first_number(text: str) -> float:
    found = _NUMBER.search(text)
    return float(found.group()) if found and len(found.group()) < 12 else 0.0
