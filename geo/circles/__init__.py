"""Know who is served: travel table, coverage, gaps with reasons, service areas, opening hours, what-if."""

from geo.circles.areas import reachable_streets, service_areas
from geo.circles.coverage import Coverage, coverage, false_coverage, land_coverage
from geo.circles.gaps import REASONS, gaps
from geo.circles.straight import straight_circles
from geo.circles.supply import Moment, OpenState, facilities_for, is_open, open_state
from geo.circles.travel import nearest_facility, travel_table
from geo.circles.what_if import AddFacility, CloseFacility, NewGate, OpenGate, WhatIf, what_if

__all__ = [
    "REASONS",
    "AddFacility",
    "CloseFacility",
    "Coverage",
    "Moment",
    "NewGate",
    "OpenGate",
    "OpenState",
    "WhatIf",
    "coverage",
    "facilities_for",
    "false_coverage",
    "gaps",
    "is_open",
    "land_coverage",
    "nearest_facility",
    "open_state",
    "reachable_streets",
    "service_areas",
    "straight_circles",
    "travel_table",
    "what_if",
]
