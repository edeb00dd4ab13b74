import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mercator } from '../../../pages/map/browser/drawing.js';
import { handleAt, handlesOf } from '../../../pages/map/browser/editor/handles.js';
import { foreseen } from '../../../pages/map/browser/editor/optimistic.js';
import { Partition } from '../../../pages/map/browser/editor/partition.js';
import { PLACES, state } from './town.mjs';

const read = (parts) => Partition.read(state(parts));

test('a place is kept to the last digit', () => {
  PLACES.forEach((place, v) => assert.deepEqual(read().place(v), place));
});

test('the grid under a place is found, and none on free land', () => {
  assert.equal(read().gridAt(...mercator(120.005, 27.005)).id, 'A');
  assert.equal(read().gridAt(...mercator(120.025, 27.005)), null);
});

test('a shared vertex knows all that hang on it', () => {
  assert.deepEqual(
    read()
      .usersOf(1)
      .map((area) => area.id),
    ['A', 'B'],
  );
  assert.equal(read().usersOf(2).length, 2); // B and the free land
});

test('an answer changes only what it names', () => {
  const before = read();
  const moved = { ...before.grids.get('B'), name: '丙' };
  const after = before.patched({ revision: 6, undo: 3, redo: 0, vertices: { 2: [120.021, 27.01] }, grids: [moved], gone: [], figures: {} });
  assert.equal(after.grids.get('A'), before.grids.get('A'));
  assert.equal(after.grids.get('B').name, '丙');
  assert.deepEqual(after.place(2), [120.021, 27.01]);
  assert.deepEqual(before.place(2), PLACES[2]);
  assert.equal(after.revision, 6);
  assert.equal(after.free, before.free);
});

test('a vertex that the answer brings is known afterwards', () => {
  const after = read().patched({ revision: 6, undo: 3, redo: 0, vertices: { 11: [120.01, 27.005] } });
  assert.ok(after.has(11));
  assert.ok(!after.has(10));
});

test('a move takes all neighbours along and leaves the others as they are', () => {
  const before = read();
  const after = foreseen(before, { do: 'move', vertex: 2, to: [120.021, 27.012] });
  assert.equal(after.grids.get('A'), before.grids.get('A'));
  assert.notEqual(after.grids.get('B'), before.grids.get('B'));
  assert.notEqual(after.free[0], before.free[0]);
  assert.deepEqual(after.place(2), [120.021, 27.012]);
  assert.deepEqual(before.place(2), PLACES[2]);
  const rings = after.shape(after.grids.get('B')).rings;
  assert.deepEqual([...rings[0].slice(4, 6)], mercator(120.021, 27.012));
});

test('a vertex inserted between two grids is in both', () => {
  const after = foreseen(read(), { do: 'insert', a: 6, b: 1, at: [120.011, 27.005], made: -1 });
  assert.deepEqual(after.grids.get('A').parts, [[[7, 6, -1, 1, 0]]]);
  assert.deepEqual(after.grids.get('B').parts, [[[-1, 6, 5, 2, 1]]]);
  assert.deepEqual(after.place(-1), [120.011, 27.005]);
});

test('insert and remove together change nothing', () => {
  const before = read();
  const after = foreseen(foreseen(before, { do: 'insert', a: 6, b: 1, at: [120.011, 27.005], made: -1 }), { do: 'remove', vertex: -1 });
  for (const id of ['A', 'B']) assert.deepEqual(after.grids.get(id).parts, before.grids.get(id).parts);
});

test('merged neighbours are one ring without the border between them', () => {
  const before = read();
  const { grids, figures } = foreseen(before, { do: 'merge', grids: ['A', 'B'] });
  assert.deepEqual([...grids.keys()], ['A']);
  const [[ring]] = grids.get('A').parts;
  assert.deepEqual([...ring].sort(), [0, 1, 2, 5, 6, 7]);
  assert.equal(figures.get('A').households, 600);
});

test('grids that do not touch are left for the server to refuse', () => {
  const grids = [...state().grids, { id: 'D', name: '', community: 'C', is_locked: false, parts: [[[5, 4, 3]]] }];
  const before = read({ grids });
  assert.equal(foreseen(before, { do: 'merge', grids: ['A', 'D'] }), before);
});

test('a deleted grid becomes free land', () => {
  const after = foreseen(read(), { do: 'delete', grids: ['B'], how: 'free' });
  assert.deepEqual([...after.grids.keys()], ['A']);
  assert.equal(after.free.length, 2);
});

test('what only the server can tell is not foreseen', () => {
  const before = read();
  for (const operation of [{ do: 'split', line: [] }, { do: 'undo' }, { do: 'trace', through: [] }]) assert.equal(foreseen(before, operation), before);
});

test('a corner of three is told from a bend, and a rim vertex from others', () => {
  assert.ok(read().isCorner(1)); // A, B and the outside
  assert.ok(!read().isCorner(0));
  assert.ok(read().isRim(0));
});

test('a vertex added on a community border is held by it as well', () => {
  const after = read().patched({ revision: 6, undo: 3, redo: 0, vertices: { 8: [120.005, 27.01], 9: [120.005, 27.005] } });
  assert.ok(after.isRim(8));
  assert.ok(!after.isRim(9));
  assert.ok(after.isRimEdge(8, 1));
  assert.ok(!after.isRimEdge(1, 6)); // both on the rim, but the edge runs through the community
});

test('handles closer than can be told apart are one, and corners win', () => {
  const partition = read();
  const view = [...mercator(119.9, 27.1), ...mercator(120.1, 26.9)];
  const far = handlesOf(partition, [partition.grids.get('A')], 256 * 2 ** 16, view);
  assert.equal(far.vertices.length, 4);
  const near = handlesOf(partition, [partition.grids.get('A'), partition.grids.get('B')], 256 * 2 ** 12.4, view);
  assert.ok(near.vertices.length < 6);
  assert.ok(near.vertices.every(({ isCorner }, i) => i === 0 || near.vertices[i - 1].isCorner || !isCorner));
});

test('a handle is found within reach only', () => {
  const partition = read();
  const view = [...mercator(119.9, 27.1), ...mercator(120.1, 26.9)];
  const handles = handlesOf(partition, [partition.grids.get('A')], 256 * 2 ** 16, view);
  const [x, y] = mercator(120.01, 27.01);
  assert.equal(handleAt(handles, [x + 1e-8, y], 1e-7).v, 1);
  assert.equal(handleAt(handles, [x + 1e-6, y], 1e-7), null);
});
