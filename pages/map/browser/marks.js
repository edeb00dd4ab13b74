// What lies on top: the walk of a chosen building, gates, facilities, names.
import { ROUTE } from './palette.js';
import { Room, paintAreaNames, paintStreetNames, widthOf, write } from './names.js';
import { paintGate, paintSign } from './symbols.js';

/** How large signs are at this zoom. */
export function signSize(zoom) {
  return Math.max(0.62, Math.min(1.15, 0.62 + (zoom - 12.5) * 0.16));
}

/** Paint the topmost sheet. */
export function paintMarks(ctx, frame, city, answer) {
  const room = new Room();
  const at = ([x, y]) => [x * frame.scale - frame.left, y * frame.scale - frame.top];
  if (answer.walk) paintWalk(ctx, frame, answer.walk, room);
  const size = signSize(frame.zoom) * (answer.shares ? 0.8 : 1);
  for (const gate of answer.gates ?? []) {
    const [x, y] = at(gate.at);
    if (isSeen(frame, x, y)) paintGate(ctx, x, y, gate.is_open);
  }
  const seen = [];
  for (const facility of answer.facilities ?? []) {
    const [x, y] = at(facility.at);
    if (!isSeen(frame, x, y)) continue;
    paintSign(ctx, facility.kind, x, y, size, facility.state);
    // Names of areas are written over signs, names of streets are not.
    if (!answer.shares) room.take(x - 8 * size, y - 8 * size, x + 8 * size, y + 8 * size);
    seen.push([facility, x, y]);
  }
  for (const gap of answer.gapNames ?? []) paintRank(ctx, frame, gap, room);
  if (city.areas && answer.shares) {
    const areas = city.areas[answer.shares.level];
    paintAreaNames(ctx, frame, areas, room, { lines: answer.shares.lines, size: frame.zoom < 13.2 ? 10.5 : 12, isForced: true });
  }
  if (frame.zoom >= 15.6) {
    for (const [facility, x, y] of seen) {
      const half = widthOf(ctx, facility.name, 11.5, 600) / 2 + 2;
      if (room.take(x - half, y + 9, x + half, y + 25)) {
        write(ctx, facility.name, x, y + 17, { size: 11.5, weight: 600, colour: '#3b2430' });
      }
    }
  }
  if (!city.areas || !city.base) return;
  if (!answer.shares && answer.nameLevel && frame.zoom >= 12.8 && frame.zoom < 16.4) {
    paintAreaNames(ctx, frame, city.areas[answer.nameLevel], room, { size: 12 });
  }
  if (frame.zoom >= 13.6) paintStreetNames(ctx, frame, city.base.streets, room);
}

function isSeen(frame, x, y) {
  return x > -20 && y > -20 && x < frame.width + 20 && y < frame.height + 20;
}

/** The rank of a gap in its list, so that map and list can be read together. */
function paintRank(ctx, frame, gap, room) {
  const x = gap.at[0] * frame.scale - frame.left;
  const y = gap.at[1] * frame.scale - frame.top;
  if (!isSeen(frame, x, y) || !room.take(x - 11, y - 11, x + 11, y + 11)) return;
  ctx.beginPath();
  ctx.arc(x, y, 10, 0, 2 * Math.PI);
  ctx.fillStyle = gap.is_chosen ? '#8f2c0e' : '#ffffff';
  ctx.fill();
  ctx.strokeStyle = '#8f2c0e';
  ctx.lineWidth = 1.8;
  ctx.stroke();
  write(ctx, String(gap.rank), x, y + 0.5, {
    size: 11.5,
    weight: 700,
    colour: gap.is_chosen ? '#ffffff' : '#8f2c0e',
    halo: 'rgba(0,0,0,0)',
  });
}

function paintWalk(ctx, frame, walk, room) {
  const { shapes, label, crossings } = walk;
  const trace = () => {
    ctx.beginPath();
    for (let shape = 0; shape < shapes.length; shape++) shapes.trace(ctx, shape, frame, false);
  };
  ctx.lineCap = 'round';
  ctx.lineJoin = 'round';
  ctx.strokeStyle = '#ffffff';
  ctx.lineWidth = 7;
  trace();
  ctx.stroke();
  ctx.strokeStyle = ROUTE;
  ctx.lineWidth = 4;
  trace();
  ctx.stroke();
  const { xy } = shapes;
  if (xy.length < 4) return;
  const start = [xy[0] * frame.scale - frame.left, xy[1] * frame.scale - frame.top];
  ctx.beginPath();
  ctx.arc(start[0], start[1], 6, 0, 2 * Math.PI);
  ctx.fillStyle = '#ffffff';
  ctx.fill();
  ctx.lineWidth = 3;
  ctx.stroke();
  for (const at of crossings ?? []) {
    ctx.beginPath();
    ctx.arc(at[0] * frame.scale - frame.left, at[1] * frame.scale - frame.top, 3.5, 0, 2 * Math.PI);
    ctx.fillStyle = '#ffd166';
    ctx.fill();
    ctx.lineWidth = 1.4;
    ctx.stroke();
  }
  if (!label) return;
  const middle = 2 * Math.floor(xy.length / 4);
  const x = xy[middle] * frame.scale - frame.left;
  const y = xy[middle + 1] * frame.scale - frame.top - 15;
  const half = widthOf(ctx, label, 13, 700) / 2 + 7;
  room.take(x - half, y - 11, x + half, y + 11);
  ctx.beginPath();
  ctx.roundRect(x - half, y - 11, half * 2, 22, 6);
  ctx.fillStyle = ROUTE;
  ctx.fill();
  write(ctx, label, x, y + 0.5, { size: 13, weight: 700, colour: '#ffffff', halo: 'rgba(0,0,0,0)' });
}
