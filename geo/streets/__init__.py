"""Know the streets: networks as arrays, who may walk where and how fast, walls and gates, one walk explained."""

from geo.streets.network import Network, city_network
from geo.streets.profiles import PROFILES, Profile, profile_named
from geo.streets.routes import Leg, Route, route
from geo.streets.snapping import Snap, snap

__all__ = ["PROFILES", "Leg", "Network", "Profile", "Route", "Snap", "city_network", "profile_named", "route", "snap"]
