"""Read an OpenStreetMap file once into plain nodes, ways and relations."""

import gzip
import logging
import time
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import osmium
from numpy.typing import NDArray

from geo.errors import BrokenFileError, EmptyLayerError
from geo.readers.report import existing_file

__all__ = ["OsmExtract", "OsmNode", "OsmRelation", "OsmWay", "Tags", "is_osm", "read_osm"]

logger = logging.getLogger(__name__)

Tags = dict[str, str]
FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

#: More than any Chinese city has; a whole province would not fit into memory as plain records.
_MOST_NODES = 30_000_000
_EXPECTED = "an OpenStreetMap file (.osm, .osm.gz, .osm.bz2 or .osm.pbf)"
_EXPECTED_ZH = " OpenStreetMap 文件（.osm、.osm.gz、.osm.bz2 或 .osm.pbf）"


@dataclass(frozen=True, slots=True)
class OsmNode:
    """A node that carries tags, in degrees."""

    osm_id: int
    tags: Tags
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class OsmWay:
    """A way: the ids of its nodes in order."""

    osm_id: int
    tags: Tags
    refs: IntArray


@dataclass(frozen=True, slots=True)
class OsmRelation:
    """A relation: its members as (type, id, role), the type being "n", "w" or "r"."""

    osm_id: int
    tags: Tags
    members: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, slots=True)
class OsmExtract:
    """
    What one file holds, each id once.

    `node_ids` is sorted and `lonlat` has one row a node, degrees; `as_of` is the file's date (yyyy-mm-dd), "" if
    unknown.
    """

    path: Path
    as_of: str
    node_ids: IntArray
    lonlat: FloatArray
    nodes: tuple[OsmNode, ...]
    ways: tuple[OsmWay, ...]
    relations: tuple[OsmRelation, ...]
    problems: tuple[str, ...] = ()

    def locate(self, refs: IntArray) -> FloatArray:
        """Return (lon, lat) a node id, one row each, NaN where the node is not in the file."""
        if not len(self.node_ids):
            return np.full((len(refs), 2), np.nan)
        place = np.clip(np.searchsorted(self.node_ids, refs), 0, len(self.node_ids) - 1)
        found = self.node_ids[place] == refs
        return np.where(found[:, None], self.lonlat[place], np.nan)


def is_osm(path: Path) -> bool:
    """Look into the file, not at its name, to tell whether it is OpenStreetMap data."""
    return _osm_format(path) is not None


def read_osm(path: object) -> OsmExtract:
    """
    Read every node, way and relation of an OpenStreetMap file; deleted objects are left out, the last version of an id
    counts.

    Raises
    ------
    NoSuchFileError, BrokenFileError, EmptyLayerError
        If the file is not there, is not OpenStreetMap data or is cut off, or holds nothing.
    """
    started = time.perf_counter()
    file = existing_file(path, _EXPECTED)
    file_format = _osm_format(file)
    if file_format is None:
        raise BrokenFileError(
            f"{file.name} is not {_EXPECTED}; its first bytes are of another format. "
            "Export the area again, or load it as a layer.",
            zh=f"{file.name} 不是{_EXPECTED_ZH}，开头的内容是别的格式；请重新导出这个区域，或作为图层加载。",
        )
    extract = _Collector().collect(file, file_format)
    if not extract.ways and not extract.nodes:
        raise EmptyLayerError(
            f"{file.name} holds no streets, buildings or places at all; choose another file or a larger area.",
            zh=f"{file.name} 里没有道路、建筑或地点；请换一个文件，或导出更大的区域。",
        )
    logger.info(
        "Read %s: %d nodes, %d ways, %d relations in %.1f s.",
        file.name, len(extract.node_ids), len(extract.ways), len(extract.relations), time.perf_counter() - started,
    )  # fmt: skip
    return extract


def _osm_format(path: Path) -> str | None:
    with path.open("rb") as stream:
        head = stream.read(512)
    if head[4:6] == b"\x0a\x09" and head[6:15] == b"OSMHeader":
        return "osm.pbf"
    if head.startswith(b"\x1f\x8b"):
        return "osm.gz" if _is_osm_xml(_first_unzipped(path)) else None
    if head.startswith(b"BZh"):
        return "osm.bz2"
    if head.startswith(b"\xff\xe0\x04o5m2"):
        return "o5m"
    return "osm" if _is_osm_xml(head) else None


def _is_osm_xml(head: bytes) -> bool:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    # A document type may come first; libosmium itself refuses entities, so a bomb goes no further than its parser.
    return text.startswith(b"<") and (b"<osm" in text or b"<!DOCTYPE" in text) and b"<graphml" not in text


def _first_unzipped(path: Path) -> bytes:
    try:
        with gzip.open(path) as stream:
            return stream.read(512)
    except (EOFError, OSError, zlib.error) as error:
        raise BrokenFileError(
            f"{path.name} is a damaged gzip file ({error}); download or export it again.",
            zh=f"{path.name} 压缩已损坏（{error}）；请重新下载或导出。",
        ) from error


class _Collector:
    """The lists that one pass over a file fills; lives only as long as `read_osm`."""

    def __init__(self) -> None:
        self.ids: list[int] = []
        self.lons: list[float] = []
        self.lats: list[float] = []
        self.nodes: dict[int, OsmNode] = {}
        self.ways: dict[int, OsmWay] = {}
        self.relations: dict[int, OsmRelation] = {}
        self.unplaced = 0
        self.repeated = 0
        self.newest_s = 0.0

    def collect(self, file: Path, file_format: str) -> OsmExtract:
        try:
            source = osmium.io.File(str(file), file_format)
            with osmium.io.Reader(source) as reader:
                header_date = reader.header().get("osmosis_replication_timestamp") or reader.header().get("timestamp")
            for item in osmium.FileProcessor(source):
                self._take(item)
                if len(self.ids) > _MOST_NODES:
                    raise BrokenFileError(
                        f"{file.name} holds more than {_MOST_NODES:,} nodes, a whole province rather than a city; "
                        "cut the city out of it first (osmium extract).",
                        zh=f"{file.name} 超过 {_MOST_NODES:,} 个节点，是一个省而不是一座城市；请先裁出城市范围。",
                    )
        except (RuntimeError, ValueError, osmium.InvalidLocationError) as error:
            # libosmium reports every fault of a file, whatever it is, as a RuntimeError.
            raise BrokenFileError(
                f"{file.name} is damaged or not {_EXPECTED}: {_first_line(error)}. Download or export it again.",
                zh=f"{file.name} 已损坏，或不是{_EXPECTED_ZH}：{_first_line(error)}。请重新下载或导出。",
            ) from error
        return self._extract(file, header_date)

    def _take(self, item: Any) -> None:  # noqa: ANN401
        if item.deleted:
            return
        tags = dict(item.tags) if len(item.tags) else {}
        if item.is_node():
            self._take_node(item, tags)
        elif item.is_way():
            self.repeated += item.id in self.ways
            refs = np.array([node.ref for node in item.nodes], dtype=np.int64)
            self.ways[item.id] = OsmWay(item.id, tags, refs)
        elif item.is_relation():
            self.repeated += item.id in self.relations
            members = tuple((member.type, member.ref, member.role) for member in item.members)
            self.relations[item.id] = OsmRelation(item.id, tags, members)
        if tags:  # plain points are most of a file, and asking each for its date takes a third of the time
            self.newest_s = max(self.newest_s, item.timestamp.timestamp())

    def _take_node(self, item: Any, tags: Tags) -> None:  # noqa: ANN401
        location = item.location
        if not location.valid():
            self.unplaced += 1
            return
        self.ids.append(item.id)
        self.lons.append(location.lon)
        self.lats.append(location.lat)
        if tags:
            self.nodes[item.id] = OsmNode(item.id, tags, location.lon, location.lat)

    def _extract(self, file: Path, header_date: str) -> OsmExtract:
        ids = np.array(self.ids, dtype=np.int64)
        # np.unique keeps the first of equal ids; reversed, that is the last one written.
        node_ids, first = np.unique(ids[::-1], return_index=True)
        lonlat = np.column_stack([np.array(self.lons, float)[::-1], np.array(self.lats, float)[::-1]])[first]
        repeated = self.repeated + len(ids) - len(node_ids)
        problems = []
        if self.unplaced:
            problems.append(f"{self.unplaced} nodes have no position on the globe and were left out.")
        if repeated:
            problems.append(f"{repeated} objects occur twice with the same id; the last one counts.")
        return OsmExtract(
            path=file,
            as_of=(header_date or _day(self.newest_s))[:10],
            node_ids=node_ids,
            lonlat=lonlat,
            nodes=tuple(self.nodes.values()),
            ways=tuple(self.ways.values()),
            relations=tuple(self.relations.values()),
            problems=tuple(problems),
        )


def _day(timestamp_s: float) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(timestamp_s)) if timestamp_s > 0 else ""


def _first_line(error: BaseException) -> str:
    return str(error).strip().split("\n")[0].rstrip(".") or type(error).__name__
