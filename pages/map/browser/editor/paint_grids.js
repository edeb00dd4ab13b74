// The partition at rest: fillings by deviation, borders, free land, communities' rims. Paths are kept for each zoom.
import { hatch } from '../theme.js';
import { deviationClass } from './figures.js';
import { boxOf } from './geometry.js';
import { BORDER, CLOSE_UP, DEVIATIONS, FREE, LOCKED, RIM } from './looks.js';

const paths = new WeakMap();

/** Whether a box touches the view, both west, north, east, south. */
export function isSeen(box, view) {
  return box[0] <= view[2] && box[2] >= view[0] && box[1] <= view[3] && box[3] >= view[1];
}

/** The outline of an area near 0, 0 and where that lies; points closer than a pixel to the last are left out. */
export function pathOf(area, shape, frame) {
  const kept = paths.get(area);
  if (kept && kept.zoom === frame.zoom) return kept;
  const made = { zoom: frame.zoom, left: Math.floor(shape.box[0] * frame.scale), top: Math.floor(shape.box[1] * frame.scale) };
  made.path = trace(new Path2D(), shape.rings, { ...made, scale: frame.scale });
  paths.set(area, made);
  return made;
}

/** Add rings to a path. */
export function trace(path, rings, { left, top, scale }) {
  for (const ring of rings) {
    let [lastX, lastY] = [ring[0] * scale - left, ring[1] * scale - top];
    path.moveTo(lastX, lastY);
    for (let i = 2; i < ring.length; i += 2) {
      const x = ring[i] * scale - left;
      const y = ring[i + 1] * scale - top;
      if (Math.abs(x - lastX) + Math.abs(y - lastY) < 1.2) continue;
      path.lineTo(x, y);
      [lastX, lastY] = [x, y];
    }
    if (ring.isOpen) {
      path.lineTo(ring.at(-2) * scale - left, ring.at(-1) * scale - top);
    } else path.closePath();
  }
  return path;
}

/** Draw with the pen moved to where the path lies. */
export function at(ctx, frame, { left, top }, draw) {
  const { ratio } = frame;
  ctx.setTransform(ratio, 0, 0, ratio, (left - frame.left) * ratio, (top - frame.top) * ratio);
  draw({ ratio, left, top });
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
}

/** Paint all grids but those that follow the hand. */
export function paintGrids(ctx, frame, partition, following = []) {
  const seen = [...partition.grids.values()].filter((grid) => !following.includes(grid) && isSeen(partition.shape(grid).box, frame.view));
  for (const grid of seen) paintFilling(ctx, frame, grid, pathOf(grid, partition.shape(grid), frame), partition);
  ctx.lineJoin = 'round';
  ctx.strokeStyle = BORDER;
  ctx.lineWidth = borderWidth(frame.zoom);
  for (const grid of seen) {
    const path = pathOf(grid, partition.shape(grid), frame);
    at(ctx, frame, path, () => ctx.stroke(path.path));
  }
  for (const area of partition.free) {
    if (following.includes(area) || !isSeen(partition.shape(area).box, frame.view)) continue;
    paintFree(ctx, frame, pathOf(area, partition.shape(area), frame));
  }
  paintRims(ctx, frame, partition);
}

export function borderWidth(zoom) {
  return Math.max(0.8, Math.min(1.8, 1.1 + (zoom - 15) * 0.25));
}

export function paintFilling(ctx, frame, grid, path, partition, figures = partition.figures.get(grid.id)) {
  at(ctx, frame, path, (here) => {
    ctx.fillStyle = figures ? DEVIATIONS[deviationClass(figures.households, partition.target, partition.range)] : DEVIATIONS[2];
    ctx.globalAlpha = frame.zoom >= CLOSE_UP.zoom ? CLOSE_UP.alpha : 1;
    ctx.fill(path.path, 'evenodd');
    ctx.globalAlpha = 1;
    if (!grid.is_locked) return;
    ctx.fillStyle = hatch(ctx, here, LOCKED, 9, 1.2);
    ctx.fill(path.path, 'evenodd');
  });
}

export function paintFree(ctx, frame, path) {
  at(ctx, frame, path, (here) => {
    ctx.fillStyle = 'rgba(255,255,255,.45)';
    ctx.fill(path.path, 'evenodd');
    ctx.fillStyle = hatch(ctx, here, FREE, 8, 1.5);
    ctx.fill(path.path, 'evenodd');
    ctx.strokeStyle = FREE;
    ctx.lineWidth = 1.4;
    ctx.stroke(path.path);
  });
}

/** Communities' borders: they hold, whatever is drawn inside. */
function paintRims(ctx, frame, partition) {
  const seen = rimLines(partition).filter(({ box }) => isSeen(box, frame.view));
  for (const [colour, width, dash] of [
    ['rgba(255,255,255,.8)', 4.4, []],
    [RIM, 2.2, [9, 3]],
  ]) {
    ctx.strokeStyle = colour;
    ctx.lineWidth = width * Math.max(0.6, Math.min(1.2, 0.8 + (frame.zoom - 14.5) * 0.15));
    ctx.lineCap = 'butt';
    ctx.setLineDash(dash);
    for (const line of seen) {
      const path = pathOf(line, line, frame);
      at(ctx, frame, path, () => ctx.stroke(path.path));
    }
  }
  ctx.setLineDash([]);
}

const rimsKnown = new WeakMap();

/** Each stretch of the communities' borders once: two rows of dashes on one line are none. */
function rimLines(partition) {
  if (rimsKnown.has(partition.rims)) return rimsKnown.get(partition.rims);
  const done = new Set();
  const lines = [];
  for (const ids of partition.rims.flatMap((rim) => rim.parts.flat())) {
    let line = [];
    const end = () => {
      if (line.length > 2) lines.push(Float64Array.from(line));
      line = [];
    };
    for (let i = 0; i < ids.length; i++) {
      const [a, b] = [ids[i], ids[(i + 1) % ids.length]];
      const key = a < b ? `${a} ${b}` : `${b} ${a}`;
      if (done.has(key)) {
        end();
        continue;
      }
      done.add(key);
      if (line.length === 0) line.push(partition.x(a), partition.y(a));
      line.push(partition.x(b), partition.y(b));
    }
    end();
  }
  const made = lines.map((xy) => ({ rings: [Object.assign(xy, { isOpen: true })], box: boxOf([xy]) }));
  rimsKnown.set(partition.rims, made);
  return made;
}
