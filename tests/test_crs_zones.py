"""The zones of CGCS2000, by the rules surveyors know: meridian / 3, (meridian + 3) / 6, half a million metres east."""

import numpy as np
import pyproj
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.crs.zones import CGCS2000, cgcs2000_zone, zone_at, zones
from geo.errors import WrongValueError


def position(crs, lon, lat):
    return pyproj.Transformer.from_crs(CGCS2000, crs, always_xy=True).transform(lon, lat)


def test_there_are_21_zones_of_3_degrees_and_11_of_6_each_with_and_without_prefix():
    counted = {}
    for zone in zones():
        kind = (zone.width_degrees, zone.has_prefix)
        counted[kind] = counted.get(kind, 0) + 1
    assert counted == {(3, False): 21, (3, True): 21, (6, False): 11, (6, True): 11}
    assert len({zone.crs.to_epsg() for zone in zones()}) == 64


def test_the_zone_of_fuding_is_40_around_120_degrees():
    zone = zone_at(120.2165)
    assert (zone.number, zone.meridian, zone.crs.to_epsg()) == (40, 120, 4549)
    assert zone_at(120.2165, has_prefix=True).crs.to_epsg() == 4528
    # The exact answer F6 of the domain brief.
    east, north = position(zone.crs, 120.2165, 27.3325)
    assert (east, north) == (pytest.approx(521_425.2, abs=0.05), pytest.approx(3_024_491.9, abs=0.05))


@pytest.mark.parametrize(
    ("meridian", "width", "has_prefix", "epsg"),
    [
        (75, 3, True, 4513),
        (135, 3, True, 4533),
        (75, 3, False, 4534),
        (135, 3, False, 4554),
        (75, 6, True, 4491),
        (135, 6, True, 4501),
        (75, 6, False, 4502),
        (135, 6, False, 4512),
    ],
)
def test_the_first_and_last_zone_of_each_kind_have_the_number_epsg_gives_them(meridian, width, has_prefix, epsg):
    assert cgcs2000_zone(meridian, width, has_prefix).to_epsg() == epsg


def test_each_zone_has_its_meridian_half_a_million_metres_east_behind_its_number():
    for zone in zones():
        parameters = {p.name: p.value for p in zone.crs.coordinate_operation.params}
        assert parameters["Longitude of natural origin"] == zone.meridian
        assert parameters["False easting"] == zone.false_easting_m
        assert zone.false_easting_m == 500_000 + (zone.number * 1_000_000 if zone.has_prefix else 0)
        assert str(zone.number if zone.has_prefix else zone.meridian) in zone.name
        assert ("3-degree" in zone.name) == (zone.width_degrees == 3)


@given(lon=st.floats(73.5, 136.5), width=st.sampled_from([3, 6]))
def test_no_place_is_farther_from_its_meridian_than_half_a_zone(lon, width):
    assert abs(zone_at(lon, width).meridian - lon) <= width / 2


def test_on_a_seam_the_eastern_zone_is_taken():
    assert [zone_at(lon).meridian for lon in (118.4999, 118.5, 136.5)] == [117, 120, 135]


@pytest.mark.parametrize("lon", [73.4, 136.6, -120.0, np.nan])
def test_a_longitude_outside_china_has_no_zone(lon):
    with pytest.raises(WrongValueError, match="Choose degrees instead") as refused:
        zone_at(lon)
    assert "经纬度" in refused.value.said_in("zh")


@pytest.mark.parametrize(("meridian", "width"), [(118, 3), (120, 6), (72, 3), (138, 3), (141, 6)])
def test_a_meridian_without_a_zone_is_refused(meridian, width):
    with pytest.raises(WrongValueError, match="none of them"):
        cgcs2000_zone(meridian, width, False)


def test_a_zone_of_4_degrees_is_refused():
    with pytest.raises(WrongValueError, match="3 or 6 degrees wide"):
        cgcs2000_zone(120, 4, False)


def test_zones_are_values():
    assert zone_at(120.0) == next(zone for zone in zones() if zone.crs.to_epsg() == 4549)
