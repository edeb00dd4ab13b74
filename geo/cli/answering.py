"""Put a question to `geo`: the walks within the limit and whom they serve, from which every verb takes its answer."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
from geopandas import GeoDataFrame

from geo import briefing
from geo.circles import Coverage, OpenState, coverage, facilities_for, gaps, open_state, travel_table
from geo.city import City
from geo.cli.inputs import Notes, questioned_city
from geo.cli.options import Question
from geo.readers import require_enough_data
from geo.settings import Language
from geo.streets import Network, city_network, profile_named
from geo.vocabulary import FACILITY_KINDS, SERVICE_KINDS

__all__ = ["Answer", "answered"]


@dataclass(frozen=True, eq=False)
class Answer:
    """What every verb needs: who walks where within the limit, and who is served."""

    question: Question
    city: City
    network: Network
    facilities: GeoDataFrame
    travel: pd.DataFrame
    counted: Coverage
    state: OpenState
    notes: Notes

    @property
    def speed_m_per_s(self) -> float:
        """How fast the profile walks on the flat."""
        return self.network.profile.speed_m_per_s

    @property
    def definition(self) -> str:
        """One sentence: how far, how fast, from where to where."""
        profile, limit = self.network.profile, self.counted.limit
        unit = "m" if limit.measure == "walk_m" else "minutes"
        kind = "fictional " if self.city.is_synthetic else ""
        when = f" open at {self.question.at}" if self.question.at else ""
        return (
            f"Walks of at most {limit.shown:g} {unit} at {profile.speed_m_per_s:g} m/s ({profile.name}), "
            f"from {len(self.city.demand):,} homes to {len(self.state.open_ids):,} facilities{when} of the {kind}city "
            f"{self.city.name}."
        )

    def gaps(self) -> GeoDataFrame:
        """Return the places not served."""
        return gaps(
            self.city,
            self.travel,
            **self.question.limit,
            facilities=self.facilities,
            open_ids=self.state.open_ids,
            unknown_ids=self.state.unknown_ids,
        )

    def for_briefing(self, language: Language, **more: GeoDataFrame | pd.DataFrame) -> "briefing.CoverageAnswer":
        """Return the answer as sheets and exported files want it."""
        subject = _subject(self.question, language)
        return briefing.CoverageAnswer(self.counted, self.network.profile, self.facilities, subject=subject, **more)

    def imprint(self) -> briefing.Imprint:
        """Return what a file with this answer must say about itself."""
        language = self.question.language or "en"
        answer, today = self.for_briefing(language), date.today()  # noqa: DTZ011  the day here
        return briefing.coverage_imprint(self.city, answer, made_on=today, language=language)


def answered(question: Question, *, is_judged: bool = False) -> Answer:
    """
    Measure the walks of a question.

    With `is_judged`, a city that is mapped too thinly to say who is served and who is not is refused.
    """
    profile, limit, moment = profile_named(question.profile), question.limit, question.moment
    city, notes = questioned_city(question)
    facilities = facilities_for(city, kind=question.kind, service=question.service)
    if is_judged and question.demand is None:
        require_enough_data(city)
    network = city_network(city, profile)
    travel = travel_table(network, city.demand, facilities, **limit)
    state = open_state(facilities, moment)
    counted = coverage(city.demand, travel, **limit, open_ids=state.open_ids)
    notes = (*notes, *travel.attrs.get("refused", ()), *_unknown_hours(state))
    return Answer(question, city, network, facilities, travel, counted, state, notes)


def _unknown_hours(state: OpenState) -> Notes:
    count = len(state.unknown_ids)
    return (f"{count} facilities give no hours; nobody is counted as served by them.",) if count else ()


def _subject(question: Question, language: Language) -> str:
    """Name the service or the kind of facility."""
    asked = question.service or question.kind or ""
    if language == "en":
        return asked.replace("_", " ").capitalize()
    return SERVICE_KINDS.get(asked, "") if question.service else FACILITY_KINDS.get(asked, "")
