// Speak with the draft on the server: one operation after another, kept and tried again while nobody answers.
import { foreseen } from './optimistic.js';
import { Partition } from './partition.js';
import { called, isDoneAlready, isRenumbered, isUntouched, numberOf, placesOf, rebased, renumbered, told } from './steps.js';

const WAITS_S = [1, 2, 4, 8, 15];
const LONGEST_MS = 60_000;

/** The draft at an address. `tell` hears: changed, answered, refused, stale, lost, renamed, renumbered. */
export class Link {
  constructor(address, language, memory, tell) {
    this.address = address;
    this.headers = { 'Accept-Language': language };
    this.memory = memory;
    this.tell = tell;
    this.confirmed = null;
    const kept = memory.read('queue');
    // What was sent before a reload may have been done: its answer never came.
    this.queue = (kept?.entries ?? []).map((entry) => ({ ...entry, isUncertain: entry.isUncertain || entry.isSent }));
    this.base = kept ?? null;
    this.takenBack = [];
    this.isOffline = false;
    this.isBusy = false;
    this.tries = 0;
    this.lastMade = Math.min(0, ...this.queue.map(({ operation }) => operation.made ?? 0));
    this.onOnline = () => this.retryNow();
    window.addEventListener('online', this.onOnline);
  }

  close() {
    this.isClosed = true;
    clearTimeout(this.timer);
    window.removeEventListener('online', this.onOnline);
  }

  url(name) {
    return new URL(this.address + name, document.baseURI).href;
  }

  async fetch(name, options = {}) {
    const headers = { ...this.headers, ...options.headers };
    const response = await fetch(this.url(name), { ...options, headers, signal: AbortSignal.timeout(LONGEST_MS) });
    if (response.status >= 500) throw new TypeError(`${response.status}`);
    return response;
  }

  /** Read something of the draft; null if there is no answer. */
  async read(name) {
    try {
      const response = await this.fetch(name);
      return response.ok ? await response.json() : null;
    } catch {
      return null;
    }
  }

  /** Load the state; what was not sent before a reload goes on being sent. */
  async open() {
    const response = await this.fetch('state.json').catch(() => null);
    if (this.isClosed) return;
    if (!response) {
      this.wait(() => this.open());
      return;
    }
    if (!response.ok) {
      this.tell.lost();
      return;
    }
    this.connected();
    const state = Partition.read(await response.json());
    this.queue = renumbered(this.queue, state);
    if (this.queue.length && this.base) this.queue = rebased(this.queue, this.base, state);
    this.confirmed = state;
    this.renew();
    this.pump();
  }

  /** The page itself changed the draft: look at it as it is now. */
  async refresh(revision) {
    if (!this.confirmed || this.queue.length || revision <= this.confirmed.revision) return;
    const state = await this.read('state.json');
    if (!state || this.queue.length || this.isClosed) return;
    this.confirmed = Partition.read(state);
    this.tell.renumbered?.();
    this.renew();
  }

  /** The same draft under a newly signed address: a server that started again signs otherwise. */
  move(address) {
    this.address = address;
    if (this.isOffline) this.retryNow();
    else if (!this.confirmed || this.queue.length) this.open();
  }

  /** Confirmed by the server, with what is still on its way drawn as foreseen. */
  get shown() {
    this.foreseen ??= this.queue.reduce((partition, { operation }) => foreseen(partition, operation), this.confirmed);
    return this.foreseen;
  }

  get undoDepth() {
    return this.queue.reduce((n, { operation }) => Math.max(0, n + (operation.do === 'undo' ? -1 : 1)), this.confirmed?.undo ?? 0);
  }

  get redoDepth() {
    const steps = this.queue.reduce((n, { operation: { do: what } }) => (what === 'undo' ? n + 1 : what === 'redo' ? Math.max(0, n - 1) : 0), this.confirmed?.redo ?? 0);
    return steps + this.takenBack.length;
  }

  /** An id for a vertex that the server does not know yet. */
  makeId() {
    return --this.lastMade;
  }

  /** Hand in an operation; it is drawn at once and sent when its turn comes. */
  send(operation, began = performance.now(), back = null) {
    const token = globalThis.crypto?.randomUUID?.() ?? String(Math.random());
    if (operation.do !== 'redo') this.takenBack = [];
    const places = placesOf(operation, this.shown);
    this.queue.push({ operation, places, token, began, back, isOffline: this.isOffline, isSent: false });
    this.renew();
    this.pump();
  }

  /** Take back the last step: one that was never sent simply goes. */
  undo() {
    const last = this.queue.at(-1);
    if (last && !last.isSent && last.operation.do !== 'undo') {
      this.takenBack.push(this.queue.pop().operation);
      this.renew();
    } else if (this.undoDepth > 0) this.send({ do: 'undo' });
  }

  redo() {
    const operation = this.takenBack.pop();
    if (operation) {
      const rest = this.takenBack;
      this.send(operation);
      this.takenBack = rest;
    } else if (this.redoDepth > 0) this.send({ do: 'redo' });
  }

  renew() {
    this.foreseen = null;
    this.memory.write('queue', this.queue.length ? { ...this.whence(), entries: this.queue } : null);
    if (this.confirmed) this.tell.changed();
  }

  /** On which state the queue was made. */
  whence() {
    const { revision, undo } = this.confirmed ?? this.base ?? {};
    return { revision, undo };
  }

  async pump() {
    if (this.isBusy || this.isOffline || !this.confirmed || this.queue.length === 0 || this.isClosed) return;
    this.isBusy = true;
    const entry = this.queue[0];
    entry.isSent = true;
    const revision = this.confirmed.revision;
    this.memory.write('queue', { ...this.whence(), entries: this.queue });
    let response;
    let answer;
    try {
      const body = JSON.stringify({ revision, operation: told(entry, this.confirmed), token: entry.token });
      response = await this.fetch('apply', { method: 'POST', body, headers: { 'Content-Type': 'application/json' } });
      answer = await response.json().catch(() => ({ said: '' }));
    } catch {
      entry.isUncertain = true;
      response = null;
    }
    this.isBusy = false;
    if (this.isClosed) return;
    if (!response) this.wait(() => this.pump());
    else await this.take(entry, response.status, answer);
  }

  async take(entry, status, answer) {
    this.connected();
    if (status === 200) {
      await this.accept(entry, answer);
    } else if (status === 409) {
      await this.reload(answer);
    } else if (status !== 403 && status !== 404) {
      this.drop(entry);
      this.renew();
      this.tell.refused(entry, answer.said);
    } else {
      this.tell.lost();
      return;
    }
    this.pump();
  }

  /** The server did it. */
  async accept(entry, answer) {
    this.queue.shift();
    this.foreseen = null;
    if (isRenumbered(this.confirmed, answer)) {
      const state = await this.read('state.json');
      if (!state) {
        this.wait(() => this.open());
        return;
      }
      this.confirmed = Partition.read(state);
      this.queue = renumbered(this.queue, this.confirmed);
      this.tell.renumbered?.();
    } else {
      this.confirmed = this.confirmed.patched(answer);
      const from = entry.operation.made ?? entry.operation.vertex;
      const number = numberOf(entry.operation, this.confirmed, answer);
      if (number !== null && number !== from) {
        called([...this.queue.map(({ operation }) => operation), ...this.takenBack], from, number);
        this.tell.renamed(from, number);
      }
    }
    this.renew();
    this.tell.answered(entry, answer);
  }

  /** An operation that was refused goes, and those that need what it would have made. */
  drop(entry) {
    const { made } = entry.operation;
    const needs = ({ vertex, a, b }) => made !== undefined && [vertex, a, b].includes(made);
    this.queue = this.queue.filter((one) => one !== entry && !needs(one.operation));
  }

  /** Somebody else went on, or the server started again: take the state as it is, with what of ours still holds. */
  async reload(answer) {
    const state = await this.read('state.json');
    if (!state) {
      this.wait(() => this.pump());
      return;
    }
    const fresh = Partition.read(state);
    const count = this.queue.length;
    const before = this.confirmed;
    const isDone = isDoneAlready(this.queue[0], before, fresh);
    this.queue = rebased(renumbered(this.queue, fresh), before, fresh);
    const lost = count - this.queue.length - (isDone ? 1 : 0);
    this.confirmed = fresh;
    this.tell.renumbered?.();
    this.renew();
    if (lost > 0 || !isUntouched(before, fresh, isDone)) this.tell.stale(answer.said, lost);
  }

  wait(again) {
    this.isOffline = true;
    this.again = again;
    for (const entry of this.queue) entry.isOffline = true;
    const seconds = WAITS_S[Math.min(this.tries++, WAITS_S.length - 1)];
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.retryNow(), 1000 * seconds);
    this.tell.connection();
  }

  retryNow() {
    if (!this.isOffline || !this.again) return;
    clearTimeout(this.timer);
    this.isOffline = false;
    this.again();
  }

  connected() {
    this.isOffline = false;
    this.tries = 0;
    this.tell.connection();
  }
}
