// The link speaks with a real server on this computer that can be told to fail.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { afterEach, beforeEach, test } from 'node:test';
import { Link } from '../../../pages/map/browser/editor/link.js';
import { Memory } from '../../../pages/map/browser/editor/memory.js';
import { state } from './town.mjs';

let server;
let draft;
let links;
globalThis.window = new EventTarget();

beforeEach(async () => {
  draft = { revision: 5, done: [], heard: [], answers: [], vertices: {} };
  links = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => (body += piece));
    request.on('end', () => respond(request, response, body));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  globalThis.document = { baseURI: `http://127.0.0.1:${server.address().port}/` };
});

afterEach(() => {
  for (const link of links) link.close();
  server.closeAllConnections();
  server.close();
});

function respond(request, response, body) {
  const say = (status, answer) => response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
  const how = draft.answers.shift();
  if (how === 'down') {
    say(503, {});
    return;
  }
  if (request.url.endsWith('state.json')) {
    const vertices = state().vertices.concat(Object.values(draft.vertices));
    say(200, { ...state(), vertices, revision: draft.revision, undo: draft.done.length, redo: 0 });
    return;
  }
  const { revision, operation } = JSON.parse(body);
  draft.heard.push({ revision, operation, language: request.headers['accept-language'] });
  if (how === 'no') say(422, { said: '不行' });
  else if (revision !== draft.revision) say(409, { said: '别处已改', stale: true });
  else {
    draft.revision++;
    draft.done.push(operation);
    // A vertex has another number at another place, as on the real server.
    const place = operation.at ?? operation.to;
    const number = state().vertices.length + Object.keys(draft.vertices).length;
    draft.vertices[number] = place;
    const vertices = { [number]: place };
    const grids = [{ ...state().grids[0], parts: [[[7, 6, number, 0]]] }];
    if (how === 'lost') response.destroy();
    else say(200, { revision: draft.revision, undo: draft.done.length, redo: 0, vertices, grids, gone: [], figures: {}, said: '' });
  }
}

const kept = new Map();
const store = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value), removeItem: (key) => kept.delete(key) };

async function opened(name) {
  const told = { refused: [], stale: [], renamed: [], lost: 0 };
  const link = new Link(`grids/s/${name}/`, 'zh', new Memory(`grids/s/${name}/`, store), {
    changed() {},
    answered() {},
    connection() {},
    refused: (entry, said) => told.refused.push(said),
    stale: (said, lost) => told.stale.push(lost),
    renamed: (made, real) => told.renamed.push([made, real]),
    lost: () => told.lost++,
  });
  links.push(link);
  await link.open();
  return { link, told };
}

async function until(is) {
  for (let i = 0; i < 400 && !is(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.ok(is(), 'waited in vain');
}

const MOVE = { do: 'move', vertex: 1, to: [120.011, 27.011] };

test('operations go one after another, each on the revision before it, in the language of the page', async () => {
  const { link } = await opened('a');
  link.send(MOVE);
  link.send({ ...MOVE, vertex: 2 });
  assert.deepEqual(link.shown.place(1), [120.011, 27.011]); // drawn before anybody answered
  await until(() => link.queue.length === 0);
  assert.deepEqual(
    draft.heard.map(({ revision, language }) => [revision, language]),
    [
      [5, 'zh'],
      [6, 'zh'],
    ],
  );
});

test('a refusal takes the operation back and says why', async () => {
  const { link, told } = await opened('b');
  draft.answers.push('no');
  link.send(MOVE);
  await until(() => link.queue.length === 0);
  assert.deepEqual(told.refused, ['不行']);
  assert.deepEqual(link.shown.place(1), state().vertices[1]);
});

test('what hangs on a refused vertex goes with it', async () => {
  const { link } = await opened('c');
  draft.answers.push('no');
  const made = link.makeId();
  link.send({ do: 'insert', a: 6, b: 1, at: [120.011, 27.005], made });
  link.send({ do: 'move', vertex: made, to: [120.012, 27.005] });
  await until(() => link.queue.length === 0);
  assert.equal(draft.done.length, 0);
});

test('a vertex made here is called by its own id once the server knows it', async () => {
  const { link, told } = await opened('d');
  const made = link.makeId();
  link.send({ do: 'insert', a: 6, b: 1, at: [120.011, 27.005], made });
  link.send({ do: 'move', vertex: made, to: [120.012, 27.005] });
  await until(() => link.queue.length === 0);
  assert.deepEqual(told.renamed, [
    [made, 8],
    [8, 9],
  ]);
  assert.deepEqual(draft.done[1].vertex, [120.011, 27.005]);
  assert.ok(!('made' in draft.done[0]));
});

test('vertices are told by their place, moved ones where they are now', async () => {
  const { link, told } = await opened('k');
  link.send(MOVE);
  link.send({ do: 'move', vertex: 1, to: [120.012, 27.011] });
  await until(() => link.queue.length === 0);
  assert.deepEqual(
    draft.done.map(({ vertex }) => vertex),
    [
      [120.01, 27.01],
      [120.011, 27.011],
    ],
  );
  assert.deepEqual(told.renamed[0], [1, 8]);
});

test('a server that started again and numbers vertices anew is asked for all of them', async () => {
  const { link } = await opened('l');
  const answer = { revision: 6, undo: 3, redo: 0, vertices: { 0: [120.02, 27.01] }, grids: [], gone: [], figures: {} };
  draft.revision = 6;
  await link.accept({ operation: MOVE }, answer);
  assert.deepEqual(link.confirmed.place(0), state().vertices[0]);
  assert.equal(link.confirmed.revision, 6);
});

test('without a connection operations wait, and go when it is back', async () => {
  const { link } = await opened('e');
  draft.answers.push('down');
  link.send(MOVE);
  await until(() => link.isOffline);
  link.send({ ...MOVE, vertex: 2 });
  assert.equal(link.queue.length, 2);
  assert.deepEqual(link.shown.place(2), [120.011, 27.011]);
  link.retryNow();
  await until(() => link.queue.length === 0);
  assert.deepEqual(
    draft.done.map(({ vertex }) => vertex),
    [
      [120.01, 27.01],
      [120.02, 27.01],
    ],
  );
});

test('a step that was never sent is taken back here, and can come again', async () => {
  const { link } = await opened('f');
  draft.answers.push('down');
  link.send(MOVE);
  await until(() => link.isOffline);
  link.send({ ...MOVE, vertex: 2 });
  link.undo();
  assert.deepEqual(link.shown.place(2), state().vertices[2]);
  assert.equal(link.redoDepth, 1);
  link.redo();
  assert.deepEqual(link.shown.place(2), [120.011, 27.011]);
});

test('operations not yet sent survive a reload of the page', async () => {
  const { link } = await opened('g');
  draft.answers.push('down');
  link.send(MOVE);
  await until(() => link.isOffline);
  link.close();
  const again = await opened('g');
  await until(() => again.link.queue.length === 0);
  assert.deepEqual(draft.done, [{ ...MOVE, vertex: [120.01, 27.01] }]);
});

test('an answer that was lost on the way counts: nothing is done twice', async () => {
  const { link, told } = await opened('h');
  draft.answers.push('lost');
  link.send(MOVE);
  await until(() => link.isOffline);
  link.retryNow();
  await until(() => link.queue.length === 0);
  assert.equal(draft.done.length, 1);
  assert.deepEqual(told.stale, []);
  assert.equal(link.confirmed.revision, 6);
});

test('somebody else went on: their state is taken, what was lost is said', async () => {
  const { link, told } = await opened('i');
  draft.revision = 9;
  link.send(MOVE);
  await until(() => link.queue.length === 0);
  assert.equal(link.confirmed.revision, 9);
  assert.deepEqual(told.stale, [1]);
});

test('a step of somebody else is never taken for ours', async () => {
  const { link, told } = await opened('q');
  draft.revision = 6;
  draft.done.push({ do: 'rename' });
  link.send(MOVE);
  await until(() => link.queue.length === 0);
  assert.deepEqual(told.stale, [1]);
});

test('steps made without a connection are tried on the new state', async () => {
  const { link, told } = await opened('j');
  draft.answers.push('down');
  link.send(MOVE);
  await until(() => link.isOffline);
  draft.revision = 9;
  link.retryNow();
  await until(() => link.queue.length === 0);
  assert.deepEqual(draft.done, [{ ...MOVE, vertex: [120.01, 27.01] }]);
  assert.deepEqual(told.stale, [0]);
});

test('what the page itself did to the draft is loaded, what is older is not', async () => {
  const { link } = await opened('m');
  draft.revision = 8;
  await link.refresh(4);
  assert.equal(link.confirmed.revision, 5);
  await link.refresh(8);
  assert.equal(link.confirmed.revision, 8);
});

test('under a newly signed address what waited is sent', async () => {
  const { link } = await opened('n');
  draft.answers.push('down');
  link.send(MOVE);
  await until(() => link.isOffline);
  link.move('grids/other/n/');
  await until(() => link.queue.length === 0);
  assert.equal(link.address, 'grids/other/n/');
  assert.equal(draft.done.length, 1);
});

test('a server that started again counts a revision; no step is lost by it, none is done twice', async () => {
  const { link, told } = await opened('o');
  draft.revision++;
  link.send(MOVE);
  await until(() => link.queue.length === 0);
  assert.equal(draft.done.length, 1);
  draft.answers.push('lost');
  link.send({ ...MOVE, vertex: 2 });
  await until(() => link.isOffline);
  draft.revision++;
  link.retryNow();
  await until(() => link.queue.length === 0);
  assert.equal(draft.done.length, 2);
  assert.deepEqual(told.stale, []);
});

test('a step waiting over a reload goes out after the server started again, too', async () => {
  const { link } = await opened('p');
  draft.answers.push('down');
  link.send(MOVE);
  await until(() => link.isOffline);
  link.close();
  draft.revision++;
  const again = await opened('p');
  await until(() => again.link.queue.length === 0);
  assert.equal(draft.done.length, 1);
});
