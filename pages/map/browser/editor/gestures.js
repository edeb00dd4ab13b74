// Mouse, pen and finger: what happens on the map becomes hover, click, double click or a drag of the tool in hand.

const CLICK_PX = { mouse: 4, pen: 6, touch: 12 };
const DOUBLE_MS = 350;

/** Listens on the view's box; `tool()` is the tool in hand, `heard` and `passed` are told of presses and of moves. */
export class Gestures {
  constructor(view, tool, heard, passed) {
    this.passed = passed;
    this.view = view;
    this.tool = tool;
    this.heard = heard;
    this.down = null;
    this.pointers = new Set();
    const { box } = view;
    this.listeners = new AbortController();
    const listen = (name, handle, options = {}) => box.addEventListener(name, handle, { signal: this.listeners.signal, ...options });
    listen('pointerdown', (event) => this.begin(event), { capture: true });
    listen('pointermove', (event) => this.move(event));
    listen('pointerup', (event) => this.end(event));
    listen('pointercancel', (event) => this.cancel(event));
    listen('pointerleave', () => !this.down && this.tool().leave());
    listen('contextmenu', (event) => event.preventDefault());
  }

  /** A place of the screen as a tool wants it. */
  place(event) {
    const rect = this.view.box.getBoundingClientRect();
    const [x, y] = [event.clientX - rect.left, event.clientY - rect.top];
    const { shiftKey: shift, altKey: alt, pointerType } = event;
    return { x, y, at: this.view.toWorld(x, y), shift, alt, isTouch: pointerType === 'touch', kind: pointerType };
  }

  isControl(event) {
    return event.target.closest('.leaflet-control, button, input, a') !== null;
  }

  begin(event) {
    if (this.isControl(event)) return;
    this.pointers.add(event.pointerId);
    if (this.pointers.size > 1) {
      this.drop();
      return;
    }
    this.view.box.focus({ preventScroll: true });
    this.heard();
    const place = this.place(event);
    this.down = { ...place, id: event.pointerId, isMoved: false, isOurs: event.button === 0 && this.tool().down(place) };
    if (this.down.isOurs) {
      this.view.map.dragging.disable();
      this.view.box.setPointerCapture(event.pointerId);
    }
  }

  move(event) {
    const place = this.place(event);
    this.passed(place);
    if (!this.down) {
      if (event.pointerType !== 'touch' && !this.isControl(event)) this.tool().hover(place);
      return;
    }
    if (event.pointerId !== this.down.id) return;
    const away = Math.hypot(place.x - this.down.x, place.y - this.down.y);
    if (!this.down.isMoved && away < (CLICK_PX[event.pointerType] ?? 4)) return;
    this.down.isMoved = true;
    if (this.down.isOurs) this.tool().drag(place);
  }

  end(event) {
    this.pointers.delete(event.pointerId);
    if (!this.down || event.pointerId !== this.down.id) return;
    const { isOurs, isMoved } = this.down;
    const place = this.place(event);
    this.down = null;
    this.view.map.dragging.enable();
    if (isOurs && isMoved) this.tool().up(place);
    else if (event.button === 0 && !isMoved) this.click(place);
  }

  click(place) {
    const now = performance.now();
    const { last } = this;
    const isDouble = last && last.tool === this.tool() && now - last.when < DOUBLE_MS && Math.hypot(place.x - last.x, place.y - last.y) < 8;
    this.last = isDouble ? null : { ...place, when: now, tool: this.tool() };
    if (isDouble) this.tool().doubleClick(place);
    else this.tool().click(place);
  }

  cancel(event) {
    this.pointers.delete(event.pointerId);
    this.drop();
  }

  /** A second finger means the map, not the thing under the first. */
  drop() {
    if (this.down?.isOurs) this.tool().cancel();
    if (this.down) this.down = { ...this.down, isOurs: false, isMoved: true };
    this.view.map.dragging.enable();
  }

  destroy() {
    this.listeners.abort();
  }
}
