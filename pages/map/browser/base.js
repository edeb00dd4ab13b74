// The quiet map below: land cover, compounds, railways and streets, in the order in which a city is built.
import { BASE, STREETS } from './palette.js';

const HILLS = /hill|mountain|forest|wood/;
const WATERS = /water|river|stream|lake|pond|reservoir|sea|basin/;
const GREENS = /park|grass|green|garden|meadow|scrub|pitch|recreation|cemetery/;
const FIELDS = /farm|orchard|field|allotment|paddy/;

/** The colour of a kind of land cover. */
function landColour(kind) {
  if (WATERS.test(kind)) return BASE.water;
  if (HILLS.test(kind)) return BASE.hill;
  if (GREENS.test(kind)) return BASE.green;
  if (FIELDS.test(kind)) return BASE.farmland;
  return BASE.built;
}

/** How wide a street is drawn at this zoom, in pixels. */
export function streetWidth(streetClass, zoom) {
  return STREETS[streetClass][2] * 1.42 ** (zoom - 15);
}

/** Paint land, compounds, railways and streets of `city` (its unpacked drawings). */
export function paintBase(ctx, frame, city) {
  ctx.fillStyle = BASE.ground;
  ctx.fillRect(0, 0, frame.width, frame.height);
  if (!city.base) return;
  paintLand(ctx, frame, city.base.landcover);
  if (frame.zoom >= 14) paintCompounds(ctx, frame, city.base.compounds);
  if (city.buildings && frame.zoom >= 13) paintFootprints(ctx, frame, city.buildings.shapes);
  paintStreets(ctx, frame, city.base.streets);
  paintRailways(ctx, frame, city.base.railways);
}

function paintLand(ctx, frame, land) {
  land.order.forEach((shape) => {
    if (!land.shapes.isIn(shape, frame.view)) return;
    const colour = landColour(land.classes[shape]);
    ctx.beginPath();
    land.shapes.trace(ctx, shape, frame, true);
    ctx.fillStyle = colour;
    ctx.fill('evenodd');
    if (colour === BASE.water) {
      ctx.strokeStyle = BASE.waterEdge;
      ctx.lineWidth = 0.8;
      ctx.stroke();
    }
  });
}

/** Hills lie below fields, fields below parks, and water on top: the order to paint in. */
export function landOrder(classes) {
  const rank = (kind) => [BASE.built, BASE.hill, BASE.farmland, BASE.green, BASE.water].indexOf(landColour(kind));
  return classes.map((_, i) => i).sort((a, b) => rank(classes[a]) - rank(classes[b]) || a - b);
}

function paintCompounds(ctx, frame, compounds) {
  ctx.beginPath();
  for (let shape = 0; shape < compounds.shapes.length; shape++) {
    if (compounds.shapes.isIn(shape, frame.view)) compounds.shapes.trace(ctx, shape, frame, true);
  }
  ctx.fillStyle = BASE.compound;
  ctx.fill();
  if (frame.zoom < 15) return;
  ctx.strokeStyle = BASE.compoundEdge;
  ctx.lineWidth = 0.8;
  ctx.stroke();
}

function paintFootprints(ctx, frame, shapes) {
  ctx.beginPath();
  for (let shape = 0; shape < shapes.length; shape++) {
    if (shapes.isIn(shape, frame.view)) shapes.trace(ctx, shape, frame, true);
  }
  ctx.fillStyle = BASE.building;
  ctx.fill();
}

function paintStreets(ctx, frame, streets) {
  ctx.lineJoin = 'round';
  const classes = [7, 6, 5, 4, 3, 2, 1].filter((c) => frame.zoom >= STREETS[c][3] && streets.byClass.has(c));
  const paths = new Map(classes.map((c) => [c, streetPath(frame, streets, streets.byClass.get(c))]));
  for (const c of classes) {
    const [casing, filling] = STREETS[c];
    const width = streetWidth(c, frame.zoom);
    ctx.lineCap = filling ? 'round' : 'butt';
    ctx.setLineDash(filling ? [] : [3, 2]);
    ctx.strokeStyle = casing;
    ctx.lineWidth = filling ? width + 1.6 : Math.max(0.8, width);
    if (filling === null || width > 1.4 || c <= 3) ctx.stroke(paths.get(c));
  }
  ctx.setLineDash([]);
  ctx.lineCap = 'round';
  for (const c of classes) {
    if (STREETS[c][1] === null) continue;
    ctx.strokeStyle = STREETS[c][1];
    ctx.lineWidth = Math.max(0.7, streetWidth(c, frame.zoom));
    ctx.stroke(paths.get(c));
  }
}

function streetPath(frame, streets, members) {
  const path = new Path2D();
  for (const shape of members) if (streets.shapes.isIn(shape, frame.view)) streets.shapes.trace(path, shape, frame, false);
  return path;
}

const LIGHT_RAIL = /tram|subway|light|disused|abandoned|yard|siding|spur/;

function paintRailways(ctx, frame, railways) {
  const main = new Path2D();
  const light = new Path2D();
  for (let shape = 0; shape < railways.shapes.length; shape++) {
    if (!railways.shapes.isIn(shape, frame.view)) continue;
    railways.shapes.trace(LIGHT_RAIL.test(railways.classes[shape]) ? light : main, shape, frame, false);
  }
  const width = Math.max(1.3, 2.2 * 1.3 ** (frame.zoom - 15));
  ctx.lineCap = 'butt';
  ctx.strokeStyle = BASE.rail;
  ctx.lineWidth = 0.8;
  ctx.stroke(light);
  ctx.lineWidth = width;
  ctx.stroke(main);
  ctx.strokeStyle = '#ffffff';
  ctx.lineWidth = width - 0.9;
  ctx.setLineDash([8, 8]);
  ctx.stroke(main);
  ctx.setLineDash([]);
}
