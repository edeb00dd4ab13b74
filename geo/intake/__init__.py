"""Rows of a file find their place in a city: which layer, where on the ground, under which parent, with which people."""
