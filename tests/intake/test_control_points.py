"""A local grid is tied to the ground by control points, or it is said which point is wrong."""

import numpy as np
import pyproj
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.crs.placements import lonlat, parsed
from geo.errors import WrongCrsError
from geo.intake.control_points import ControlPoint, local_grid

LON, LAT = 120.2, 27.3
GROUND = pyproj.Transformer.from_crs(
    f"+proj=tmerc +lat_0={LAT} +lon_0={LON} +k=1 +datum=WGS84 +units=m", "EPSG:4326", always_xy=True
)
CORNERS_M = np.array([(-900.0, -700.0), (1_100.0, -650.0), (-300.0, 1_000.0), (800.0, 900.0)])


def points_of(grid, ground_m=CORNERS_M):
    return [
        ControlPoint(*xy, *GROUND.transform(*there)) for xy, there in zip(grid.tolist(), ground_m.tolist(), strict=True)
    ]


def turned(xy, degrees):
    angle = np.radians(degrees)
    return xy @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])


def away_m(placement, grid, ground_m):
    lon, lat = lonlat(placement, grid).T
    there = np.column_stack(GROUND.transform(*ground_m.T))
    return pyproj.Geod(ellps="WGS84").inv(lon, lat, *there.T)[2]


@given(
    degrees=st.floats(-179, 179),
    unit_m=st.sampled_from([1.0, 0.001, 1000.0]),
    shift=st.tuples(st.floats(-5e5, 5e5), st.floats(-5e5, 5e5)),
    count=st.integers(2, 4),
    is_swapped=st.booleans(),
)
def test_a_shifted_turned_and_scaled_grid_is_put_back(degrees, unit_m, shift, count, is_swapped):
    grid = (turned(CORNERS_M, degrees) + shift) / unit_m
    grid = grid[:, ::-1] if is_swapped else grid
    found = local_grid(points_of(grid)[:count], is_swapped=is_swapped if count == 2 else None)
    # the points' own Mercator and ours differ by some mm over 2 km
    assert away_m(found.placement, grid, CORNERS_M).max() < 0.05
    assert found.placement.is_swapped == is_swapped
    assert found.unit_m == unit_m
    assert parsed(str(found.placement)) == found.placement


def test_residuals_are_metres_on_the_ground():
    grid = CORNERS_M + (5_000, 3_000)  # noqa: RUF005  numbers are added
    grid[2] += (0, 4.0)
    found = local_grid(points_of(grid))
    # four parameters cannot follow one point of four: most of its 4 m stays, the others take the rest
    assert 1.0 < max(found.residuals_m) < 4.0
    assert np.argmax(found.residuals_m) == 2
    assert f"{max(found.residuals_m):.2f} m" in found.sentence


def test_two_points_cannot_be_checked_and_that_is_said():
    found = local_grid(points_of(CORNERS_M)[:2])
    assert found.residuals_m == ()
    assert "nothing could be checked" in found.sentence
    assert "无法检核" in found.sentence.zh


def test_three_points_tell_that_north_comes_first():
    found = local_grid(points_of(CORNERS_M[:, ::-1] + (3_000, 7_000)))
    assert found.placement.is_swapped
    assert "the first number is north" in found.sentence


def test_a_wrong_point_is_named():
    grid = CORNERS_M + (5_000, 3_000)  # noqa: RUF005  numbers are added
    grid[1, 0] += 300
    with pytest.raises(WrongCrsError, match=r"do not fit together: point 2 \(6400, 2350\) is 300 m off"):
        local_grid(points_of(grid))


def test_of_three_points_the_wrong_one_cannot_be_told():
    grid = CORNERS_M + (5_000, 3_000)  # noqa: RUF005  numbers are added
    grid[1, 0] += 300
    with pytest.raises(WrongCrsError, match=r"The three control points do not fit together; one of them is wrong"):
        local_grid(points_of(grid)[:3])


@pytest.mark.parametrize("times", [0.3048, 2.0, 1.01])
def test_a_scale_of_no_unit_is_refused(times):
    with pytest.raises(WrongCrsError, match=r"expected 1 .metres., 0\.001 .millimetres. or 1000"):
        local_grid(points_of(CORNERS_M * times)[:2])


@pytest.mark.parametrize("count", [0, 1])
def test_one_point_is_too_few(count):
    with pytest.raises(WrongCrsError, match=f"at least two control points; there is {count}"):
        local_grid(points_of(CORNERS_M)[:count])


def test_the_same_point_twice_is_refused():
    one, two = points_of(CORNERS_M)[:2]
    same_grid = ControlPoint(one.x, one.y, two.lon, two.lat)
    same_ground = ControlPoint(two.x, two.y, one.lon, one.lat)
    for other in (one, same_grid, same_ground):
        with pytest.raises(WrongCrsError, match="Control points 1 and 2 are the same point"):
            local_grid([one, other])


def test_points_that_are_close_together_are_refused():
    near = np.array([(0.0, 0.0), (30.0, 0.0)])
    with pytest.raises(WrongCrsError, match="50 m to 200 km apart; the furthest two are 30 m apart"):
        local_grid(points_of(near, near))


@pytest.mark.parametrize("bad", [(np.nan, 0, LON, LAT), (0, 0, 200.0, LAT), (0, np.inf, LON, LAT), (0, 0, LON, 89.0)])
def test_what_is_no_place_is_refused(bad):
    with pytest.raises(WrongCrsError, match="Control point 2 needs two numbers, a longitude and a latitude"):
        local_grid([points_of(CORNERS_M)[0], ControlPoint(*bad)])
