"""Show what one file is taken for, and let the planner decide: layer, encoding, place, columns, words."""

import html
from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from geo.city import City
from geo.contracts import LayerContract
from geo.crs.placements import Placement, parsed
from geo.errors import PlannerError
from geo.intake.control_points import ControlPoint, local_grid
from geo.intake.offers import Offer
from geo.intake.plans import ImportPlan
from geo.intake.previews import preview
from geo.intake.roles import ROLES
from geo.layers import LAYERS
from geo.sentences import said_in
from geo.vocabulary import FACILITY_KINDS
from pages.ui.import_files import KeptFile
from pages.ui.import_report import change_view, report_view
from pages.ui.place_picture import Shown, picture
from pages.ui.problems import plain
from pages.words import Words

__all__ = ["details"]

_MOST_PLACES = 12
_MOST_WORDS = 12


def details(file: KeptFile, city: City | None, say: Words) -> bool:
    """Draw everything about one file; returns whether something was decided and it must be looked into again."""
    with st.container(border=True, key="import_details"):
        st.html(f'<h2 class="small">{html.escape(file.path.name)}</h2>')
        if file.error is not None:
            st.error(plain(file.error.said_in(say.language)), icon=":material/info:")
        plan = _what(file, say)
        if file.offer is not None:
            plan = _place(file.offer, plan, city, say)
            plan = _columns(file.offer, plan, say)
            plan = _words(file, plan, say)
        if file.change is not None:
            change_view(file.change, say)
        if file.trial is not None:
            report_view(file.trial, say)
    is_decided = plan != file.plan
    file.plan = plan
    return is_decided


def _what(file: KeptFile, say: Words) -> ImportPlan:
    """Ask what the rows are, which layer of the file and in which encoding."""
    plan, offer = file.plan, file.offer
    likely = [guess.role for guess in offer.roles] if offer is not None else []
    roles = [*likely, *(role for role in ROLES if role not in likely)]
    if file.role == "city" or file.path.name.lower().endswith((".osm", ".gz", ".pbf", ".bz2")):
        roles = ["city", *roles]
    with st.container(key="import_what", horizontal=True, vertical_alignment="bottom", gap="small"):
        file.is_wanted = st.checkbox(say("import.wanted"), value=file.is_wanted, key=f"wanted_{file.key}")
        if file.role in roles:
            role = st.selectbox(
                say("import.as"),
                roles,
                index=roles.index(file.role),
                format_func=lambda key: say(f"role.{key}"),
                key=f"role_{file.key}",
            )
            if role != file.role:
                plan = replace(plan, role=role, columns=(), are_columns_final=False)
        if offer is not None and len(offer.raw.layers) > 1:
            layers = list(offer.raw.layers)
            here = layers.index(offer.raw.layer) if offer.raw.layer in layers else 0
            layer = st.selectbox(say("import.layer"), layers, index=here, key=f"layer_{file.key}")
            if layer != layers[here]:
                plan = replace(plan, layer=layer, columns=(), are_columns_final=False, role="")
        if offer is not None and len(offer.encodings) > 1:
            names = [guess.name for guess in offer.encodings]
            shown = {guess.name: f"{guess.label}: {guess.sample[:24]}" for guess in offer.encodings}
            here = names.index(plan.encoding) if plan.encoding in names else 0
            encoding = st.selectbox(
                say("import.encoding"), names, index=here, format_func=shown.__getitem__, key=f"encoding_{file.key}"
            )
            if encoding != names[here]:
                plan = replace(plan, encoding=encoding, columns=(), are_columns_final=False)
    return plan


def _place(offer: Offer, plan: ImportPlan, city: City | None, say: Words) -> ImportPlan:
    """Show where the rows lie and how that is known, before and after; ask where nobody knows."""
    if not offer.possible and offer.placement is not None:
        return plan
    st.html(f'<h3 class="step">{html.escape(say("import.where"))}</h3>')
    is_known = offer.placement is not None
    (st.success if is_known else st.warning)(
        plain(said_in(say.language, offer.said)), icon=":material/place:" if is_known else ":material/help:"
    )
    fits = {} if offer.detection is None else offer.detection.table.to_dict("index")
    keys = [str(placement) for placement in offer.possible[:_MOST_PLACES]]
    chosen = str(offer.placement) if offer.placement is not None else ""
    if chosen and chosen not in keys:
        keys.insert(0, chosen)
    options = [*([] if chosen else [""]), *keys, "local"]

    def shown(key: str) -> str:
        if key in ("", "local"):
            return say("import.place_ask") if not key else say("import.place_local")
        fit = fits.get(key)
        near = say("import.fit", metres=f"{fit['fit_m']:.0f}") if fit and fit["fit_m"] < 1000 else ""
        return f"{said_in(say.language, parsed(key).name)}{near}"

    picked = st.selectbox(
        say("import.system"),
        options,
        index=options.index(chosen),
        format_func=shown,
        key=f"place_{offer.path.parent.name}_{offer.raw.layer}",
    )
    if picked == "local":
        return _local(offer, plan, say)
    if city is not None and len(city.get("streets")) and offer.possible:
        _pictures(offer, city, say)
    return replace(plan, placement=picked) if picked and picked != chosen else plan


def _local(offer: Offer, plan: ImportPlan, say: Words) -> ImportPlan:
    """Ask for control points of a local grid."""
    st.caption(say("import.control_help"))
    text = st.text_area(
        say("import.control"), placeholder="1000, 2000, 120.2165, 27.3325", key=f"control_{offer.path.parent.name}"
    )
    points = []
    for line in text.splitlines():
        parts = line.replace("，", ",").replace("\t", ",").split(",")
        try:
            x, y, lon, lat = (float(part) for part in parts)
        except ValueError:
            continue
        points.append(ControlPoint(x, y, lon, lat))
    if len(points) < 2:
        return plan
    try:
        grid = local_grid(points)
    except PlannerError as error:
        st.error(plain(error.said_in(say.language)), icon=":material/info:")
        return plan
    st.caption(plain(said_in(say.language, grid.sentence)))
    return replace(plan, placement=str(grid.placement))


def _pictures(offer: Offer, city: City, say: Words) -> None:
    """Draw the rows over the streets as the two likeliest readings put them."""
    found = offer.detection.table["placement"].tolist() if offer.detection is not None else list(offer.possible)
    best: Placement = offer.placement or found[0]
    other = next((placement for placement in found if placement != best), None)
    if other is None:
        other = best
    view = preview(offer.raw.rows, city["streets"], other, best)
    if view is None:
        return
    streets = Shown.of(view.streets, "streets")
    after = say("import.after", system=said_in(say.language, best.name))
    before = say("import.before", system=said_in(say.language, other.name))
    pictures = [picture(view.window, [streets, Shown.of(view.after, "after")], after)]
    if other != best:
        pictures.insert(0, picture(view.window, [streets, Shown.of(view.before, "before")], before))
    st.html(f'<div class="pictures">{"".join(pictures)}</div>')


def _columns(offer: Offer, plan: ImportPlan, say: Words) -> ImportPlan:
    """Show each column with three of its values and what it becomes; every one can be changed."""
    role = offer.plan.role
    if role not in LAYERS or not len(offer.columns):
        return plan
    contract = LAYERS[role]
    ours = ["", *_names(contract)]
    meant = {theirs: mine for mine, theirs in offer.plan.columns}
    chosen: dict[str, str] = {}
    with st.expander(say("import.columns", known=len(meant), count=len(offer.columns)), expanded=len(meant) < 2):
        st.caption(say("import.columns_help"))
        for n, (name, samples, is_for) in enumerate(offer.columns.astype(str).to_numpy().tolist()):
            label, values, pick = st.columns([1.1, 1.6, 1.2], vertical_alignment="center")
            label.html(f'<span class="theirs">{html.escape(name)}</span>')
            values.html(f'<span class="samples">{html.escape(samples)}</span>')
            if is_for in ("lon", "lat", "place"):
                pick.html(f'<span class="theirs">{html.escape(say(f"import.is_{is_for}"))}</span>')
                continue
            here = ours.index(meant.get(name, "")) if meant.get(name, "") in ours else 0
            picked = pick.selectbox(
                name,
                ours,
                index=here,
                format_func=lambda key: say(f"column.{key}") if key else say("import.kept_as_is"),
                label_visibility="collapsed",
                key=f"column_{offer.path.parent.name}_{offer.raw.layer}_{role}_{n}",
            )
            if picked:
                chosen[picked] = name
    columns = tuple(sorted(chosen.items()))
    there = set(offer.columns["column"])
    before = tuple(sorted(pair for pair in offer.plan.columns if pair[0] not in ("lon", "lat") and pair[1] in there))
    return replace(plan, columns=columns, are_columns_final=True) if columns != before else plan


def _names(contract: LayerContract) -> Sequence[str]:
    return [contract.index, *(column.name for column in contract.columns)]


def _words(file: KeptFile, plan: ImportPlan, say: Words) -> ImportPlan:
    """Ask what kinds of facility the words mean that are in no vocabulary."""
    if file.trial is None:
        return plan
    notes = [note for note in file.trial.report.notes if note.fault.key == "unknown_kind"]
    words = list(dict.fromkeys(note.value for note in notes))[:_MOST_WORDS]
    words = [*(word for word, _ in plan.kinds if word not in words), *words]
    if not words:
        return plan
    meant = dict(plan.kinds)
    kinds = list(FACILITY_KINDS)
    with st.expander(say("import.words", count=len(words)), expanded=True):
        for word in words:
            here = kinds.index(meant.get(word, "unknown"))
            picked = st.selectbox(
                word, kinds, index=here, format_func=lambda key: say(f"kind.{key}"), key=f"word_{file.key}_{word}"
            )
            if picked != "unknown":
                meant[word] = picked
            else:
                meant.pop(word, None)
    found = tuple(sorted(meant.items()))
    return replace(plan, kinds=found) if found != tuple(sorted(plan.kinds)) else plan
