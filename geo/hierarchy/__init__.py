"""
What a city calls its levels, from the largest to the smallest, as data.

Cities differ: what one calls a grid branch is a building branch in the next. A hierarchy lists its levels with their
names, the organisations attached and the role at the head; the shapes of the areas never depend on it, so that another
hierarchy only regroups the same city.
"""

from geo.hierarchy.levels import (
    HEAD_ROLES,
    LEVEL_NAMES,
    LEVEL_OF_LAYER,
    LONGEST_NAME,
    ORG_KINDS,
    Hierarchy,
    Level,
    LevelName,
    level_name,
    own_names,
    renamed,
)
from geo.hierarchy.notes import HIERARCHY_NOTE, hierarchy_of, layer_word, with_hierarchy
from geo.hierarchy.organisations import Organisation, organisation
from geo.hierarchy.presets import DEFAULT_HIERARCHY, HIERARCHIES

__all__ = [
    "DEFAULT_HIERARCHY",
    "HEAD_ROLES",
    "HIERARCHIES",
    "HIERARCHY_NOTE",
    "Hierarchy",
    "LEVEL_NAMES",
    "LEVEL_OF_LAYER",
    "LONGEST_NAME",
    "Level",
    "LevelName",
    "ORG_KINDS",
    "Organisation",
    "hierarchy_of",
    "layer_word",
    "level_name",
    "organisation",
    "own_names",
    "renamed",
    "with_hierarchy",
]
