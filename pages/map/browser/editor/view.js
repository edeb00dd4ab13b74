// The map below the editor: Leaflet, sheets to draw on, and the way between screen, Mercator and degrees.
import * as L from '../../vendor/leaflet/leaflet.js';
import { lonLat } from '../drawing.js';
import { element } from '../panel.js';
import { Sheet } from '../sheet.js';

const SHEETS = ['base', 'grids', 'labels', 'hand'];
/** What painting may take of one picture before the rest waits for the next. */
const MOST_MS = 10;

/** One map with its sheets; `paint(name, ctx, frame)` draws a sheet. */
export class View {
  constructor(root, say, paint) {
    this.box = element('div', 'planner-leaflet');
    root.append(this.box);
    this.map = L.map(this.box, {
      zoomControl: false,
      attributionControl: false,
      keyboard: false,
      doubleClickZoom: false,
      boxZoom: false,
      zoomSnap: 0.25,
      zoomDelta: 0.5,
      wheelPxPerZoomLevel: 90,
      minZoom: 9,
      maxZoom: 20.5,
      tapHold: false,
    });
    L.control.zoom({ position: 'topleft', zoomInTitle: say('zoom_in'), zoomOutTitle: say('zoom_out') }).addTo(this.map);
    L.control.scale({ position: 'bottomleft', imperial: false, maxWidth: 110 }).addTo(this.map);
    this.sheets = new Map(
      SHEETS.map((name, i) => {
        const pane = this.map.createPane(`planner-${name}`);
        pane.style.zIndex = 210 + i * 50;
        pane.style.pointerEvents = 'none';
        const sheet = new Sheet((ctx, frame) => paint(name, ctx, frame), { pane: `planner-${name}`, padding: 0.2 });
        // Where the view comes to rest, sheets are painted one a picture; until then they hang where they were.
        sheet.settle = sheet._update;
        sheet._update = () => this.settle(name);
        return [name, sheet];
      }),
    );
    this.map.on('move', () => this.keepCovered());
    this.watch = new ResizeObserver(() => this.map.invalidateSize({ animate: false, pan: true }));
    this.watch.observe(root);
    this.dirty = new Set();
    this.unsettled = new Set();
    this.waiting = [];
  }

  /** Look at the whole city first; only then the sheets can be drawn on. */
  open(bounds) {
    this.look(bounds, { animate: false, padding: [8, 8] });
    for (const sheet of this.sheets.values()) if (!this.map.hasLayer(sheet)) sheet.addTo(this.map);
  }

  look([west, south, east, north], options = {}) {
    const corners = [
      [south, west],
      [north, east],
    ];
    const animate = !matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.map.fitBounds(corners, { padding: [60, 60], maxZoom: 18, animate, ...options });
  }

  /** A long pan must not run out of what is drawn. */
  keepCovered() {
    const sheet = this.sheets.get('base');
    if (!sheet._bounds || this.map._animatingZoom) return;
    const seen = this.map.getPixelBounds().min.subtract(this.map.getPixelOrigin());
    const far = sheet._bounds.min.subtract(seen.subtract(this.map.getSize().multiplyBy(0.2)));
    const size = this.map.getSize();
    if (Math.abs(far.x) < size.x * 0.18 && Math.abs(far.y) < size.y * 0.18) return;
    for (const one of this.sheets.values()) one._update();
  }

  /** Bring a sheet to where the view is now: at once the first time, then one sheet a picture, the base first. */
  settle(name) {
    const sheet = this.sheets.get(name);
    if (!sheet._bounds) {
      sheet.settle();
      return;
    }
    this.unsettled.add(name);
    this.settling ??= requestAnimationFrame(() => this.settleNext());
  }

  settleNext() {
    this.settling = null;
    if (this.map._animatingZoom) return;
    const began = performance.now();
    for (const [name, sheet] of this.sheets) {
      if (!this.unsettled.delete(name)) continue;
      sheet.settle();
      this.dirty.delete(name);
      if (performance.now() - began > MOST_MS) break;
    }
    if (this.unsettled.size) this.settling = requestAnimationFrame(() => this.settleNext());
  }

  /** Paint these sheets before the next picture; `after` is called when they are on it. */
  repaint(names, after = null) {
    for (const name of names) this.dirty.add(name);
    if (after) this.waiting.push(after);
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      const began = performance.now();
      for (const [name, sheet] of this.sheets) if (this.dirty.has(name) && !this.unsettled.has(name)) sheet.repaint();
      // For the bench: what the last picture took, and of what.
      this.box.dataset.drawMs = `${(performance.now() - began).toFixed(1)} ${[...this.dirty].join(' ')}`;
      this.dirty = new Set();
      const waiting = this.waiting.splice(0);
      for (const call of waiting) call();
    });
  }

  get scale() {
    return 256 * 2 ** this.map.getZoom();
  }

  /** Mercator of a place in the box, in pixels. */
  toWorld(x, y) {
    const { min } = this.map.getPixelBounds();
    return [(min.x + x) / this.scale, (min.y + y) / this.scale];
  }

  toScreen(x, y) {
    const { min } = this.map.getPixelBounds();
    return [x * this.scale - min.x, y * this.scale - min.y];
  }

  /** West, north, east, south of what is seen, in Mercator. */
  get seen() {
    const { x, y } = this.map.getSize();
    return [...this.toWorld(0, 0), ...this.toWorld(x, y)];
  }

  pan(x, y) {
    this.map.panBy([x, y], { animate: false });
  }

  destroy() {
    this.watch.disconnect();
    cancelAnimationFrame(this.frame);
    cancelAnimationFrame(this.settling);
    this.map.remove();
  }
}

/** Degrees with as many digits as the server keeps. */
export function degrees(x, y) {
  return lonLat(x, y).map((degree) => Number(degree.toFixed(9)));
}
