// One canvas that follows the map: it moves and zooms with Leaflet and is painted anew when the movement ends.
import * as L from '../vendor/leaflet/leaflet.js';

/** A canvas layer; `paint(ctx, frame)` is called with the place of the view: scale, left, top, view, zoom, size. */
export const Sheet = L.Renderer.extend({
  initialize(paint, options) {
    this._paint = paint;
    L.Renderer.prototype.initialize.call(this, { padding: 0.15, ...options });
  },

  _initContainer() {
    this._container = document.createElement('canvas');
    this._container.setAttribute('aria-hidden', 'true');
    this._ctx = this._container.getContext('2d');
  },

  _destroyContainer() {
    this._container.remove();
    delete this._ctx;
  },

  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    L.Renderer.prototype._update.call(this);
    this.repaint();
  },

  /** Paint now. */
  repaint() {
    if (!this._map || !this._bounds || this._map._animatingZoom) return;
    const bounds = this._bounds;
    const size = bounds.getSize();
    const ratio = window.devicePixelRatio || 1;
    const canvas = this._container;
    const width = Math.round(size.x * ratio);
    const height = Math.round(size.y * ratio);
    L.DomUtil.setPosition(canvas, bounds.min);
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
      canvas.style.width = `${size.x}px`;
      canvas.style.height = `${size.y}px`;
    }
    const origin = this._map.getPixelOrigin();
    const zoom = this._map.getZoom();
    const scale = 256 * 2 ** zoom;
    const left = origin.x + bounds.min.x;
    const top = origin.y + bounds.min.y;
    const view = [left / scale, top / scale, (left + size.x) / scale, (top + size.y) / scale];
    this._ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    this._ctx.clearRect(0, 0, size.x, size.y);
    this._paint(this._ctx, { scale, left, top, view, zoom, ratio, width: size.x, height: size.y });
  },
});
