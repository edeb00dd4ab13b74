"""Hold one city: a frozen bundle of checked layers in one metric coordinate system, and the file it is kept in."""

import json
import os
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import pyogrio
import pyproj
from geopandas import GeoDataFrame
from pyogrio.errors import DataSourceError

from geo.contracts import LayerContract
from geo.crs import metric_crs
from geo.errors import BrokenFileError, LayerError, MissingLayerError, NoSuchFileError
from geo.layers import DEMAND, LAYERS
from geo.sentences import Sentence, said_in

__all__ = ["City", "DEMO_CITY_FILE", "Provenance"]

DEMO_CITY_FILE = Path(__file__).resolve().parent.parent / "data" / "dingxi.gpkg"

_CARD_TABLE = "city_card"
_FROM_BUILDING = ("households", "people", "elderly", "elderly_80", "children_0_6", "children_7_14", "disabled")


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a layer comes from: source, date, licence, and the method if its figures are estimates."""

    layer: str
    source: str
    as_of: str = ""
    licence: str = ""
    method: str = ""


@dataclass(frozen=True)
class City:
    """
    A city's layers, each as its contract promises (`geo.layers`), all in the metric system `crs`.

    Layers are shared and never modified; a change is a new City (`with_layer`). `problems` are sentences about rows
    that were refused or mended on the way in; `is_synthetic` puts the label on every map, table and sheet.
    """

    name: str
    crs: pyproj.CRS
    layers: Mapping[str, GeoDataFrame]
    provenance: tuple[Provenance, ...] = ()
    problems: tuple[str, ...] = ()
    is_synthetic: bool = False
    as_of: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, layers: Mapping[str, GeoDataFrame], **card: object) -> "City":
        """
        Check the layers, bring them into one metric system and bundle them.

        Raises
        ------
        LayerError
            If there is no layer with places, a layer that no city has, or one that does not keep its contract.
        """
        for key in layers:
            _contract(key)
        placed = [key for key in ("streets", "buildings", "communities", *layers) if key in layers]
        placed = [key for key in placed if LAYERS[key].geometry != "none"]
        if not placed:
            raise MissingLayerError(
                f"{name} needs at least one layer with places, such as streets or buildings; "
                f"it has {', '.join(layers) or 'none'}. Load one first."
            )
        crs = metric_crs(layers[placed[0]], placed[0])
        checked = {}
        for key, contract in LAYERS.items():
            if key in layers:
                layer = layers[key]
                layer = layer if contract.geometry == "none" or layer.crs == crs else layer.to_crs(crs)
                checked[key] = contract.check(layer)
        return cls(name=name, crs=crs, layers=MappingProxyType(checked), **card)  # type: ignore[arg-type]

    @classmethod
    def demo(cls) -> "City":
        """Open 鼎溪市, the fictional demo city."""
        return cls.open(DEMO_CITY_FILE)

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> "City":
        """
        Open a city file.

        Raises
        ------
        NoSuchFileError, BrokenFileError, LayerError
        """
        path = Path(path)
        if not path.is_file():
            raise NoSuchFileError(
                f"The city file {path} is not there; check the name, or import a city first.",
                zh=f"找不到城市文件 {path}；请检查文件名，或先导入一座城市。",
            )
        try:
            names = [str(name) for name, _ in pyogrio.list_layers(path)]
            card = _read_card(path)
            provenance = tuple(
                Provenance(**{slot: _said(text) for slot, text in row.items()}) for row in card.pop("provenance")
            )
            problems, name = tuple(map(_said, card.pop("problems"))), str(card.pop("name"))
            card["notes"] = {key: _said(note) for key, note in card.get("notes", {}).items()}
            layers = {layer: _read(path, layer) for layer in names if layer in LAYERS}
        except (DataSourceError, sqlite3.DatabaseError, KeyError, TypeError, ValueError) as error:
            raise BrokenFileError(
                f"{path.name} is not a city file: expected a GeoPackage written by this program, found {error}. "
                "Import the file first.",
                zh=f"{path.name} 不是城市文件：需要本程序写出的 GeoPackage，读到的是别的内容。请换一个文件或先导入。",
            ) from error
        return cls.of(name, layers, provenance=provenance, problems=problems, **card)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the city file, a GeoPackage that opens in QGIS; the old file stays until the new one is whole."""
        path = Path(path)
        draft = path.with_name(f".{path.name}.draft.gpkg")
        draft.unlink(missing_ok=True)
        for name, layer in self.layers.items():
            table = layer.reset_index()
            is_table = LAYERS[name].geometry == "none"
            options = {} if is_table else {"SPATIAL_INDEX": "YES"}
            pyogrio.write_dataframe(
                pd.DataFrame(table).drop(columns="geometry", errors="ignore") if is_table else table,
                draft,
                layer=name,
                driver="GPKG",
                layer_options={**options, "FID": "fid"},
                dataset_options={"VERSION": "1.3"},
                append=draft.exists(),
            )
        _write_card(draft, self)
        draft.replace(path)

    def __getitem__(self, layer_name: str) -> GeoDataFrame:
        """Return a layer, or say which ones there are."""
        if layer_name not in self.layers:
            raise MissingLayerError(
                f"{self.name} has no {layer_name} layer; it has {', '.join(self.layers) or 'none'}. Load one first.",
                zh=f"{self.name}没有 {layer_name} 图层，现有 {'、'.join(self.layers) or '无'}；请先加载。",
            )
        return self.layers[layer_name]

    def get(self, layer_name: str) -> GeoDataFrame:
        """Return a layer, an empty one if the city does not have it."""
        return self.layers[layer_name] if layer_name in self.layers else LAYERS[layer_name].empty(self.crs)

    def with_layer(self, layer_name: str, layer: GeoDataFrame) -> "City":
        """Return the same city with one layer exchanged or added."""
        contract = _contract(layer_name)
        layer = layer if contract.geometry == "none" or layer.crs == self.crs else layer.to_crs(self.crs)
        return replace(self, layers=MappingProxyType({**self.layers, layer_name: contract.check(layer)}))

    @cached_property
    def demand(self) -> GeoDataFrame:
        """
        One point a dwelling building, at its first entrance or else inside its footprint; indexed by `demand_id`.

        Buildings without households are left out: nobody lives there.
        """
        homes = self["buildings"]
        homes = homes[homes["households"] > 0]
        points = homes.geometry.representative_point()
        if "entrances" in self.layers:
            doors = self.layers["entrances"].drop_duplicates("building_id").set_index("building_id").geometry
            doors = doors.reindex(homes.index.astype(str))
            points = points.where(doors.isna().to_numpy(), doors.set_axis(homes.index))
        columns = [column.name for column in DEMAND.columns if column.name in homes.columns]
        demand = GeoDataFrame(homes[columns].assign(buildings=1), geometry=np.asarray(points), crs=self.crs)
        return DEMAND.check(demand.rename_axis("demand_id"))


def _contract(layer_name: str) -> LayerContract:
    if layer_name not in LAYERS:
        raise LayerError(f"There is no layer {layer_name}; a city may have {', '.join(LAYERS)}. Choose one of these.")
    return LAYERS[layer_name]


def _read(path: Path, name: str) -> GeoDataFrame:
    layer = pyogrio.read_dataframe(path, layer=name)
    layer = layer.set_index(LAYERS[name].index)
    return layer if LAYERS[name].geometry != "none" else GeoDataFrame(layer)


def _read_card(path: Path) -> dict[str, Any]:
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        (text,) = database.execute(f"SELECT card FROM {_CARD_TABLE}").fetchone() or ("",)  # noqa: S608
    database.close()
    card = json.loads(text)
    if not isinstance(card, dict):
        raise ValueError("a card that is not a record")
    return card


def _said(written: object) -> str:
    """Read a text of the card: a plain one, or a sentence in both languages."""
    return Sentence(written["en"], zh=written["zh"]) if isinstance(written, dict) else str(written)


def _written(text: str) -> object:
    return {"en": str(text), "zh": said_in("zh", text)} if isinstance(text, Sentence) else text


def _write_card(path: Path, city: City) -> None:
    card = {
        "name": city.name,
        "is_synthetic": city.is_synthetic,
        "as_of": city.as_of,
        "problems": [_written(problem) for problem in city.problems],
        "notes": {key: _written(note) for key, note in city.notes.items()},
        "provenance": [
            {slot: _written(getattr(row, slot)) for slot in ("layer", "source", "as_of", "licence", "method")}
            for row in city.provenance
        ],
    }
    table = pd.DataFrame({"card": [json.dumps(card, ensure_ascii=False, sort_keys=True)]})
    pyogrio.write_dataframe(table, path, layer=_CARD_TABLE, driver="GPKG", append=path.exists())
