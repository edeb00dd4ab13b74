"""
Give buildings their people: as given, from floor area or from a population grid, brought to official totals.

Every call returns a new BUILDINGS layer and a `PeopleAccount` of what was done; `with_people_accounts` keeps both in
the city, and `figure_sentence` says of any count how it was made.
"""

from geo.intake.people.account import CommunityFigure, PeopleAccount, figure_sentence
from geo.intake.people.assumptions import DWELLING_KINDS, PeopleAssumptions
from geo.intake.people.community_figures import CommunityShares, CommunityTotal, GroupShares, OfficialTotals
from geo.intake.people.community_tables import group_shares, official_totals
from geo.intake.people.grids import cells_of
from geo.intake.people.grouping import with_groups
from geo.intake.people.homes import with_people
from geo.intake.people.records import PEOPLE_NOTE, accounts_of, method_sentence, with_people_accounts
from geo.intake.people.rescaling import rescaled
from geo.intake.people.spreading import cells_without_dwellings, with_people_of_cells

__all__ = [
    "CommunityFigure",
    "CommunityShares",
    "CommunityTotal",
    "DWELLING_KINDS",
    "GroupShares",
    "OfficialTotals",
    "PEOPLE_NOTE",
    "PeopleAccount",
    "PeopleAssumptions",
    "accounts_of",
    "cells_of",
    "cells_without_dwellings",
    "figure_sentence",
    "group_shares",
    "method_sentence",
    "official_totals",
    "rescaled",
    "with_groups",
    "with_people",
    "with_people_accounts",
    "with_people_of_cells",
]
