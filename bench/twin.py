"""Compile and call the C twin of the nearest-facility search, where a C compiler is there."""

import ctypes
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geo import Network

__all__ = ["compiler_version", "twin_search"]

_SOURCE = Path(__file__).with_name("twin.c")
_TARGET = Path(__file__).resolve().parent.parent / ".cache" / "bench" / "twin.so"
_POINTER = ctypes.c_void_p


def twin_search(network: Network, nodes: NDArray[np.int32]) -> Callable[[], NDArray[np.int32]] | str:
    """Return a function from nothing to the ticks of every node to its nearest of `nodes`, or why there is none."""
    library = _library()
    if isinstance(library, str):
        return library
    arcs, count = network.arcs_m, len(network.node_xy)
    start, packed = np.ascontiguousarray(arcs.start, np.int64), np.ascontiguousarray(arcs.packed, np.int32)
    longest = int(packed[1::2].max())
    shift = max(int(packed[1::2].mean() / 2).bit_length(), 1)  # half a mean edge a bucket, as geo.streets.walks has it
    buckets = 1 << ((longest >> shift) + 2).bit_length()
    goals, ticks = np.arange(len(nodes), dtype=np.int32), np.zeros(len(nodes), np.int32)
    seeds = np.ascontiguousarray(nodes, np.int32)

    def search() -> NDArray[np.int32]:
        cost, owner = np.empty(count, np.int32), np.empty(count, np.int32)
        status = library.nearest(
            ctypes.c_int64(count), *_pointers(start, packed),
            ctypes.c_int64(len(seeds)), *_pointers(seeds, ticks, goals),
            ctypes.c_int(shift), ctypes.c_int32(buckets), *_pointers(cost, owner),
        )  # fmt: skip
        if status:
            raise MemoryError("The C twin found no memory.")
        return cost

    return search


def compiler_version() -> str:
    """Return the compiler's own first line."""
    if shutil.which("gcc") is None:
        return "no gcc"
    done = subprocess.run(["gcc", "--version"], capture_output=True, text=True, check=False)  # noqa: S607
    return done.stdout.splitlines()[0]


def _pointers(*arrays: NDArray[np.integer]) -> tuple[ctypes.c_void_p, ...]:
    return tuple(_POINTER(array.ctypes.data) for array in arrays)


@cache
def _library() -> ctypes.CDLL | str:
    if shutil.which("gcc") is None:
        return "there is no gcc"
    _TARGET.parent.mkdir(parents=True, exist_ok=True)
    command = ["gcc", "-O3", "-march=native", "-shared", "-fPIC", "-o", str(_TARGET), str(_SOURCE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return f"gcc could not compile it: {done.stderr.strip()[:200]}"
    return ctypes.CDLL(str(_TARGET))
