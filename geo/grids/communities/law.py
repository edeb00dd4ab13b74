"""What the law says about the size of a community, with its source and how sure we are of it."""

from dataclasses import dataclass

from geo.errors import SettingError
from geo.sentences import Sentence

__all__ = ["CommunityNorm", "LawArticle", "PROCEDURE", "SIZE_ARTICLE"]


@dataclass(frozen=True, slots=True)
class LawArticle:
    """An article: where it stands, its words, since when, and how sure we are ("seen" or "recalled")."""

    source: Sentence
    words: Sentence
    in_force: str
    certainty: Sentence

    @property
    def sentence(self) -> Sentence:
        """The article as a report quotes it."""
        return Sentence(
            f"{self.source}: {self.words} ({self.certainty})",
            zh=f"{self.source.zh}：“{self.words.zh}”（{self.certainty.zh}）",
        )


#: The new law; the old one of 1989 had 100 to 700 households.
SIZE_ARTICLE = LawArticle(
    source=Sentence(
        "Organic Law of the Urban Residents Committees, revised on 28 October 2025, article 3",
        zh="《中华人民共和国城市居民委员会组织法》（2025年10月28日修订）第三条",
    ),
    words=Sentence(
        "generally set up within a range of one thousand to three thousand households",
        zh="一般在一千户至三千户的范围内设立",
    ),
    in_force="2026-01-01",
    certainty=Sentence(
        "text seen in a public source; in force from 1 January 2026 as recalled, to be verified",
        zh="条文见于公开资料；自2026年1月1日起施行系记忆，待核",
    ),
)

#: Who decides, by the same article; a summary, not a quotation.
PROCEDURE = Sentence(
    "Setting up, dissolving or resizing a community is proposed by the street office and approved by the government of "
    "the city without districts, or of the district.",
    zh="社区的设立、撤销、规模调整，由街道办事处提出，报不设区的市、市辖区的人民政府批准。",
)


@dataclass(frozen=True, slots=True)
class CommunityNorm:
    """
    The size a community should have: households from the law, people from the articles about 万人社区.

    Raises
    ------
    SettingError
        If the least is above the most.
    """

    least_households: int = 1_000
    most_households: int = 3_000
    most_people: int = 10_000

    def __post_init__(self) -> None:
        if not 0 <= self.least_households <= self.most_households or self.most_people <= 0:
            raise SettingError(
                f"A community of {self.least_households:,} to {self.most_households:,} households and at most "
                f"{self.most_people:,} people cannot be; correct the norm.",
                zh=f"社区规模 {self.least_households:,} 至 {self.most_households:,} 户、最多 {self.most_people:,} 人"
                "不成立；请更正标准。",
            )

    def size(self, households: float) -> str:
        """Return "below", "within" or "above"."""
        if households < self.least_households:
            return "below"
        return "above" if households > self.most_households else "within"
