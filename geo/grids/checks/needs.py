"""Say what a rule lacks: a sentence where its data are missing, None where they are there."""

from geo.grids.checks.current import DATE_COLUMN
from geo.grids.checks.survey import Survey
from geo.sentences import Sentence

__all__ = [
    "lacks_barriers",
    "lacks_buildings",
    "lacks_compounds",
    "lacks_counts",
    "lacks_dates",
    "lacks_heads",
    "lacks_nothing",
    "lacks_register",
    "lacks_workers",
]

_NO_BUILDINGS = Sentence("no buildings were given", zh="未提供楼栋图层")
_NO_COUNTS = Sentence("no building says how many households it has", zh="楼栋没有户数")
_NO_HEADS = Sentence("no grid names its head; fill in grid_head", zh="网格均未填写网格长（grid_head）")
_NO_WORKERS = Sentence("the grids have no column grid_workers", zh="网格没有网格员人数（grid_workers）")
_NO_COMPOUNDS = Sentence("no compounds were given", zh="未提供小区图层")
_NO_BARRIERS = Sentence(
    "neither barriers nor streets, railways or landcover were given", zh="未提供阻隔、道路、铁路或地表覆盖图层"
)
_NO_REGISTER = Sentence("the buildings do not say in which grid they are registered", zh="楼栋没有登记所属网格")
_NO_DATES = Sentence(
    "the grids have no dates (valid_from), so borders alone cannot tell whether they were adjusted",
    zh="网格没有生效日期（valid_from），仅凭边界无法判断是否及时调整",
)


def lacks_nothing(survey: Survey) -> Sentence | None:  # noqa: ARG001
    """Lack nothing: borders are enough."""
    return None


def lacks_buildings(survey: Survey) -> Sentence | None:
    """Ask for dwellings."""
    return _NO_BUILDINGS if survey.homes is None else None


def lacks_counts(survey: Survey) -> Sentence | None:
    """Ask for dwellings with households."""
    return _NO_BUILDINGS if survey.homes is None else None if survey.homes.has_counts else _NO_COUNTS


def lacks_workers(survey: Survey) -> Sentence | None:
    """Ask for workers and households."""
    return _NO_WORKERS if "grid_workers" not in survey.grids.columns else lacks_counts(survey)


def lacks_heads(survey: Survey) -> Sentence | None:
    """Ask for at least one grid head."""
    return None if (survey.texts("grid_head") != "").any() else _NO_HEADS


def lacks_compounds(survey: Survey) -> Sentence | None:
    """Ask for compounds."""
    return None if "compounds" in survey.layers else _NO_COMPOUNDS


def lacks_barriers(survey: Survey) -> Sentence | None:
    """Ask for anything that could cut a grid."""
    return None if {"barriers", "streets", "railways", "landcover"} & set(survey.layers) else _NO_BARRIERS


def lacks_register(survey: Survey) -> Sentence | None:
    """Ask for the grid that dwellings are registered in."""
    if survey.homes is None:
        return _NO_BUILDINGS
    return None if (survey.homes.registered != "").any() else _NO_REGISTER


def lacks_dates(survey: Survey) -> Sentence | None:
    """Ask for dates."""
    return None if (survey.texts(DATE_COLUMN) != "").any() else _NO_DATES
