"""What is assumed of a building of which only the outline is known; every figure can be changed."""

from dataclasses import dataclass

from geo.errors import SettingError
from geo.readers.estimates import FLOOR_AREA_M2_PER_PERSON, NET_FLOOR_SHARE, PEOPLE_PER_HOUSEHOLD
from geo.sentences import Sentence

__all__ = ["DWELLING_KINDS", "PeopleAssumptions"]

#: Kinds of building where people are taken to live -> storeys assumed where none are given, with the words for both.
#: The figures stand for a county-level city and are to be verified on the spot.
_STOREYS_OF_KIND = (
    ("residential", 6.0),
    ("self_built", 3.0),
    ("walk_up", 6.0),
    ("mid_rise", 10.0),
    ("high_rise", 18.0),
    ("dormitory", 6.0),
)
_KIND_WORDS = {
    "residential": ("dwellings", "住宅"),
    "self_built": ("self-built houses", "自建房"),
    "walk_up": ("walk-ups", "多层住宅"),
    "mid_rise": ("mid-rises", "小高层"),
    "high_rise": ("high-rises", "高层"),
    "dormitory": ("dormitories", "宿舍"),
}
DWELLING_KINDS = tuple(kind for kind, _ in _STOREYS_OF_KIND)
_MOST_STOREYS = 130.0


@dataclass(frozen=True, slots=True)
class PeopleAssumptions:
    """
    The figures behind an estimate of people: sizes, shares and storeys, all editable (`dataclasses.replace`).

    Parameters
    ----------
    people_per_household
        福清, census of 2020: 2.80.
    floor_area_m2_per_person
        Dwelling floor area per urban resident, China 2020; to be verified.
    net_floor_share
        What is left of footprint x storeys without stairs, walls and shops, 0 to 1.
    occupancy_share
        Part of the homes that is lived in, 0 to 1. `community_occupancy` holds pairs of community and share that go
        before it, and a column `occupancy_share` of the buildings goes before both.
    storeys_of_kind
        Pairs of building kind and storeys, used where a building's storeys are not given.
    smallest_home_m2
        A smaller outline is a shed or a gatehouse.
    is_zero_counted
        Whether a given 0 for households means that nobody lives there; else it counts as not given.

    Raises
    ------
    SettingError
        If a figure makes no sense.
    """

    people_per_household: float = PEOPLE_PER_HOUSEHOLD
    floor_area_m2_per_person: float = FLOOR_AREA_M2_PER_PERSON
    net_floor_share: float = NET_FLOOR_SHARE
    occupancy_share: float = 1.0
    community_occupancy: tuple[tuple[str, float], ...] = ()
    storeys_of_kind: tuple[tuple[str, float], ...] = _STOREYS_OF_KIND
    smallest_home_m2: float = 20.0
    is_zero_counted: bool = False

    def __post_init__(self) -> None:
        _within(self.people_per_household, 0.5, 20, "People per household", "户均人口")
        _within(self.floor_area_m2_per_person, 1, 1000, "Floor area m2 per person", "人均住房面积（平方米）")
        _within(self.net_floor_share, 0.01, 1, "The net share of the floor area", "住宅净面积系数")
        _within(self.occupancy_share, 0, 1, "The occupancy share", "入住率")
        for community, share in self.community_occupancy:
            _within(share, 0, 1, f"The occupancy share of {community}", f"{community}的入住率")
        for kind, storeys in self.storeys_of_kind:
            _within(storeys, 1, _MOST_STOREYS, f"The storeys of {kind}", f"{kind} 的层数")
        _within(self.smallest_home_m2, 0, 10_000, "The smallest home m2", "最小住宅占地（平方米）")

    @property
    def people_sentence(self) -> Sentence:
        """How people follow from households."""
        return Sentence(
            f"people = households x {self.people_per_household:.2f}",
            zh=f"人口＝户数×{self.people_per_household:.2f}",
        )

    @property
    def floor_area_sentence(self) -> Sentence:
        """How people follow from the outline of a building."""
        occupancy, occupancy_zh = f"{self.occupancy_share:g}", f"{self.occupancy_share:g}"
        if self.community_occupancy:
            stated = ", ".join(f"{community} {share:g}" for community, share in self.community_occupancy)
            occupancy, occupancy_zh = f"{occupancy} ({stated})", f"{occupancy_zh}（{stated}）"
        return Sentence(
            f"people = footprint m2 x storeys x {self.net_floor_share:g} x occupancy {occupancy} / "
            f"{self.floor_area_m2_per_person:g} m2 per person; households = people / {self.people_per_household:.2f}",
            zh=f"人口＝占地面积×层数×{self.net_floor_share:g}×入住率 {occupancy_zh}÷"
            f"人均 {self.floor_area_m2_per_person:g} 平方米；户数＝人口÷{self.people_per_household:.2f}",
        )

    @property
    def storeys_sentence(self) -> Sentence:
        """Which storeys are assumed where none are given."""
        stated = [(*_KIND_WORDS.get(kind, (kind, kind)), storeys) for kind, storeys in self.storeys_of_kind]
        return Sentence(
            ", ".join(f"{word} {storeys:g}" for word, _, storeys in stated),
            zh="、".join(f"{word} {storeys:g} 层" for _, word, storeys in stated),
        )


def _within(value: float, least: float, most: float, what: str, what_zh: str) -> None:
    if not least <= value <= most:
        raise SettingError(
            f"{what} must be {least:g} to {most:g}; {value:g} was given. Change it and try again.",
            zh=f"{what_zh}应在 {least:g} 到 {most:g} 之间，现为 {value:g}；请改正后再试。",
        )
