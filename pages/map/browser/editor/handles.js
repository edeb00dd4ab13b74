// The handles of vertices and of the middles of edges: those that can be told apart at this zoom, corners first.
import { isSeen } from './paint_grids.js';

const APART_PX = 9;
const MIDDLE_PX = 44;
const MOST = 1500;
/** A grid smaller than this on the screen is chosen, not edited. */
const SMALL_PX = 70;

/** Handles of `areas` in view: `{v, x, y, isCorner, isRim}` and, between far neighbours, `{a, b, x, y}`. */
export function handlesOf(partition, areas, scale, view) {
  const vertices = [];
  const middles = [];
  const done = new Set();
  const taken = new Map();
  const isIn = (x, y) => x >= view[0] && x <= view[2] && y >= view[1] && y <= view[3];
  const take = (v, isCorner) => {
    const [x, y] = [partition.x(v), partition.y(v)];
    if (!isIn(x, y) || vertices.length >= MOST) return;
    const cell = (dx, dy) => `${Math.floor((x * scale) / APART_PX) + dx} ${Math.floor((y * scale) / APART_PX) + dy}`;
    for (let dx = -1; dx <= 1; dx++) {
      for (let dy = -1; dy <= 1; dy++) {
        const other = taken.get(cell(dx, dy));
        if (other && Math.hypot(other.x - x, other.y - y) * scale < APART_PX) return;
      }
    }
    const handle = { v, x, y, isCorner, isRim: partition.isRim(v) };
    vertices.push(handle);
    taken.set(cell(0, 0), handle);
  };
  const isLarge = ([west, north, east, south]) => Math.max(east - west, south - north) * scale >= SMALL_PX;
  const boxes = areas.map((area) => partition.shape(area).box);
  const rings = areas.filter((_, i) => isSeen(boxes[i], view) && isLarge(boxes[i])).flatMap((area) => area.parts.flat());
  for (const wanted of [true, false]) {
    for (const ring of rings) {
      for (const v of ring) {
        if (done.has(v)) continue;
        const isCorner = partition.isCorner(v);
        if (isCorner !== wanted) continue;
        done.add(v);
        take(v, isCorner);
      }
    }
  }
  const edges = new Set();
  for (const ring of rings) {
    for (let i = 0, a = ring[ring.length - 1]; i < ring.length; a = ring[i++]) {
      const b = ring[i];
      const key = a < b ? `${a} ${b}` : `${b} ${a}`;
      if (edges.has(key) || partition.isRimEdge(a, b)) continue;
      edges.add(key);
      const [ax, ay, bx, by] = [partition.x(a), partition.y(a), partition.x(b), partition.y(b)];
      if (Math.hypot(ax - bx, ay - by) * scale < MIDDLE_PX) continue;
      const middle = { a, b, x: (ax + bx) / 2, y: (ay + by) / 2 };
      if (isIn(middle.x, middle.y)) middles.push(middle);
    }
  }
  return { vertices, middles };
}

/** The nearest handle within `reach` (Mercator), a vertex before a middle; or null. */
export function handleAt({ vertices, middles }, [x, y], reach) {
  const nearest = (handles) => {
    let best = null;
    let bestAway = reach;
    for (const handle of handles) {
      const away = Math.hypot(handle.x - x, handle.y - y);
      if (away <= bestAway) [best, bestAway] = [handle, away];
    }
    return best;
  };
  return nearest(vertices) ?? nearest(middles);
}
