"""Run Valhalla's own server on this computer, on tiles built from the same streets, and ask it for walking areas."""

import contextlib
import http.client
import importlib.util
import json
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import osmium
import pyproj
import shapely
from numpy.typing import NDArray
from osmium.osm.mutable import Node, Way

from geo import Network

__all__ = ["NotHereError", "Valhalla", "programs", "serving"]

_VERSION = "3.7.0"
#: The wheel's programs need no Python at all; its Python half needs this version at least.
_WHEEL_PYTHON = "3.12"
_CACHE = Path(__file__).resolve().parent.parent / ".cache" / "bench"
_SECONDS_TO_START = 20.0
_TIMESTAMP = "2024-01-01T00:00:00Z"


class NotHereError(RuntimeError):
    """Valhalla cannot be run here; the message says why."""


@dataclass(frozen=True, eq=False)
class Valhalla:
    """A server that answers on this computer."""

    version: str
    connection: http.client.HTTPConnection
    walking_km_per_h: float

    def areas(self, lonlat: NDArray[np.float64], limit_min: float) -> NDArray[np.object_]:
        """Return the isochrone around each place, in lon/lat."""
        return np.array([self._area(lon, lat, limit_min) for lon, lat in lonlat.tolist()], dtype=object)

    def wait(self) -> None:
        """Ask for the server's status: what a question costs that needs no work."""
        self._answer("status", {})

    def _area(self, lon: float, lat: float, limit_min: float) -> shapely.Geometry:
        question = {
            "locations": [{"lat": lat, "lon": lon}],
            "costing": "pedestrian",
            "costing_options": {"pedestrian": {"walking_speed": self.walking_km_per_h}},
            "contours": [{"time": limit_min}],
            "polygons": True,
            "generalize": 0,
            "denoise": 0,
        }
        parts = [shapely.geometry.shape(part["geometry"]) for part in self._answer("isochrone", question)["features"]]
        return parts[0] if len(parts) == 1 else shapely.geometrycollections(parts)

    def _answer(self, action: str, question: dict[str, object]) -> dict[str, list[dict[str, dict[str, object]]]]:
        self.connection.request("POST", f"/{action}", json.dumps(question), {"Content-Type": "application/json"})
        reply = self.connection.getresponse()
        text = reply.read()
        if reply.status != http.client.OK:
            raise NotHereError(f"its server answered {reply.status}: {text[:200].decode(errors='replace')}")
        return json.loads(text)


def programs() -> Path:
    """
    Return the folder of `valhalla_build_tiles` and `valhalla_service`.

    The installed package's where there is one; otherwise they are taken out of the wheel for a newer Python, which pip
    fetches once into the project's cache.
    """
    found = importlib.util.find_spec("valhalla")
    if found is not None and found.submodule_search_locations:
        folder = Path(found.submodule_search_locations[0]) / "bin"
        if (folder / "valhalla_service").is_file():
            return folder
    folder = _CACHE / f"valhalla-{_VERSION}"
    if not (folder / "valhalla" / "bin" / "valhalla_service").is_file():
        _fetch(folder)
    return folder / "valhalla" / "bin"


@contextlib.contextmanager
def serving(network: Network, edges: NDArray[np.integer]) -> Iterator[Valhalla]:
    """
    Build tiles of some of a network's edges, every one a footway, and serve them until the block ends.

    Raises
    ------
    NotHereError
        If Valhalla cannot be had or does not start.
    """
    folder = programs()
    with tempfile.TemporaryDirectory(prefix="valhalla-") as place:
        work = Path(place)
        (work / "tiles").mkdir()
        _write_streets(network, edges, work / "streets.osm.pbf")
        port = _free_port()
        _write_settings(folder, work, port)
        _run([str(folder / "valhalla_build_tiles"), "-c", str(work / "valhalla.json"), str(work / "streets.osm.pbf")])
        command = [str(folder / "valhalla_service"), str(work / "valhalla.json"), "1"]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            version = _run([str(folder / "valhalla_service"), "--version"]).split()[-1]
            yield Valhalla(version, _connected(port, server), network.profile.speed_m_per_s * 3.6)
        finally:
            server.terminate()
            server.wait()


def _fetch(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as place:
        wanted = ["--no-deps", "--only-binary", ":all:", "--python-version", _WHEEL_PYTHON, "--dest", place]
        _run([sys.executable, "-m", "pip", "download", *wanted, f"pyvalhalla=={_VERSION}"])
        with zipfile.ZipFile(next(Path(place).glob("*.whl"))) as wheel:
            wheel.extractall(folder)
    for program in (folder / "valhalla" / "bin").iterdir():
        program.chmod(0o755)


def _run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["it said nothing"]
        raise NotHereError(f"{Path(command[0]).name} failed: {last[0][:200]}")
    return done.stdout


def _write_settings(folder: Path, work: Path, port: int) -> None:
    script = folder.parent / "valhalla_build_config.py"
    settings = json.loads(_run([sys.executable, str(script), "--mjolnir-tile-dir", str(work / "tiles")]))
    settings["mjolnir"]["tile_extract"] = ""
    settings["logging"]["type"] = ""
    service = settings["httpd"]["service"]
    service["listen"] = f"tcp://127.0.0.1:{port}"
    for name in ("loopback", "interrupt"):
        service[name] = f"ipc://{work / name}"
    for name in ("loki", "thor", "odin", "meili"):
        settings[name].setdefault("service", {})["proxy"] = f"ipc://{work / name}"
    (work / "valhalla.json").write_text(json.dumps(settings))


def _write_streets(network: Network, edges: NDArray[np.integer], path: Path) -> None:
    """Write edges as OpenStreetMap ways that meet in their nodes."""
    to_lonlat = pyproj.Transformer.from_crs(network.crs, "EPSG:4326", always_xy=True)
    lonlat_nodes = np.column_stack(to_lonlat.transform(*network.node_xy.T)).tolist()
    lonlat_points = np.column_stack(to_lonlat.transform(*network.points.T)).tolist()
    count = len(lonlat_nodes)
    first, last = network.edge_start[edges] + 1, network.edge_start[edges + 1] - 1
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        for node in np.unique(network.edge_nodes[edges]).tolist():
            writer.add_node(Node(id=node + 1, location=lonlat_nodes[node], version=1, timestamp=_TIMESTAMP))
        for begin, end in zip(first.tolist(), last.tolist(), strict=True):
            for point in range(begin, end):
                name = count + point + 1
                writer.add_node(Node(id=name, location=lonlat_points[point], version=1, timestamp=_TIMESTAMP))
        ends = network.edge_nodes[edges].tolist()
        for number, (begin, end, (a, b)) in enumerate(zip(first.tolist(), last.tolist(), ends, strict=True)):
            nodes = [a + 1, *range(count + begin + 1, count + end + 1), b + 1]
            tags = {"highway": "footway", "foot": "yes"}
            writer.add_way(Way(id=number + 1, nodes=nodes, tags=tags, version=1, timestamp=_TIMESTAMP))


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _connected(port: int, server: "subprocess.Popen[bytes]") -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    until = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < until and server.poll() is None:
        try:
            connection.request("POST", "/status", "{}")
            connection.getresponse().read()
        except OSError:
            connection.close()
            time.sleep(0.1)
        else:
            return connection
    raise NotHereError("its server did not start")
