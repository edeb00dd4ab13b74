"""Rows of a file find their place in a city: which layer, where on the ground, in which areas, with which people."""
