"""Say once how a community is cut into blocks: which lines cut, what is too small to stand alone, what joins."""

from dataclasses import dataclass

from geo.errors import GridError

__all__ = ["ALONG", "BARRIER_KINDS", "AtomRules"]

#: What no grid crosses.
BARRIER_KINDS = ("river", "railway", "expressway")
#: What may run along a border, the most telling first; "nothing" is the rest.
ALONG = (*BARRIER_KINDS, "arterial", "street", "lane", "wall", "nothing")


@dataclass(frozen=True, slots=True)
class AtomRules:
    """
    How a community is cut into atoms.

    Parameters
    ----------
    arterials, streets
        `highway` values whose centre lines cut; links (`primary_link`) go with their road.
    lanes
        `highway` values that cut only where a block has more than `loose_households` outside compounds.
    barriers
        Kinds of barrier that no grid crosses: river, railway, expressway; "arterial" may be added.
    bridges_join
        Whether a bridge or an underpass lets a grid reach across a barrier. By default it does not: a grid on both
        banks is walked twice.
    divide_over
        Households above which a compound is divided between its buildings; None never divides one.
    loose_households
        A block with more households outside compounds is cut further: along lanes, then between groups of buildings.
    smallest_m2, narrowest_m
        An enclosure smaller, or nowhere wider, goes to the neighbour with the longest common border.
    rim_m
        A street so near to the community's border is that border; the border is never moved.
    """

    arterials: tuple[str, ...] = ("trunk", "primary", "secondary")
    streets: tuple[str, ...] = ("tertiary", "unclassified", "residential", "living_street", "road")
    lanes: tuple[str, ...] = ("pedestrian", "service", "footway", "path", "steps", "track")
    barriers: tuple[str, ...] = BARRIER_KINDS
    bridges_join: bool = False
    divide_over: float | None = None
    loose_households: float = 200.0
    smallest_m2: float = 1000.0
    narrowest_m: float = 12.0
    rim_m: float = 10.0

    def __post_init__(self) -> None:
        unknown = set(self.barriers) - {*BARRIER_KINDS, "arterial"}
        if unknown:
            raise GridError(
                f"A barrier is one of {', '.join(BARRIER_KINDS)}, arterial; found {', '.join(sorted(unknown))}.",
                zh=f"阻隔只能是 {'、'.join(BARRIER_KINDS)} 或 arterial（干路）；读到 {'、'.join(sorted(unknown))}。",
            )
        if min(self.loose_households, self.smallest_m2, self.narrowest_m, self.rim_m) <= 0:
            raise GridError(
                "Sizes of blocks are positive numbers; give households, square metres and metres above zero.",
                zh="街块的户数、面积和宽度都应大于零；请改正。",
            )
