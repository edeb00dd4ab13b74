// Where a hand near something means exactly that: corners first, then borders, streets, rivers, walls, compounds.
import { nearestOnSegment } from './geometry.js';

/** How near in pixels something must be to be meant. */
export const REACH_PX = 11;

/**
 * What a place snaps to within `reach`, or null: `{x, y, kind, name, vertex?, edge?}`; `kind` names a text `snap_...`.
 * `without` are vertices that follow the hand and `starts` places that a sketch may be closed or continued at.
 */
export function snapped([x, y], reach, partition, lines, { without = new Set(), starts = [] } = {}) {
  const border = nearestBorder(x, y, reach, partition, without);
  if (border.vertex) return border.vertex;
  for (const [sx, sy] of starts) if (Math.hypot(sx - x, sy - y) <= reach) return { x: sx, y: sy, kind: 'start', name: '' };
  const line = lines ? nearestLine(x, y, reach, lines) : null;
  if (border.edge && line && !line.isCorner) return crossing(border.edge, line, x, y, reach) ?? nearer(border.edge, line);
  return nearer(border.edge, line);
}

function nearer(one, two) {
  if (!one || !two) return one ?? two;
  return one.away <= two.away ? one : two;
}

function nearestBorder(x, y, reach, partition, without) {
  const { borders } = partition;
  const { ends, pairs } = borders;
  let vertex = null;
  let edge = null;
  for (const segment of borders.near(x, y, reach)) {
    const [a, b] = [pairs[2 * segment], pairs[2 * segment + 1]];
    const i = 4 * segment;
    for (const [v, vx, vy] of [
      [a, ends[i], ends[i + 1]],
      [b, ends[i + 2], ends[i + 3]],
    ]) {
      const away = Math.hypot(vx - x, vy - y);
      if (without.has(v) || away > (vertex?.away ?? reach)) continue;
      vertex = { x: vx, y: vy, away, kind: 'vertex', name: '', vertex: v, place: partition.place(v) };
    }
    if (without.has(a) || without.has(b)) continue;
    const [nx, ny] = nearestOnSegment(x, y, ends[i], ends[i + 1], ends[i + 2], ends[i + 3]);
    const away = Math.hypot(nx - x, ny - y);
    if (away > (edge?.away ?? reach)) continue;
    edge = { x: nx, y: ny, away, kind: partition.isRimEdge(a, b) ? 'rim' : 'edge', name: '', edge: [a, b], ends: ends.subarray(i, i + 4) };
  }
  return { vertex, edge };
}

function nearestLine(x, y, reach, lines) {
  const { ends } = lines.segments;
  let best = null;
  let corner = null;
  for (const segment of lines.segments.near(x, y, reach)) {
    const [ax, ay, bx, by] = ends.subarray(4 * segment, 4 * segment + 4);
    const [nx, ny] = nearestOnSegment(x, y, ax, ay, bx, by);
    const away = Math.hypot(nx - x, ny - y);
    const { family, name } = lines.ownerOf(segment);
    if (away <= (best?.away ?? reach)) best = { x: nx, y: ny, away, kind: family, name, ends: [ax, ay, bx, by] };
    for (const [cx, cy] of [
      [ax, ay],
      [bx, by],
    ]) {
      const far = Math.hypot(cx - x, cy - y);
      if (far <= (corner?.away ?? reach * 0.6)) corner = { x: cx, y: cy, away: far, kind: family, name, isCorner: true };
    }
  }
  return corner ?? best;
}

/** Where the border and the line cross, if that is within reach: most lines are meant to begin there. */
function crossing(border, line, x, y, reach) {
  const [ax, ay, bx, by] = border.ends;
  const [cx, cy, dx, dy] = line.ends;
  const cross = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx);
  if (Math.abs(cross) < 1e-20) return null;
  const s = ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / cross;
  const t = ((cx - ax) * (by - ay) - (cy - ay) * (bx - ax)) / cross;
  if (s < 0 || s > 1 || t < 0 || t > 1) return null;
  const [px, py] = [ax + s * (bx - ax), ay + s * (by - ay)];
  if (Math.hypot(px - x, py - y) > reach) return null;
  return { x: px, y: py, kind: line.kind, name: line.name, edge: border.edge, isCrossing: true };
}
