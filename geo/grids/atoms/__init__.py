"""Cut communities into the atoms of grids: blocks between streets and barriers, and whole compounds."""

from geo.grids.atoms.cut import Atoms, cut_atoms
from geo.grids.atoms.rules import AtomRules

__all__ = ["AtomRules", "Atoms", "cut_atoms"]
