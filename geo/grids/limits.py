"""Hold the limits that grids are checked by: editable values, each with where it comes from and how sure that is."""

from dataclasses import dataclass
from types import MappingProxyType

from geo.errors import GridError
from geo.sentences import Sentence

__all__ = ["GRID_LIMITS", "GridLimits", "LIMIT_SOURCES", "LimitSource"]


@dataclass(frozen=True, slots=True)
class LimitSource:
    """
    Where a figure comes from.

    `certainty`: "S" seen in a public source, "R+", "R" recalled and to be verified, "computed", "ours" our assumption.
    """

    source: Sentence
    certainty: str


@dataclass(frozen=True, slots=True)
class GridLimits:
    """
    What a grid of the right size and shape is; edit with `dataclasses.replace`.

    Parameters
    ----------
    least_households, target_households, most_households, most_people
        Size of a basic grid; special grids (专属网格) need no household.
    sliver_m2, sliver_m
        A part smaller, or on average narrower, than this is no land to look after.
    hairline_m2
        A gap or an overlap below this is not a place but borders that miss each other; they are told as one.
    most_across_m
        Straight line between the two furthest points of a grid: the walk across is at least that.
    least_compactness
        4 pi area / border squared: 1 is a circle, 0.785 a square.
    most_households_a_worker
        Households for each grid worker, where `grid_workers` is known.
    cut_share, cut_m
        A side cut off by a river, a railway or an arterial counts from this share of the grid and this mean width.
    compound_share
        A compound is cut if less than this share of it lies in one grid.
    cutting_barriers, cutting_streets, water
        Kinds of barriers, `highway` classes and kinds of landcover that cut a grid.
    """

    least_households: float = 200
    target_households: float = 300
    most_households: float = 500
    most_people: float = 1500
    sliver_m2: float = 100
    sliver_m: float = 1
    hairline_m2: float = 0.01
    most_across_m: float = 600
    least_compactness: float = 0.35
    most_households_a_worker: float = 500
    cut_share: float = 0.05
    cut_m: float = 10
    compound_share: float = 0.9
    cutting_barriers: tuple[str, ...] = ("river", "railway", "expressway")
    cutting_streets: tuple[str, ...] = ("motorway", "trunk", "primary")
    water: tuple[str, ...] = ("river", "water", "lake")

    def __post_init__(self) -> None:
        if not 0 <= self.least_households <= self.target_households <= self.most_households:
            raise GridError(
                f"A grid needs at least, a target and at most so many households, in this order; these are "
                f"{self.least_households:g}, {self.target_households:g} and {self.most_households:g}.",
                zh=f"网格户数的下限、目标、上限须依次不减；现为 {self.least_households:g}、"
                f"{self.target_households:g}、{self.most_households:g}。",
            )
        for name, share in (("compactness", self.least_compactness), ("compound share", self.compound_share)):
            if not 0 <= share <= 1:
                raise GridError(
                    f"The {name} is a share from 0 to 1, not {share:g}.", zh=f"比例须在 0 到 1 之间，现为 {share:g}。"
                )


#: Presets by name.
GRID_LIMITS = MappingProxyType(
    {
        "basic": GridLimits(),
        "300-500": GridLimits(least_households=300, target_households=400, most_households=500),
        "one_community": GridLimits(least_households=160, target_households=205, most_households=255, most_people=550),
        "micro": GridLimits(
            least_households=30,
            target_households=50,
            most_households=100,
            most_people=300,
            most_across_m=300,
            most_households_a_worker=100,
        ),
    }
)

_PRACTICE = Sentence("national practice, about 300 households or 1,000 people", zh="各地通行做法：约 300 户或 1000 人")
_OURS = Sentence("our assumption, to be set by the local norm", zh="本软件假定，按当地标准调整")
_REQUIREMENT = Sentence("the articles' grid principles, as figures", zh="依据文章所述网格原则量化")

#: Preset or field -> source. A field that is not named here has the source of its preset.
LIMIT_SOURCES = MappingProxyType(
    {
        "basic": LimitSource(
            Sentence(
                "200-500 households, target 300: national practice; 福清 has 456,305 households in 1,560 grids, "
                "292.5 each",
                zh="200—500 户、目标 300 户：各地通行做法；福清 456305 户设 1560 个网格，平均 292.5 户",
            ),
            "R+",
        ),
        "300-500": LimitSource(
            Sentence(
                "300-500 households or about 1,000 people: national practice", zh="300—500 户或约 1000 人：各地通行做法"
            ),
            "R+",
        ),
        "one_community": LimitSource(
            Sentence(
                "a real community: 4,839 households in 21 grids of 160-255 households, 300-550 people; target and "
                "middle are ours",
                zh="某实际社区：4839 户、21 个网格，每格 160—255 户、300—550 人；目标值取其间",
            ),
            "S",
        ),
        "micro": LimitSource(
            Sentence(
                "micro-grids of 30-100 households: Chengdu Jinjiang; other cities 30-50, to be verified",
                zh="微网格 30—100 户：成都锦江；其他城市 30—50 户，待核实",
            ),
            "S",
        ),
        "most_people": LimitSource(_PRACTICE, "R"),
        "sliver_m2": LimitSource(_REQUIREMENT, "ours"),
        "sliver_m": LimitSource(_REQUIREMENT, "ours"),
        "hairline_m2": LimitSource(_OURS, "ours"),
        "most_across_m": LimitSource(
            Sentence(
                "ten minutes at 1.0 m/s in a straight line; our assumption",
                zh="按 1.0 米/秒直线步行 10 分钟，本软件假定",
            ),
            "ours",
        ),
        "least_compactness": LimitSource(
            Sentence(
                "warn below 0.35: an L of 5 ha with 1,400 m of border has 0.321",
                zh="低于 0.35 提示：5 公顷 L 形、周长 1400 米为 0.321",
            ),
            "ours",
        ),
        "most_households_a_worker": LimitSource(_OURS, "ours"),
        "cut_share": LimitSource(_OURS, "ours"),
        "cut_m": LimitSource(_OURS, "ours"),
        "compound_share": LimitSource(Sentence("inside means at least 90 %", zh="九成以上面积在内即视为在内"), "ours"),
        "cutting_barriers": LimitSource(_REQUIREMENT, "ours"),
        "cutting_streets": LimitSource(_OURS, "ours"),
        "water": LimitSource(_OURS, "ours"),
    }
)
