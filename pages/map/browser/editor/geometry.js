// Plane geometry of the editor, in Mercator coordinates (0 to 1, y to the south) and metres on the ground.
import { lonLat } from '../drawing.js';

/** The place on the segment a-b that is nearest to p, and how far along it lies (0 to 1). */
export function nearestOnSegment(px, py, ax, ay, bx, by) {
  const dx = bx - ax;
  const dy = by - ay;
  const length2 = dx * dx + dy * dy;
  const share = length2 ? Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / length2)) : 0;
  return [ax + share * dx, ay + share * dy, share];
}

/** Whether the segments a-b and c-d cross in the inside of both. */
export function doCross(ax, ay, bx, by, cx, cy, dx, dy) {
  const side = (px, py, qx, qy, rx, ry) => Math.sign((qx - px) * (ry - py) - (qy - py) * (rx - px));
  return (
    side(ax, ay, bx, by, cx, cy) * side(ax, ay, bx, by, dx, dy) < 0 &&
    side(cx, cy, dx, dy, ax, ay) * side(cx, cy, dx, dy, bx, by) < 0
  );
}

/** Whether x, y lies inside rings `[x, y, x, y, ...]`, holes taken out. */
export function isInside(rings, x, y) {
  let inside = false;
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      const yi = ring[i + 1];
      const yj = ring[j + 1];
      if (yi > y !== yj > y && x < ((ring[j] - ring[i]) * (y - yi)) / (yj - yi) + ring[i]) inside = !inside;
    }
  }
  return inside;
}

/** West, north, east, south of rings in Mercator. */
export function boxOf(rings) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of rings) {
    for (let i = 0; i < ring.length; i += 2) {
      if (ring[i] < box[0]) box[0] = ring[i];
      if (ring[i + 1] < box[1]) box[1] = ring[i + 1];
      if (ring[i] > box[2]) box[2] = ring[i];
      if (ring[i + 1] > box[3]) box[3] = ring[i + 1];
    }
  }
  return box;
}

/** Metres on the ground for one Mercator unit east and one south, near `y` (ellipsoid of WGS 84). */
export function groundScale(y) {
  const phi = (lonLat(0, y)[1] * Math.PI) / 180;
  const eastPerDegree = 111412.84 * Math.cos(phi) - 93.5 * Math.cos(3 * phi) + 0.118 * Math.cos(5 * phi);
  const northPerDegree = 111132.92 - 559.82 * Math.cos(2 * phi) + 1.175 * Math.cos(4 * phi);
  return [eastPerDegree * 360, northPerDegree * 360 * Math.cos(phi)];
}

/** Area in m2 (holes taken out by their turn, or by being inside) and length of the rim in metres. */
export function measures(rings) {
  if (rings.length === 0) return { area_m2: 0, rim_m: 0 };
  const [east, south] = groundScale(rings[0][1]);
  const [x0, y0] = rings[0];
  let area = 0;
  let rim = 0;
  rings.forEach((ring) => {
    let twice = 0;
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      twice += (ring[j] - x0) * (ring[i + 1] - y0) - (ring[i] - x0) * (ring[j + 1] - y0);
      rim += Math.hypot((ring[i] - ring[j]) * east, (ring[i + 1] - ring[j + 1]) * south);
    }
    area += ring.isHole ? -Math.abs(twice) : Math.abs(twice);
  });
  return { area_m2: (area / 2) * east * south, rim_m: rim };
}

/** How round a shape is: 1 for a disc (Polsby and Popper). */
export function compactness({ area_m2: area, rim_m: rim }) {
  return rim > 0 ? (4 * Math.PI * area) / (rim * rim) : 0;
}

/** A place inside the rings where a name has most room: the widest stretch of nine level cuts. */
export function roomiest(rings, box) {
  let best = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2, 0];
  let bestScore = -1;
  for (let k = 1; k <= 9; k++) {
    const y = box[1] + ((box[3] - box[1]) * k) / 10;
    const cuts = [];
    for (const ring of rings) {
      for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
        const yi = ring[i + 1];
        const yj = ring[j + 1];
        if (yi > y !== yj > y) cuts.push(((ring[j] - ring[i]) * (y - yi)) / (yj - yi) + ring[i]);
      }
    }
    cuts.sort((a, b) => a - b);
    for (let i = 0; i + 1 < cuts.length; i += 2) {
      const width = cuts[i + 1] - cuts[i];
      const score = width * (1 - Math.abs(k - 5) * 0.08);
      if (score > bestScore) [best, bestScore] = [[(cuts[i] + cuts[i + 1]) / 2, y, width], score];
    }
  }
  return best;
}
