"""Tell what changed between two versions of the grids: which grids, which land, and which households move where."""

from geo.grids.changes.comparing import GridChanges, grid_changes
from geo.grids.changes.ground import Ground, settled
from geo.grids.changes.overlay import overlay

__all__ = ["GridChanges", "Ground", "grid_changes", "overlay", "settled"]
