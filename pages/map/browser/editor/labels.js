// Names and figures in the grids, the larger first and none over another; locks; the size of free land.
import { Room, paintStreetNames, widthOf, write } from '../names.js';
import { land, signed, whole } from './words.js';
import { measures } from './geometry.js';
import { FREE } from './looks.js';
import { isSeen } from './paint_grids.js';

/** Paint what is written on the map. */
export function paintLabels(ctx, frame, partition, city, say, following = []) {
  const room = new Room();
  const px = ([x, y]) => [x * frame.scale - frame.left, y * frame.scale - frame.top];
  for (const area of partition.free) {
    if (isSeen(partition.shape(area).box, frame.view) && !following.includes(area)) writeFree(ctx, frame, partition, area, room, say);
  }
  const grids = [...partition.grids.values()]
    .filter((grid) => !following.includes(grid) && isSeen(partition.shape(grid).box, frame.view))
    .map((grid) => ({ grid, shape: partition.shape(grid) }))
    .sort((one, two) => two.shape.middle[2] - one.shape.middle[2]);
  for (const { grid, shape } of grids) {
    writeGrid(ctx, px(shape.middle), shape.middle[2] * frame.scale, grid, partition.figures.get(grid.id), room, say);
  }
  if (city.base && frame.zoom >= 14.6) paintStreetNames(ctx, frame, city.base.streets, room);
}

/** A grid's name, households and deviation; less of it where there is less room. */
export function writeGrid(ctx, [x, y], room_px, grid, figures, room, say) {
  if (room_px < 16) return;
  const value = figures ? whole(figures.households) : '';
  const lock = grid.is_locked ? 14 : 0;
  const full = figures ? `${say('households_short', { n: value })} ${signed(figures.deviation_share)}` : '';
  const name = shortened(ctx, grid.name || grid.id, Math.max(70, room_px * 1.1));
  const half = Math.max(widthOf(ctx, name, 11.5, 600) + lock, widthOf(ctx, full, 12.5, 700)) / 2 + 3;
  if (half * 2 < room_px * 1.35 && room.take(x - half, y - 16, x + half, y + 16)) {
    write(ctx, name, x + lock / 2, y - 7.5, { size: 11.5, weight: 600, colour: '#3b3450' });
    if (full) write(ctx, full, x, y + 8, { size: 12.5, weight: 700, colour: '#1d2733' });
    if (lock) paintLock(ctx, x - half + 6, y - 8);
    return;
  }
  const narrow = widthOf(ctx, value, 11.5, 700) / 2 + 2;
  if (!value || !room.take(x - narrow, y - 8, x + narrow, y + 8)) return;
  write(ctx, value, x, y, { size: 11.5, weight: 700, colour: '#1d2733' });
  if (lock && room.take(x - 6, y - 22, x + 6, y - 8)) paintLock(ctx, x, y - 15);
}

/** Names come from files and can be of any length. */
function shortened(ctx, name, most) {
  if (widthOf(ctx, name, 11.5, 600) <= most) return name;
  let text = [...name];
  while (text.length > 1 && widthOf(ctx, `${text.join('')}…`, 11.5, 600) > most) text = text.slice(0, -1);
  return `${text.join('')}…`;
}

export function paintLock(ctx, x, y) {
  ctx.fillStyle = '#ffffff';
  ctx.beginPath();
  ctx.arc(x, y, 7, 0, 2 * Math.PI);
  ctx.fill();
  ctx.fillStyle = ctx.strokeStyle = '#2b3440';
  ctx.lineWidth = 1.4;
  ctx.beginPath();
  ctx.arc(x, y - 0.8, 2.2, Math.PI, 0);
  ctx.stroke();
  ctx.fillRect(x - 3.4, y - 0.8, 6.8, 4.8);
}

const pieces = new WeakMap();

/** A piece of free land with its size, worked out once. */
function pieceOf(partition, part) {
  if (!pieces.has(part)) {
    const shape = partition.shape({ parts: [part] });
    pieces.set(part, { shape, area: measures(shape.rings).area_m2 });
  }
  return pieces.get(part);
}

/** Free land says how large it is: each piece by itself, for each must find a grid. */
function writeFree(ctx, frame, partition, area, room, say) {
  for (const part of area.parts) {
    const { shape, area: size } = pieceOf(partition, part);
    if ((shape.box[2] - shape.box[0]) * frame.scale < 18) continue;
    const x = shape.middle[0] * frame.scale - frame.left;
    const y = shape.middle[1] * frame.scale - frame.top;
    const text = say('free_land', { area: land(size, say) });
    const half = widthOf(ctx, text, 12, 700) / 2 + 3;
    if (room.take(x - half, y - 9, x + half, y + 9)) write(ctx, text, x, y, { size: 12, weight: 700, colour: FREE });
  }
}
