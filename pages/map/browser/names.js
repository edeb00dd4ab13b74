// Names on the map: of areas, facilities and streets, the weightier first and none over another.
import { FONT } from './palette.js';
import { streetWidth } from './base.js';

/** Keeps what is taken, so that names never lie on each other. */
export class Room {
  constructor() {
    this.taken = [];
  }

  /** Take the box if it is free; tell whether it was. */
  take(left, top, right, bottom) {
    for (const [l, t, r, b] of this.taken) if (left < r && right > l && top < b && bottom > t) return false;
    this.taken.push([left, top, right, bottom]);
    return true;
  }
}

/** Write a line with a halo, in the middle of x, y. */
export function write(ctx, text, x, y, { size = 12, weight = 500, colour = '#2b3440', halo = 'rgba(255,255,255,.92)' } = {}) {
  ctx.font = `${weight} ${size}px ${FONT}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.lineJoin = 'round';
  ctx.strokeStyle = halo;
  ctx.lineWidth = 3.4;
  ctx.strokeText(text, x, y);
  ctx.fillStyle = colour;
  ctx.fillText(text, x, y);
}

export function widthOf(ctx, text, size, weight) {
  ctx.font = `${weight} ${size}px ${FONT}`;
  return ctx.measureText(text).width;
}

/** Names of areas, with a second line (a share) under each if there is one. */
export function paintAreaNames(ctx, frame, areas, room, { lines = null, size = 12, colour = '#4a3f5c', isForced = false } = {}) {
  areas.names.forEach((name, i) => {
    const [mx, my] = areas.middles[i];
    const x = mx * frame.scale - frame.left;
    const y = my * frame.scale - frame.top;
    if (x < 0 || y < 0 || x > frame.width || y > frame.height) return;
    const under = lines?.[i] ?? '';
    const half = Math.max(widthOf(ctx, name, size, 600), under ? widthOf(ctx, under, size + 2, 700) : 0) / 2 + 3;
    const height = under ? size + 4 : size / 2 + 2;
    if (!room.take(x - half, y - height, x + half, y + height)) {
      if (!isForced || !under) return;
      const narrow = widthOf(ctx, under, size + 1, 700) / 2 + 1;
      if (!room.take(x - narrow, y - size / 2 - 1, x + narrow, y + size / 2 + 1)) return;
      write(ctx, under, x, y, { size: size + 1, weight: 700, colour: '#1d2733' });
      return;
    }
    write(ctx, name, x, under ? y - size / 2 - 2 : y, { size, weight: 600, colour });
    if (under) write(ctx, under, x, y + size / 2 + 3, { size: size + 2, weight: 700, colour: '#1d2733' });
  });
}

/** Names of streets along their lines, each at most once in a stretch of the screen. */
export function paintStreetNames(ctx, frame, streets, room) {
  const placed = new Map();
  for (const shape of streets.named) {
    const streetClass = streets.classes[shape];
    if (!streets.shapes.isIn(shape, frame.view) || frame.zoom < 13.6 + Math.max(0, streetClass - 2) * 0.5) continue;
    const name = streets.names[shape];
    const size = streetClass <= 3 ? 11.5 : 10.5;
    const width = widthOf(ctx, name, size, 500);
    const spot = straightSpot(frame, streets.shapes, shape, width + 12);
    if (!spot) continue;
    const [x, y, angle] = spot;
    if (x < 20 || y < 20 || x > frame.width - 20 || y > frame.height - 20) continue;
    const near = placed.get(name) ?? [];
    if (near.some(([px, py]) => Math.hypot(px - x, py - y) < 380)) continue;
    const half = (Math.abs(Math.cos(angle)) * width) / 2 + 7;
    const rise = (Math.abs(Math.sin(angle)) * width) / 2 + 7;
    if (!room.take(x - half, y - rise, x + half, y + rise)) continue;
    placed.set(name, [...near, [x, y]]);
    ctx.save();
    ctx.translate(x, y);
    ctx.rotate(angle);
    write(ctx, name, 0, 0, { size, weight: 500, colour: '#6b5f4c', halo: streetWidth(streetClass, frame.zoom) > 9 ? '#fffaf0' : undefined });
    ctx.restore();
  }
}

/** The middle of a stretch of the line that is long and straight enough: [x, y, angle], or null. */
function straightSpot(frame, shapes, shape, need) {
  const { xy } = shapes;
  let best = null;
  let bestLength = need;
  for (let piece = shapes.shapes[shape]; piece < shapes.shapes[shape + 1]; piece++) {
    const start = shapes.pieces[piece];
    const end = shapes.pieces[piece + 1];
    let from = start;
    let arc = 0;
    for (let i = start + 2; i < end; i += 2) {
      arc += Math.hypot(xy[i] - xy[i - 2], xy[i + 1] - xy[i - 1]) * frame.scale;
      const chord = Math.hypot(xy[i] - xy[from], xy[i + 1] - xy[from + 1]) * frame.scale;
      if (chord < arc * 0.985) {
        from = i - 2;
        arc = Math.hypot(xy[i] - xy[i - 2], xy[i + 1] - xy[i - 1]) * frame.scale;
        continue;
      }
      if (chord > bestLength) {
        bestLength = chord;
        const x = ((xy[from] + xy[i]) / 2) * frame.scale - frame.left;
        const y = ((xy[from + 1] + xy[i + 1]) / 2) * frame.scale - frame.top;
        let angle = Math.atan2(xy[i + 1] - xy[from + 1], xy[i] - xy[from]);
        if (angle > Math.PI / 2) angle -= Math.PI;
        if (angle < -Math.PI / 2) angle += Math.PI;
        best = [x, y, angle];
      }
    }
  }
  return best;
}
