import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mercator } from '../../../pages/map/browser/drawing.js';
import { readLines } from '../../../pages/map/browser/editor/lines.js';
import { Memory } from '../../../pages/map/browser/editor/memory.js';
import { Partition } from '../../../pages/map/browser/editor/partition.js';
import { Sketch } from '../../../pages/map/browser/editor/sketch.js';
import { snapped } from '../../../pages/map/browser/editor/snapping.js';
import { state } from './town.mjs';

const partition = Partition.read(state());
const none = { names: [], shapes: [] };
// A street from west to east through the middle of the grids, a wall far away; steps are hundred-millionths of a degree.
const lines = readLines({
  origin: [120, 27],
  steps_per_degree: 1e8,
  families: {
    streets: { names: ['学府路'], shapes: [[[-100_000, 500_000, 3_200_000, 0]]] },
    walls: { names: [''], shapes: [[[500_000, 800_000, 1_000, 0]]] },
    rivers: none,
    railways: none,
    compounds: { ...none, ids: [] },
  },
  homes: { at: [], households: [], people: [], elderly: [] },
});
const REACH = 1e-6;
const near = (lon, lat, dx = 0, dy = 0) => {
  const [x, y] = mercator(lon, lat);
  return [x + dx, y + dy];
};

test('a vertex is meant before a border', () => {
  const spot = snapped(near(120.01, 27.01, 3e-7, 3e-7), REACH, partition, lines);
  assert.equal(spot.kind, 'vertex');
  assert.equal(spot.vertex, 1);
  assert.deepEqual(spot.place, [120.01, 27.01]);
});

test('a border is met exactly, and the rim says that it is one', () => {
  const spot = snapped(near(120.01, 27.002, 3e-7), REACH, partition, lines);
  assert.equal(spot.kind, 'edge');
  assert.ok(Math.abs(spot.x - mercator(120.01, 27.002)[0]) < 1e-15);
  assert.equal(snapped(near(120.005, 27.01, 0, 2e-7), REACH, partition, lines).kind, 'rim');
});

test('a street is met exactly and named', () => {
  const spot = snapped(near(120.004, 27.005, 0, 4e-7), REACH, partition, lines);
  assert.equal(spot.kind, 'streets');
  assert.equal(spot.name, '学府路');
  assert.ok(Math.abs(spot.y - mercator(0, 27.005)[1]) < 1e-12);
});

test('where a street crosses a border, the crossing is meant', () => {
  const spot = snapped(near(120.01, 27.005, 3e-7, 2e-7), REACH, partition, lines);
  assert.ok(spot.isCrossing);
  assert.deepEqual([...spot.edge].sort(), [1, 6]);
  assert.ok(Math.abs(spot.x - mercator(120.01, 0)[0]) < 1e-12);
});

test('what follows the hand is not what the hand snaps to', () => {
  assert.equal(snapped(near(120.01, 27.01), REACH, partition, null, { without: new Set([1]) }), null);
});

test('a sketch can be closed where it began', () => {
  const spot = snapped(near(120.025, 27.003, 1e-7), REACH, partition, lines, { starts: [near(120.025, 27.003)] });
  assert.equal(spot.kind, 'start');
});

test('nothing near is nothing', () => {
  assert.equal(snapped(near(120.005, 27.0025), REACH, partition, lines), null);
});

test('every point of a sketch can be taken back and put again, a clearing too', () => {
  const sketch = new Sketch();
  for (const lon of [1, 2, 3]) sketch.add({ lon, lat: 0 });
  sketch.dropLast();
  sketch.clear();
  const lengths = [];
  while (sketch.canUndo) {
    sketch.undo();
    lengths.push(sketch.points.length);
  }
  assert.deepEqual(lengths, [2, 3, 2, 1, 0]);
  while (sketch.canRedo) sketch.redo();
  assert.ok(sketch.isEmpty);
});

test('a new point after taking back forgets what was ahead', () => {
  const sketch = new Sketch();
  sketch.add({ lon: 1, lat: 0 });
  sketch.undo();
  sketch.add({ lon: 2, lat: 0 });
  assert.ok(!sketch.canRedo);
  assert.deepEqual(sketch.points, [{ lon: 2, lat: 0 }]);
});

test('a sketch survives a reload, also under a newly signed address', () => {
  const kept = new Map();
  const store = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value), removeItem: (key) => kept.delete(key) };
  const sketch = new Sketch();
  sketch.add({ lon: 120.1, lat: 27.1 });
  new Memory('grids/one/d1/', store).write('sketch', sketch.kept());
  assert.deepEqual(new Sketch(new Memory('grids/two/d1/', store).read('sketch')).points, [{ lon: 120.1, lat: 27.1 }]);
  assert.equal(new Memory('grids/one/d2/', store).read('sketch'), null);
});

test('a full store loses nothing but itself', () => {
  const full = {
    getItem() {
      throw new Error('forbidden');
    },
    setItem() {
      throw new Error('full');
    },
  };
  const memory = new Memory('grids/one/d1/', full);
  memory.write('sketch', {});
  assert.equal(memory.read('sketch'), null);
});
