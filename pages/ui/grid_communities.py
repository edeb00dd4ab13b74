"""List communities that are too large or too small, and try how one could be split along its grids."""

import pandas as pd
import streamlit as st

from geo.city import City
from geo.grids.adopting import with_whole_shapes
from geo.grids.communities import CommunityChange, applied, community_sizes, split_community, split_divisions
from geo.sentences import said_in
from pages.ui.asked import busy, change_link
from pages.ui.cities import keep_city
from pages.ui.grid_desk import Desk
from pages.ui.grid_drafts import OpenDraft
from pages.ui.saving import plain_table_saver
from pages.ui.sentence_list import sentence_list
from pages.ui.table_view import Column, Row, table_view
from pages.words import Words

__all__ = ["community_panel"]

_MOST_WAYS = 3
_CHOSEN = "split_community"


def community_panel(desk: Desk, draft: OpenDraft) -> None:
    """Draw the communities by size, the ways to split the one that is chosen, and what each part has and lacks."""
    say, city = desk.say, _drafted(desk.city, draft)
    sizes = community_sizes(city)
    st.html(sentence_list(sizes.sentences, say, most=3))
    table_view("split_sizes", _columns(say), _rows(sizes.table, say), say, height="200px")
    names = city["communities"]["name"]
    community_id = st.selectbox(
        say("split.which"), list(sizes.table.index), format_func=lambda key: str(names[key]), key=_CHOSEN
    )
    parts = st.number_input(say("split.parts"), 2, 6, 2, 1, key="split_parts")
    with busy(say("split.busy"), "split"):
        found = split_divisions(city, str(community_id), int(parts))
    ways = list(found.by_balance[:_MOST_WAYS])
    along = found.along_streets
    if along is not None and not any(way.part.equals(along.part) for way in ways):
        ways.append(along)
    number = st.radio(
        say("split.ways"),
        range(len(ways)),
        format_func=lambda n: said_in(say.language, ways[n].sentence),
        key=f"split_way_{community_id}_{parts}",
    )
    zone = {str(key): int(part) for key, part in ways[number].part.items()}
    _parts(desk, city, split_community(city, str(community_id), zone))


def _drafted(city: City, draft: OpenDraft) -> City:
    """Return the city with the grids of the draft, not saved."""
    return city.with_layer("grids", with_whole_shapes(draft.tiling.grids, city["grids"]))


def _columns(say: Words) -> list[Column]:
    return [Column(say("split.community")), Column(say("split.households"), "number"), Column(say("split.size"), "tag")]


def _rows(table: pd.DataFrame, say: Words) -> list[Row]:
    rows = []
    for row in table.reset_index().to_dict("records"):
        size, name = say(f"split.size_{row['size']}"), str(row["name"])
        cells = (name, f"{row['households']:,.0f}", size)
        rows.append(Row(str(row["community_id"]), cells, (name, row["households"], size), ("", "", str(row["size"]))))
    return rows


def _parts(desk: Desk, city: City, change: CommunityChange) -> None:
    say = desk.say
    rows = []
    for key, part in change.parts.iterrows():
        lacking = "、".join(say.name("kind", kind) for kind in part["kinds_lacking"]) or say("split.nothing")
        cells = (str(part["name"]), str(part["code"]), f"{part['households']:,.0f}", f"{part['elderly']:,.0f}", lacking)
        rows.append(Row(str(key), cells, cells))
    heads = ("community", "code", "households", "elderly", "lacking")
    table_view("split_parts", [Column(say(f"split.{head}"), "short") for head in heads], rows, say)
    st.html(sentence_list(change.sentences, say))
    plain_table_saver(city, "split_codes", change.codes, say)
    if st.button(say("split.apply"), key="split_apply", icon=":material/call_split:"):
        with busy(say("grids.busy_save"), "save"):
            name = keep_city(applied(city, change))
        change_link(city=name, draft="", panel="")
        st.rerun()
