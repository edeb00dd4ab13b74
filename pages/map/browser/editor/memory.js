// What a reload of the page must not lose: the half-drawn line and the operations not yet sent, for one draft.

/** The draft that an address is of: its signature may change with the server, the last part does not. */
export function draftOf(address) {
  return address.split('/').filter(Boolean).at(-1);
}

/** Keeps values in this tab under the draft's own name; a full or forbidden store loses nothing that is on the screen. */
export class Memory {
  constructor(address, store = globalThis.sessionStorage) {
    this.prefix = `grid-editor ${draftOf(address)} `;
    this.store = store;
  }

  read(name) {
    try {
      return JSON.parse(this.store.getItem(this.prefix + name));
    } catch {
      return null;
    }
  }

  write(name, value) {
    try {
      if (value === null) this.store.removeItem(this.prefix + name);
      else this.store.setItem(this.prefix + name, JSON.stringify(value));
    } catch {
      // Storage can be full or switched off; the draft on the server is what counts.
    }
  }
}
