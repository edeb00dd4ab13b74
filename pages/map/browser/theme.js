// The answer on the map: walking areas, the colours of buildings or areas, gaps, straight circles, boundaries.
import { BASE, BOUNDARY, BUILDINGS, CIRCLE, GAP, NO_SHARE, REACHED, SHARES, WALK_AREA, WALK_AREA_EDGE, WALL } from './palette.js';

const SMALL = 15.2; // below this zoom a building is too small for an outline or hatching

/** Paint everything of the answer that lies below names and symbols. */
export function paintTheme(ctx, frame, city, answer) {
  if (answer.shares && city.areas) paintShares(ctx, frame, city.areas[answer.shares.level], answer.shares.codes);
  if (answer.walkAreas) paintWalkAreas(ctx, frame, answer.walkAreas);
  if (answer.reached) paintReached(ctx, frame, answer.reached);
  if (answer.codes && city.buildings) paintBuildings(ctx, frame, city.buildings.shapes, answer.codes);
  if (answer.walls) paintWalls(ctx, frame, answer.walls);
  if (city.areas) for (const level of answer.boundaries ?? []) paintBoundary(ctx, frame, city.areas[level], level);
  if (answer.gaps) paintGaps(ctx, frame, answer.gaps, answer.chosenGap);
  if (answer.circles) paintCircles(ctx, frame, answer.circles);
}

function paintShares(ctx, frame, areas, codes) {
  for (let shape = 0; shape < areas.shapes.length; shape++) {
    if (!areas.shapes.isIn(shape, frame.view)) continue;
    ctx.beginPath();
    areas.shapes.trace(ctx, shape, frame, true);
    ctx.globalAlpha = 0.72;
    ctx.fillStyle = SHARES[codes[shape]] ?? NO_SHARE;
    ctx.fill('evenodd');
    ctx.globalAlpha = 1;
    ctx.strokeStyle = '#ffffff';
    ctx.lineWidth = 1.6;
    ctx.stroke();
  }
}

/** The place reached on foot; bands from the outermost in, so that near lies on far. */
function paintWalkAreas(ctx, frame, walkAreas) {
  ctx.lineJoin = 'round';
  for (const { shapes, band } of walkAreas) {
    ctx.beginPath();
    for (let shape = 0; shape < shapes.length; shape++) {
      if (shapes.isIn(shape, frame.view)) shapes.trace(ctx, shape, frame, true);
    }
    ctx.fillStyle = WALK_AREA[walkAreas.length === 1 ? 1 : Math.min(band, WALK_AREA.length - 1)];
    ctx.fill('evenodd');
    ctx.strokeStyle = WALK_AREA_EDGE;
    ctx.globalAlpha = band === 0 ? 0.55 : 0.35;
    ctx.lineWidth = frame.zoom < 14.5 ? 0.8 : 1.2;
    ctx.stroke();
    ctx.globalAlpha = 1;
  }
}

function paintReached(ctx, frame, shapes) {
  ctx.beginPath();
  for (let shape = 0; shape < shapes.length; shape++) {
    if (shapes.isIn(shape, frame.view)) shapes.trace(ctx, shape, frame, false);
  }
  ctx.strokeStyle = REACHED;
  ctx.lineWidth = Math.max(1.2, 2.4 * 1.3 ** (frame.zoom - 15));
  ctx.lineCap = 'round';
  ctx.stroke();
}

/** Walls around compounds, where a gate could be made. */
function paintWalls(ctx, frame, shapes) {
  ctx.beginPath();
  for (let shape = 0; shape < shapes.length; shape++) {
    if (shapes.isIn(shape, frame.view)) shapes.trace(ctx, shape, frame, false);
  }
  ctx.strokeStyle = WALL;
  ctx.lineWidth = Math.max(1, 2.4 * 1.3 ** (frame.zoom - 15.5));
  ctx.stroke();
}

function paintBuildings(ctx, frame, shapes, codes) {
  const groups = new Map();
  for (let shape = 0; shape < shapes.length; shape++) {
    if (!shapes.isIn(shape, frame.view)) continue;
    const code = codes[shape];
    if (!groups.has(code)) groups.set(code, []);
    groups.get(code).push(shape);
  }
  for (const code of [...groups.keys()].sort((a, b) => rank(a) - rank(b))) {
    const [fill, edge, hatching] = BUILDINGS[code] ?? BUILDINGS.n;
    if (code === 'n' && frame.zoom < 13) continue;
    ctx.beginPath();
    for (const shape of groups.get(code)) shapes.trace(ctx, shape, frame, true);
    ctx.fillStyle = fill;
    ctx.fill('evenodd');
    if (hatching && frame.zoom >= SMALL - 1) {
      ctx.fillStyle = hatch(ctx, frame, hatching, 5, 1.3);
      ctx.fill('evenodd');
    }
    if (frame.zoom >= SMALL || 'gf+-'.includes(code)) {
      ctx.strokeStyle = edge;
      ctx.lineWidth = frame.zoom >= SMALL ? 0.8 : 0.6;
      ctx.stroke();
    }
  }
}

/** What matters most is painted last. */
function rank(code) {
  return 'nu321cfg-+'.indexOf(code);
}

function paintGaps(ctx, frame, gaps, chosen) {
  const { shapes, ids } = gaps;
  for (let shape = 0; shape < shapes.length; shape++) {
    if (!shapes.isIn(shape, frame.view)) continue;
    const isChosen = ids[shape] === chosen;
    ctx.beginPath();
    shapes.trace(ctx, shape, frame, true);
    ctx.fillStyle = hatch(ctx, frame, isChosen ? 'rgba(184,58,18,.75)' : 'rgba(184,58,18,.42)', 8, 1.4);
    ctx.fill('evenodd');
    ctx.strokeStyle = GAP;
    ctx.lineWidth = isChosen ? 3 : 1.2;
    ctx.stroke();
  }
}

/** Straight circles, dashed: what officials know, and what the walk corrects. */
function paintCircles(ctx, frame, shapes) {
  ctx.beginPath();
  for (let shape = 0; shape < shapes.length; shape++) {
    if (shapes.isIn(shape, frame.view)) shapes.trace(ctx, shape, frame, true);
  }
  ctx.setLineDash([6, 5]);
  ctx.strokeStyle = CIRCLE;
  ctx.lineWidth = 1.2;
  ctx.globalAlpha = 0.8;
  ctx.stroke();
  ctx.globalAlpha = 1;
  ctx.setLineDash([]);
}

function paintBoundary(ctx, frame, areas, level) {
  const { color, width, dash } = BOUNDARY[level];
  const thin = Math.min(1, 0.65 + (frame.zoom - 12) * 0.12);
  ctx.beginPath();
  for (let line = 0; line < areas.rims.length; line++) {
    if (areas.rims.isIn(line, frame.view)) areas.rims.trace(ctx, line, frame, false);
  }
  ctx.lineJoin = 'round';
  ctx.lineCap = 'butt';
  ctx.strokeStyle = 'rgba(255,255,255,.55)';
  ctx.lineWidth = width * thin + 1.2;
  ctx.stroke();
  ctx.setLineDash(dash);
  ctx.strokeStyle = color;
  ctx.lineWidth = width * thin;
  ctx.stroke();
  ctx.setLineDash([]);
}

const tiles = new Map();

/** Diagonal lines that stay where they are on the ground while the map moves. */
export function hatch(ctx, frame, colour, gap, width) {
  const ratio = frame.ratio;
  const key = `${colour} ${gap} ${width} ${ratio}`;
  if (!tiles.has(key)) {
    const side = Math.round(gap * ratio);
    const tile = document.createElement('canvas');
    tile.width = tile.height = side;
    const pen = tile.getContext('2d');
    pen.strokeStyle = colour;
    pen.lineWidth = width * ratio;
    pen.beginPath();
    for (const shift of [-side, 0, side]) {
      pen.moveTo(shift - 1, side + 1);
      pen.lineTo(shift + side + 1, -1);
    }
    pen.stroke();
    tiles.set(key, tile);
  }
  const tile = tiles.get(key);
  const pattern = ctx.createPattern(tile, 'repeat');
  const step = tile.width / ratio;
  pattern.setTransform(new DOMMatrix([1 / ratio, 0, 0, 1 / ratio, -(frame.left % step), -(frame.top % step)]));
  return pattern;
}

/** Small pictures for the legend, drawn with the same pen as the map. */
export function swatch(ctx, code, width, height) {
  const frame = { ratio: 1, left: 0, top: 0 };
  const look = { gap: ['#ffffff', GAP, 'rgba(184,58,18,.6)'], walk: ['#cfe0f0', WALK_AREA_EDGE, null] }[code];
  const [fill, edge, hatching] = look ?? BUILDINGS[code] ?? [SHARES[code.slice(1)] ?? BASE.ground, '#ffffff', null];
  ctx.fillStyle = fill;
  ctx.fillRect(1, 1, width - 2, height - 2);
  if (hatching) {
    ctx.fillStyle = hatch(ctx, frame, hatching, 5, 1.3);
    ctx.fillRect(1, 1, width - 2, height - 2);
  }
  ctx.strokeStyle = edge;
  ctx.strokeRect(1, 1, width - 2, height - 2);
}
