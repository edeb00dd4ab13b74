// Signs of facilities: a shape and a colour for each kind, so that either alone is enough.
import { FACILITIES } from './palette.js';

const corners = (n, turn = 0) =>
  Array.from({ length: n }, (_, i) => {
    const angle = (2 * Math.PI * i) / n - Math.PI / 2 + turn;
    return [Math.cos(angle), Math.sin(angle)];
  });

const OUTLINES = {
  diamond: corners(4),
  square: [
    [-0.85, -0.85],
    [0.85, -0.85],
    [0.85, 0.85],
    [-0.85, 0.85],
  ],
  triangle: corners(3).map(([x, y]) => [x * 1.15, y * 1.1 + 0.15]),
  pentagon: corners(5),
  hexagon: corners(6, Math.PI / 6),
  house: [
    [0, -1.1],
    [1, -0.25],
    [1, 0.9],
    [-1, 0.9],
    [-1, -0.25],
  ],
  cross: [
    [-0.35, -1],
    [0.35, -1],
    [0.35, -0.35],
    [1, -0.35],
    [1, 0.35],
    [0.35, 0.35],
    [0.35, 1],
    [-0.35, 1],
    [-0.35, 0.35],
    [-1, 0.35],
    [-1, -0.35],
    [-0.35, -0.35],
  ],
};

/** Draw the sign of a facility kind at x, y; `state` is "", "closed" or "new". */
export function paintSign(ctx, kind, x, y, size = 1, state = '') {
  const [shape, colour, radius] = FACILITIES[kind] ?? FACILITIES.unknown;
  const r = radius * size;
  ctx.beginPath();
  if (shape === 'circle') ctx.arc(x, y, r, 0, 2 * Math.PI);
  else {
    OUTLINES[shape].forEach(([dx, dy], i) => (i ? ctx.lineTo(x + dx * r, y + dy * r) : ctx.moveTo(x + dx * r, y + dy * r)));
    ctx.closePath();
  }
  ctx.lineJoin = 'round';
  ctx.strokeStyle = '#ffffff';
  ctx.lineWidth = 3.2;
  ctx.stroke();
  ctx.fillStyle = state === 'closed' ? '#9aa3ad' : colour;
  ctx.fill();
  if (state === 'closed') cross(ctx, x, y, r);
  if (state === 'new') ring(ctx, x, y, r + 4);
}

function cross(ctx, x, y, r) {
  ctx.strokeStyle = '#1d2733';
  ctx.lineWidth = 2;
  ctx.beginPath();
  ctx.moveTo(x - r, y - r);
  ctx.lineTo(x + r, y + r);
  ctx.moveTo(x + r, y - r);
  ctx.lineTo(x - r, y + r);
  ctx.stroke();
}

function ring(ctx, x, y, r) {
  ctx.strokeStyle = '#0b8f8a';
  ctx.lineWidth = 2.5;
  ctx.beginPath();
  ctx.arc(x, y, r, 0, 2 * Math.PI);
  ctx.stroke();
}

/** Draw a gate: open, or shut to people from outside. */
export function paintGate(ctx, x, y, isOpen) {
  const half = isOpen ? 4 : 7;
  ctx.fillStyle = isOpen ? '#ffffff' : '#1d2733';
  ctx.strokeStyle = isOpen ? '#0b8f8a' : '#ffffff';
  ctx.lineWidth = isOpen ? 2 : 1.6;
  ctx.beginPath();
  ctx.rect(x - half, y - half, 2 * half, 2 * half);
  ctx.fill();
  ctx.stroke();
  if (isOpen) return;
  ctx.lineWidth = 2.6;
  ctx.beginPath();
  ctx.moveTo(x - 4, y);
  ctx.lineTo(x + 4, y);
  ctx.stroke();
}
