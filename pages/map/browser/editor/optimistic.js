// Draw an operation before the server answers: what the browser can work out by itself; the answer corrects it.
import { mercator } from '../drawing.js';

/** The partition as it will probably be after the operation; the same one if only the server can tell. */
export function foreseen(partition, operation) {
  return FORESEEN[operation.do]?.(partition, operation) ?? partition;
}

const FORESEEN = { move, insert, remove, merge, delete: free, lock, unlock, rename };

function move(partition, { vertex, to }) {
  if (!partition.has(vertex)) return partition;
  const moved = renewed(partition, partition.usersOf(vertex));
  const spot = { place: to, xy: mercator(to[0], to[1]) };
  if (vertex < 0) return partition.with({ ...moved, made: new Map(partition.made).set(vertex, spot) });
  const lonlat = partition.lonlat.slice();
  const xy = partition.xy.slice();
  lonlat.set(spot.place, 2 * vertex);
  xy.set(spot.xy, 2 * vertex);
  return partition.with({ ...moved, lonlat, xy });
}

function insert(partition, { a, b, at, made }) {
  const touched = partition.usersOf(a).filter((area) => partition.usersOf(b).includes(area));
  const changed = renewed(partition, touched, (ring) => {
    for (let i = 0, before = ring.length - 1; i < ring.length; before = i++) {
      const isIt = (ring[before] === a && ring[i] === b) || (ring[before] === b && ring[i] === a);
      if (isIt) return [...ring.slice(0, i), made, ...ring.slice(i)];
    }
    return ring;
  });
  return partition.with({ ...changed, made: new Map(partition.made).set(made, { place: at, xy: mercator(at[0], at[1]) }) });
}

function remove(partition, { vertex }) {
  return partition.with(renewed(partition, partition.usersOf(vertex), (ring) => ring.filter((v) => v !== vertex)));
}

/** The first grid takes the land of the others; borders between them cancel out. */
function merge(partition, { grids: ids }) {
  const merged = ids.map((id) => partition.grids.get(id));
  if (merged.includes(undefined) || merged.length < 2) return partition;
  const parts = joinedParts(partition, merged);
  if (!parts) return partition;
  const grids = new Map(partition.grids);
  ids.slice(1).forEach((id) => grids.delete(id));
  grids.set(ids[0], { ...merged[0], parts });
  const figures = new Map(partition.figures);
  const sums = ids.map((id) => partition.figures.get(id)).filter(Boolean);
  if (sums.length === ids.length) figures.set(ids[0], summed(sums, partition.target));
  return partition.with({ grids, figures });
}

/** Figures of several grids as if they were one; how compact it will be, only the server knows. */
export function summed(figures, target) {
  const sum = (name) => figures.reduce((all, one) => all + (one[name] ?? 0), 0);
  const households = sum('households');
  return {
    households,
    people: sum('people'),
    elderly: sum('elderly'),
    buildings: sum('buildings'),
    area_m2: sum('area_m2'),
    deviation_share: target ? households / target - 1 : 0,
    compactness: NaN,
  };
}

function free(partition, { grids: ids, how }) {
  if (how !== 'free') return partition;
  const gone = ids.map((id) => partition.grids.get(id)).filter(Boolean);
  const grids = new Map(partition.grids);
  ids.forEach((id) => grids.delete(id));
  return partition.with({ grids, free: [...partition.free, ...gone.map(({ community, parts }) => ({ community, parts }))] });
}

function lock(partition, { grids }) {
  return marked(partition, grids, { is_locked: true });
}

function unlock(partition, { grids }) {
  return marked(partition, grids, { is_locked: false });
}

function rename(partition, { grid, name }) {
  return marked(partition, [grid], { name });
}

function marked(partition, ids, marks) {
  const grids = new Map(partition.grids);
  for (const id of ids) if (grids.has(id)) grids.set(id, { ...grids.get(id), ...marks });
  return partition.with({ grids });
}

/** Fresh copies of the areas, their rings changed, so that nothing drawn of the old ones is used again. */
function renewed(partition, areas, change = (ring) => ring) {
  const fresh = (area) => ({ ...area, parts: area.parts.map((part) => part.map(change)) });
  const grids = new Map(partition.grids);
  for (const area of areas) if (grids.get(area.id) === area) grids.set(area.id, fresh(area));
  return { grids, free: partition.free.map((area) => (areas.includes(area) ? fresh(area) : area)) };
}

/** Rings around grids that touch along whole edges; null where vertices alone do not tell. */
function joinedParts(partition, grids) {
  const next = new Map();
  const key = (a, b) => `${a} ${b}`;
  const edges = new Map();
  for (const ring of grids.flatMap((grid) => grid.parts.flat())) {
    ring.forEach((b, i) => {
      const a = ring[(i + ring.length - 1) % ring.length];
      if (edges.has(key(b, a))) edges.delete(key(b, a));
      else edges.set(key(a, b), [a, b]);
    });
  }
  for (const [a, b] of edges.values()) {
    if (next.has(a)) return null;
    next.set(a, b);
  }
  const rings = [];
  while (next.size) {
    const [start] = next.keys();
    const ring = [];
    for (let v = start; next.has(v); ) {
      ring.push(v);
      const after = next.get(v);
      next.delete(v);
      v = after;
    }
    rings.push(ring);
  }
  const isOuter = (ring) => turn(partition, ring) > 0;
  const outers = rings.filter(isOuter);
  return outers.length === 1 ? [[outers[0], ...rings.filter((ring) => !isOuter(ring))]] : null;
}

/** Twice the signed area, positive if the ring runs counter-clockwise on the ground. */
function turn(partition, ring) {
  return -ring.reduce((sum, v, i) => {
    const before = ring[(i + ring.length - 1) % ring.length];
    return sum + partition.x(before) * partition.y(v) - partition.x(v) * partition.y(before);
  }, 0);
}
