"""Grids proposed from blocks and whole compounds: how long does it take, and how good are they?"""

import logging
from collections.abc import Callable

from bench.report import Section, Table, Target, duration
from bench.timing import Contender, Effort, in_turns
from geo import City
from geo.errors import NoSuchFileError
from geo.grids.atoms import AtomRules, cut_atoms
from geo.grids.micro_grids import micro_grids
from geo.grids.proposing import GridTask, compare_proposals, propose, propose_city

__all__ = ["measure"]

logger = logging.getLogger(__name__)

#: The community of the demo city with the most blocks: old lanes, 2,880 households, 15 compounds.
_COMMUNITY = "C07"
_AIM_COMMUNITY_S, _AIM_CITY_S, _AIM_SHARE = 1.0, 10.0, 0.95
_ONE, _THREE, _CITY = "one community, one proposal", "one community, three proposals", "the whole city, one proposal"

_METHOD = (
    f"The demo city: 21 communities, 58,800 households, 149 compounds; {_COMMUNITY} is the community with the most "
    "blocks. Target 300 households within 200 to 500. Atoms are cut anew in every round. Shares in range are of the "
    "grids where anybody lives. A compound above 500 households stays whole and is one grid, or is divided between "
    "its buildings, as asked; the bound says what no proposal can pass that keeps compounds whole."
)


def measure(effort: Effort) -> Section:
    """Measure times, then look at what came out."""
    try:
        city = City.demo()
    except NoSuchFileError:
        note = ("Not measured here, because the demo city's file is not there.",)
        return Section("Grids proposed", _METHOD, targets=_targets({}, {}), notes=note)
    one, divided = GridTask(alternatives=1), GridTask(alternatives=1, divides_large_compounds=True)
    grids = propose(city, _COMMUNITY, one)[0].grids
    busiest = str(grids["households"].idxmax())
    works: dict[str, Callable[[], object]] = {
        "atoms of one community": lambda: cut_atoms(city, _COMMUNITY, AtomRules()),
        _ONE: lambda: propose(city, _COMMUNITY, one),
        _THREE: lambda: propose(city, _COMMUNITY),
        _CITY: lambda: propose_city(city, one),
        "micro-grids of one grid": lambda: micro_grids(city, grids, busiest),
    }
    timings = in_turns([Contender(name, work) for name, work in works.items()], effort)
    times_s = {name: timing.median_s for name, timing in timings.items()}
    speed = tuple((name, duration(timing.median_s), str(len(timing.seconds))) for name, timing in timings.items())
    layers = {
        "today's grids": city["grids"],
        "compounds whole": propose_city(city, one)[0].grids,
        "compounds above 500 divided": propose_city(city, divided)[0].grids,
    }
    table = compare_proposals(city, layers, one)
    shares = {name: float(share) for name, share in table["in_range_share"].items() if name != "today's grids"}
    rows = tuple(
        (str(name), *(f"{figure:,.3g}" for figure in row))
        for name, row in zip(table.index, table.to_numpy(), strict=True)
    )
    tables = (
        Table("How quickly", ("work", "median", "rounds"), speed),
        Table("How good", ("grids", *(str(column).replace("_", " ") for column in table.columns)), rows),
    )
    logger.info("proposals: %s", {name: duration(time_s) for name, time_s in times_s.items()})
    return Section("Grids proposed", _METHOD, tables, _targets(times_s, shares), (_bound(city),))


def _bound(city: City) -> str:
    """Say how many grids can be in range at most while compounds stay whole."""
    homes = city["buildings"]
    households = homes.groupby("compound_id")["households"].sum()
    loose = float(households.get("", 0.0))
    households = households.drop("", errors="ignore")
    large = int((households > 500).sum())
    most = int((households >= 200).sum()) + int((loose + households[households < 200].sum()) // 200)
    return (
        f"{large} compounds have more than 500 households. Kept whole, each is a grid out of range, and at most {most} "
        f"grids can reach 200: so at most {(most - large) / most:.1%} can be in range."
    )


def _targets(times_s: dict[str, float], shares: dict[str, float]) -> tuple[Target, ...]:
    community, city = times_s.get(_ONE), times_s.get(_CITY)
    return (
        Target(
            "grids proposed for a community of 3,000 households",
            f"at most {duration(_AIM_COMMUNITY_S)}",
            {} if community is None else {"": duration(community)},
            {} if community is None else {"": community <= _AIM_COMMUNITY_S},
        ),
        Target(
            "grids proposed for a city of 21 communities",
            f"at most {duration(_AIM_CITY_S)}",
            {} if city is None else {"": duration(city)},
            {} if city is None else {"": city <= _AIM_CITY_S},
        ),
        Target(
            "proposed grids within 200 to 500 households",
            f"at least {_AIM_SHARE:.0%}",
            {name: f"{share:.1%}" for name, share in shares.items()},
            {name: share >= _AIM_SHARE for name, share in shares.items()},
        ),
    )
