// The partition as the browser knows it: a value made from what the server says; a change makes a new one.
import { mercator } from '../drawing.js';
import { boxOf, isInside, nearestOnSegment, roomiest } from './geometry.js';
import { Segments } from './segments.js';

/** How large a cell of the snapping sheet is, in Mercator: about 60 m. */
const CELL = 1.7e-6;
/** What lies within some millimetres of a community's border is on it. */
const ON_RIM = 2e-10;

/** Vertices by id (below 0: made here, not yet known to the server), grids, free land, rims, figures. */
export class Partition {
  constructor(parts) {
    Object.assign(this, parts);
    this.shapes ??= new WeakMap();
  }

  static read(state) {
    const lonlat = new Float64Array(2 * state.vertices.length).fill(NaN);
    const xy = new Float64Array(2 * state.vertices.length).fill(NaN);
    state.vertices.forEach((place, v) => place && put(lonlat, xy, v, place));
    return new Partition({
      revision: state.revision,
      undo: state.undo,
      redo: state.redo,
      bounds: state.bounds,
      lonlat,
      xy,
      made: new Map(),
      grids: new Map(state.grids.map((grid) => [grid.id, grid])),
      free: state.free ?? [],
      rims: state.rims ?? [],
      figures: new Map(Object.entries(state.figures ?? {})),
      target: state.target_households ?? 0,
      range: state.bounds_households ?? [0, Infinity],
    });
  }

  /** The same partition with some parts exchanged; an area whose vertices move must be a new object. */
  with(parts) {
    return new Partition({ ...this, users: undefined, segments: undefined, ...parts });
  }

  /** What the server answered to an operation, taken in. */
  patched(answer) {
    const moved = Object.entries(answer.vertices ?? {});
    const most = moved.reduce((n, [v]) => Math.max(n, Number(v) + 1), this.lonlat.length / 2);
    const lonlat = grown(this.lonlat, 2 * most);
    const xy = grown(this.xy, 2 * most);
    for (const [v, place] of moved) if (place) put(lonlat, xy, Number(v), place);
    const grids = new Map(this.grids);
    const figures = new Map(this.figures);
    for (const id of answer.gone ?? []) {
      grids.delete(id);
      figures.delete(id);
    }
    for (const grid of answer.grids ?? []) grids.set(grid.id, grid);
    for (const [id, of] of Object.entries(answer.figures ?? {})) figures.set(id, of);
    const { revision, undo, redo, free = this.free } = answer;
    return this.with({ revision, undo, redo, lonlat, xy, grids, figures, free });
  }

  x(v) {
    return v >= 0 ? this.xy[2 * v] : this.made.get(v).xy[0];
  }

  y(v) {
    return v >= 0 ? this.xy[2 * v + 1] : this.made.get(v).xy[1];
  }

  /** Longitude and latitude exactly as the server gave them. */
  place(v) {
    return v >= 0 ? [this.lonlat[2 * v], this.lonlat[2 * v + 1]] : this.made.get(v).place;
  }

  has(v) {
    return v >= 0 ? Number.isFinite(this.xy[2 * v]) : this.made.has(v);
  }

  /** Rings, box and label place of a grid, of free land or of a rim, worked out once. */
  shape(area) {
    let shape = this.shapes.get(area);
    if (!shape) {
      const rings = ringsOf(area, (v) => [this.x(v), this.y(v)]);
      const box = boxOf(rings);
      shape = { rings, box, middle: rings.length ? roomiest(rings, box) : [0, 0, 0] };
      this.shapes.set(area, shape);
    }
    return shape;
  }

  /** The grid at a place, or null. */
  gridAt(x, y) {
    for (const grid of this.grids.values()) {
      const { rings, box } = this.shape(grid);
      if (x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3] && isInside(rings, x, y)) return grid;
    }
    return null;
  }

  /** Grids and free land that have the vertex. */
  usersOf(vertex) {
    this.users ??= indexOfUsers([...this.grids.values(), ...this.free]);
    return this.users.get(vertex) ?? [];
  }

  /** The communities' own borders: no operation moves them, though a vertex may be added on them. */
  get rimLines() {
    if (!this.onRim) {
      const ids = this.rims.flatMap((rim) => rim.parts.flat());
      const ends = ids.flatMap((ring) => ring.flatMap((a, i) => [a, ring[(i + 1) % ring.length]])).flatMap((v) => [this.x(v), this.y(v)]);
      this.onRim = Object.assign(new Segments(Float64Array.from(ends), CELL), { vertices: new Set(ids.flat()), known: new Map() });
    }
    return this.onRim;
  }

  isRim(vertex) {
    const { vertices, known } = this.rimLines;
    if (vertices.has(vertex)) return true;
    if (vertex < 0 || !this.has(vertex)) return false;
    if (!known.has(vertex)) known.set(vertex, this.isOnRim(this.x(vertex), this.y(vertex)));
    return known.get(vertex);
  }

  isOnRim(x, y) {
    const { ends } = this.rimLines;
    for (const segment of this.rimLines.near(x, y, ON_RIM)) {
      const [nx, ny] = nearestOnSegment(x, y, ...ends.subarray(4 * segment, 4 * segment + 4));
      if (Math.hypot(nx - x, ny - y) <= ON_RIM) return true;
    }
    return false;
  }

  /** Whether a community's own border runs between the two. */
  isRimEdge(a, b) {
    return this.isRim(a) && this.isRim(b) && this.isOnRim((this.x(a) + this.x(b)) / 2, (this.y(a) + this.y(b)) / 2);
  }

  /** Whether three or more areas meet here, the outside of the community being one. */
  isCorner(vertex) {
    return this.usersOf(vertex).length + (this.isRim(vertex) ? 1 : 0) >= 3;
  }

  /** Every border once, in cells; `pairs` are the vertex ids of each segment. */
  get borders() {
    if (!this.segments) {
      const pairs = [];
      const seen = new Set();
      for (const area of [...this.grids.values(), ...this.free, ...this.rims]) {
        for (const ring of area.parts.flat()) {
          for (let i = 0, a = ring[ring.length - 1]; i < ring.length; a = ring[i++]) {
            const b = ring[i];
            const key = edgeKey(a, b);
            if (seen.has(key)) continue;
            seen.add(key);
            pairs.push(a, b);
          }
        }
      }
      const ends = new Float64Array(2 * pairs.length);
      pairs.forEach((v, i) => {
        ends[2 * i] = this.x(v);
        ends[2 * i + 1] = this.y(v);
      });
      this.segments = Object.assign(new Segments(ends, CELL), { pairs });
    }
    return this.segments;
  }
}

/** One number for the edge between two vertices, whichever way it runs; ids below 0 are few. */
function edgeKey(a, b) {
  return a < b ? a * 16_777_216 + b : b * 16_777_216 + a;
}

/** Rings of an area as flat coordinates; a hole says so. */
export function ringsOf(area, at) {
  const rings = [];
  for (const part of area.parts) {
    part.forEach((ids, k) => {
      const ring = new Float64Array(2 * ids.length);
      ids.forEach((v, i) => ring.set(at(v), 2 * i));
      ring.isHole = k > 0;
      rings.push(ring);
    });
  }
  return rings;
}

function indexOfUsers(areas) {
  const users = new Map();
  for (const area of areas) {
    for (const ring of area.parts.flat()) {
      for (const v of ring) {
        const known = users.get(v);
        if (!known) users.set(v, [area]);
        else if (!known.includes(area)) known.push(area);
      }
    }
  }
  return users;
}

function put(lonlat, xy, v, place) {
  lonlat.set(place, 2 * v);
  xy.set(mercator(place[0], place[1]), 2 * v);
}

function grown(array, length) {
  const made = new Float64Array(Math.max(length, array.length)).fill(NaN, array.length);
  made.set(array);
  return made;
}
