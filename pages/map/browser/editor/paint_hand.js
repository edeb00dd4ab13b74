// What lies on top while somebody works: what follows the hand, what is chosen, handles, the half-drawn line, findings.
import { mercator } from '../drawing.js';
import { Room } from '../names.js';
import { hatch } from '../theme.js';
import { BAD, BORDER, CHOSEN, CLOSE_UP, DEVIATIONS, FREE, HINT, HOVERED, LIVE, LOCKED, PROBLEM, SKETCH, TARGET } from './looks.js';
import { deviationClass } from './figures.js';
import { writeGrid } from './labels.js';
import { at, borderWidth, pathOf, trace } from './paint_grids.js';

/** Paint the topmost sheet of `editor`. */
export function paintHand(ctx, frame, editor) {
  const { partition, live, tool } = editor;
  ctx.lineJoin = ctx.lineCap = 'round';
  if (live) paintLive(ctx, frame, partition, live, editor.say);
  outline(ctx, frame, editor);
  if (editor.problem) paintProblem(ctx, frame, editor.problem);
  for (const operation of editor.pending) paintPending(ctx, frame, operation);
  tool.paint(ctx, frame);
  if (tool.handles) paintHandles(ctx, frame, editor);
  if (editor.spot) paintSpot(ctx, frame, editor.spot);
  if (editor.cross) paintCross(ctx, frame, editor);
}

/** Areas whose vertex is in the hand, with the figures of this moment as their colour. */
function paintLive(ctx, frame, partition, live, say) {
  live.moving.forEach((area, i) => {
    const path = trace(new Path2D(), live.rings[i], frame);
    const figures = live.figures[i];
    ctx.fillStyle = area.id ? DEVIATIONS[deviationClass(figures.households, partition.target, partition.range)] : hatch(ctx, frame, FREE, 8, 1.5);
    ctx.globalAlpha = area.id && frame.zoom >= CLOSE_UP.zoom ? CLOSE_UP.alpha : 1;
    ctx.fill(path, 'evenodd');
    ctx.globalAlpha = 1;
    if (area.is_locked) {
      ctx.fillStyle = hatch(ctx, frame, LOCKED, 9, 1.2);
      ctx.fill(path, 'evenodd');
    }
    ctx.strokeStyle = live.isBad ? BAD : BORDER;
    ctx.lineWidth = borderWidth(frame.zoom) + 0.6;
    ctx.stroke(path);
  });
  const room = new Room();
  live.moving.forEach((area, i) => {
    const [x, y, width] = live.ground.shape(area).middle;
    if (area.id) writeGrid(ctx, [x * frame.scale - frame.left, y * frame.scale - frame.top], width * frame.scale, area, live.figures[i], room, say);
  });
}

function outline(ctx, frame, editor) {
  const { partition, live, hovered, selected } = editor;
  const stroke = (area, colour, width, casing) => {
    if (!area || live?.areas.includes(area)) return;
    const path = pathOf(area, partition.shape(area), frame);
    at(ctx, frame, path, () => {
      if (casing) {
        ctx.strokeStyle = 'rgba(255,255,255,.9)';
        ctx.lineWidth = width + 2.4;
        ctx.stroke(path.path);
      }
      ctx.strokeStyle = colour;
      ctx.lineWidth = width;
      ctx.stroke(path.path);
    });
  };
  if (hovered && partition.grids.get(hovered.id) === hovered && !selected.includes(hovered.id)) stroke(hovered, HOVERED, 1.8, false);
  const isGiving = editor.tool.kinds !== undefined;
  for (const id of selected) stroke(partition.grids.get(id), isGiving ? TARGET : CHOSEN, 2.8, true);
}

function paintHandles(ctx, frame, editor) {
  const { partition, live, tool, vertex } = editor;
  const { vertices, middles } = tool.handles();
  const px = (x, y) => [x * frame.scale - frame.left, y * frame.scale - frame.top];
  if (!live) {
    ctx.lineWidth = 1.3;
    for (const middle of middles) {
      const [x, y] = px(middle.x, middle.y);
      dot(ctx, x, y, tool.over?.a === middle.a && tool.over?.b === middle.b ? 5 : 3, 'rgba(255,255,255,.75)', CHOSEN);
    }
  }
  for (const handle of vertices) {
    const isLive = live && handle.v === live.vertex;
    if (live && !isLive) continue;
    const [x, y] = isLive ? px(live.x, live.y) : px(handle.x, handle.y);
    const isOver = tool.over?.v === handle.v || handle.v === vertex;
    const radius = (handle.isCorner ? 4.6 : 3.8) + (isOver ? 1.6 : 0);
    ctx.lineWidth = 1.8;
    if (handle.isRim) square(ctx, x, y, radius - 1.2, '#ffffff', '#8b8598');
    else dot(ctx, x, y, radius, handle.v === vertex ? CHOSEN : '#ffffff', CHOSEN);
  }
  if (live) {
    const [x, y] = px(live.x, live.y);
    ctx.lineWidth = 2;
    dot(ctx, x, y, 6.4, live.isBad ? BAD : LIVE, '#ffffff');
  } else if (vertex !== null && partition.has(vertex)) {
    const [x, y] = px(partition.x(vertex), partition.y(vertex));
    ctx.lineWidth = 2;
    dot(ctx, x, y, 5.6, CHOSEN, '#ffffff');
    ring(ctx, x, y, 10, CHOSEN);
  }
}

function dot(ctx, x, y, radius, fill, stroke) {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.fillStyle = fill;
  ctx.fill();
  ctx.strokeStyle = stroke;
  ctx.stroke();
}

function square(ctx, x, y, half, fill, stroke) {
  ctx.beginPath();
  ctx.rect(x - half, y - half, 2 * half, 2 * half);
  ctx.fillStyle = fill;
  ctx.fill();
  ctx.strokeStyle = stroke;
  ctx.stroke();
}

function ring(ctx, x, y, radius, colour) {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.6;
  ctx.stroke();
}

/** A line on its way to the server: it looks like a border already, a little lighter. */
function paintPending(ctx, frame, operation) {
  const places = operation.line ?? operation.through ?? operation.polygon;
  if (!places) return;
  const path = polyline(frame, places.map(([lon, lat]) => mercator(lon, lat)), Boolean(operation.polygon));
  ctx.strokeStyle = 'rgba(255,255,255,.9)';
  ctx.lineWidth = 4.4;
  ctx.stroke(path);
  ctx.strokeStyle = SKETCH;
  ctx.lineWidth = 2;
  ctx.setLineDash([7, 4]);
  ctx.stroke(path);
  ctx.setLineDash([]);
}

function polyline(frame, places, isClosed) {
  const path = new Path2D();
  places.forEach(([x, y], i) => path[i ? 'lineTo' : 'moveTo'](x * frame.scale - frame.left, y * frame.scale - frame.top));
  if (isClosed) path.closePath();
  return path;
}

/** The half-drawn line with its points, and where the next stretch would go. */
export function paintSketch(ctx, frame, { ends, next, isPolygon, traced, name }) {
  if (ends.length === 0) return;
  const isTraced = name === 'trace' && traced;
  const drawn = isTraced ? traced : next ? [...ends, next] : ends;
  if (isPolygon && drawn.length > 2) {
    ctx.fillStyle = 'rgba(22,96,168,.14)';
    ctx.fill(polyline(frame, drawn, true));
  }
  const rubber = polyline(frame, isPolygon ? [...drawn, drawn[0]] : drawn, false);
  ctx.strokeStyle = 'rgba(255,255,255,.85)';
  ctx.lineWidth = 4.6;
  ctx.stroke(rubber);
  ctx.strokeStyle = SKETCH;
  ctx.lineWidth = 2;
  ctx.setLineDash([6, 4]);
  ctx.stroke(rubber);
  ctx.setLineDash([]);
  if (!isTraced) ctx.stroke(polyline(frame, ends, false));
  ctx.lineWidth = 1.8;
  ends.forEach(([x, y], i) => dot(ctx, x * frame.scale - frame.left, y * frame.scale - frame.top, i === ends.length - 1 ? 5 : 4, i === 0 ? SKETCH : '#ffffff', SKETCH));
}

/** Blocks, compounds and buildings that can be, are or will be given. */
export function paintPieces(ctx, frame, { shown, over, held }) {
  const isNear = ({ box }) => box[0] <= frame.view[2] && box[2] >= frame.view[0] && box[1] <= frame.view[3] && box[3] >= frame.view[1];
  const all = new Path2D();
  for (const one of shown) if (isNear(one)) trace(all, one.rings, frame);
  ctx.strokeStyle = 'rgba(11,143,138,.55)';
  ctx.lineWidth = 1;
  ctx.stroke(all);
  for (const one of held) {
    const path = trace(new Path2D(), one.rings, frame);
    ctx.fillStyle = 'rgba(11,143,138,.38)';
    ctx.fill(path, 'evenodd');
  }
  if (!over) return;
  const path = trace(new Path2D(), over.rings, frame);
  ctx.fillStyle = 'rgba(11,143,138,.26)';
  ctx.fill(path, 'evenodd');
  ctx.strokeStyle = TARGET;
  ctx.lineWidth = 2.2;
  ctx.stroke(path);
}

function paintProblem(ctx, frame, { box, parts }) {
  const rings = (parts ?? []).map((places) => places.map(([lon, lat]) => mercator(lon, lat)));
  const [west, south, east, north] = box;
  const shown = rings.length ? rings : [[[west, south], [east, south], [east, north], [west, north]].map(([lon, lat]) => mercator(lon, lat))];
  for (const places of shown) {
    if (places.length === 1) {
      ring(ctx, places[0][0] * frame.scale - frame.left, places[0][1] * frame.scale - frame.top, 11, PROBLEM);
      continue;
    }
    const path = polyline(frame, places, true);
    ctx.fillStyle = hatch(ctx, frame, 'rgba(184,58,18,.4)', 8, 1.4);
    if (rings.length) ctx.fill(path, 'evenodd');
    ctx.strokeStyle = '#ffffff';
    ctx.lineWidth = 5;
    ctx.stroke(path);
    ctx.strokeStyle = PROBLEM;
    ctx.lineWidth = 2.4;
    ctx.setLineDash(rings.length ? [] : [8, 5]);
    ctx.stroke(path);
    ctx.setLineDash([]);
  }
}

/** The place that the hand means: a ring, square on lines. */
function paintSpot(ctx, frame, spot) {
  const [x, y] = [spot.x * frame.scale - frame.left, spot.y * frame.scale - frame.top];
  ctx.lineWidth = 2;
  if (spot.kind === 'vertex' || spot.kind === 'start') ring(ctx, x, y, 8, HINT);
  else square(ctx, x, y, 5, 'rgba(255,255,255,.6)', HINT);
}

/** The crosshair of the keyboard. */
function paintCross(ctx, frame, { cross, view }) {
  const [wx, wy] = view.toWorld(cross.x, cross.y);
  const [x, y] = [wx * frame.scale - frame.left, wy * frame.scale - frame.top];
  for (const [colour, width] of [
    ['rgba(255,255,255,.9)', 4.5],
    ['#1d2733', 1.8],
  ]) {
    ctx.strokeStyle = colour;
    ctx.lineWidth = width;
    ctx.beginPath();
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ]) {
      ctx.moveTo(x + dx * 4, y + dy * 4);
      ctx.lineTo(x + dx * 14, y + dy * 14);
    }
    ctx.stroke();
  }
}
