"""Find communities of the wrong size; split them, merge them, found new ones, and make villages communities."""

from geo.grids.communities.founding import found_community
from geo.grids.communities.joining import merge_communities, village_to_community
from geo.grids.communities.law import PROCEDURE, SIZE_ARTICLE, CommunityNorm, LawArticle
from geo.grids.communities.plans import Division, Divisions
from geo.grids.communities.rearranging import CommunityChange, applied
from geo.grids.communities.sizes import CommunitySizes, community_sizes
from geo.grids.communities.splitting import split_community, split_divisions
from geo.grids.communities.types import COMMUNITY_TYPES, TypeRules, rank_hint, suggested_types

__all__ = [
    "COMMUNITY_TYPES",
    "CommunityChange",
    "CommunityNorm",
    "CommunitySizes",
    "Division",
    "Divisions",
    "LawArticle",
    "PROCEDURE",
    "SIZE_ARTICLE",
    "TypeRules",
    "applied",
    "community_sizes",
    "found_community",
    "merge_communities",
    "rank_hint",
    "split_community",
    "split_divisions",
    "suggested_types",
    "village_to_community",
]
