// The map: mounted once, fed by Python with codes and small shapes; it never jumps unless it is told to.
import * as L from '../vendor/leaflet/leaflet.js';
import { paintBase } from './base.js';
import { Shapes, fetchDrawing, lonLat, mercator } from './drawing.js';
import { paintMarks, signSize } from './marks.js';
import { Card, Legend, element } from './panel.js';
import { FONT } from './palette.js';
import { Sheet } from './sheet.js';
import { paintTheme } from './theme.js';
import { readAnswer, readCity } from './answer.js';

const NEAR_PX = 12;

/** One map in one element. */
export class PlannerMap {
  constructor(root, words) {
    this.root = root;
    this.city = {};
    this.answer = {};
    this.box = element('div', 'planner-leaflet');
    root.append(this.box);
    this.map = L.map(this.box, {
      zoomControl: false,
      attributionControl: false,
      zoomSnap: 0.25,
      zoomDelta: 0.5,
      wheelPxPerZoomLevel: 90,
      minZoom: 9,
      maxZoom: 19.5,
      tapHold: false,
    });
    this.box.setAttribute('role', 'application');
    this.zoomControl = L.control.zoom({ position: 'topleft', zoomInTitle: words.zoom_in, zoomOutTitle: words.zoom_out });
    this.zoomControl.addTo(this.map);
    L.control.scale({ position: 'bottomleft', imperial: false, maxWidth: 110 }).addTo(this.map);
    this.addHomeButton(words);
    this.sheets = ['base', 'theme', 'marks'].map((name, i) => {
      const pane = this.map.createPane(`planner-${name}`);
      pane.style.zIndex = 210 + i * 50;
      pane.style.pointerEvents = 'none';
      return new Sheet((ctx, frame) => this.paint(name, ctx, frame), { pane: `planner-${name}` });
    });
    this.legend = new Legend(root);
    this.label = element('div', 'planner-label');
    this.hint = element('div', 'planner-hint');
    this.hint.hidden = true;
    root.append(this.label, this.hint);
    this.card = new Card(root);
    this.map.on('mousemove', (event) => this.hover(event));
    this.map.on('mouseout movestart', () => this.card.show(null));
    this.map.on('click', (event) => this.pick(event));
    this.box.addEventListener('keydown', (event) => this.pickByKey(event));
    this.box.addEventListener('pointerdown', () => this.box.classList.remove('by-keys'));
    this.watch = new ResizeObserver(() => this.map.invalidateSize({ animate: false, pan: true }));
    this.watch.observe(root);
  }

  addHomeButton(words) {
    const control = L.control({ position: 'topleft' });
    control.onAdd = () => {
      const bar = element('div', 'leaflet-bar planner-home');
      const button = element('a', '', '⤢');
      button.href = '#';
      button.role = 'button';
      button.title = words.whole_city;
      button.setAttribute('aria-label', words.whole_city);
      L.DomEvent.on(button, 'click', (event) => {
        L.DomEvent.stop(event);
        this.showWholeCity();
      });
      bar.append(button);
      return bar;
    };
    control.addTo(this.map);
  }

  showWholeCity() {
    const [west, south, east, north] = this.data.city.bounds;
    const beside = this.legend.box.open && this.root.clientWidth > 620 ? this.legend.box.offsetWidth * 0.6 : 6;
    this.map.fitBounds(
      [
        [south, west],
        [north, east],
      ],
      { animate: false, paddingTopLeft: [6, 6], paddingBottomRight: [beside, 6] },
    );
  }

  /** Take what Python sent: new city, new answer, or a place to look at. */
  update(data, send) {
    this.data = data;
    this.send = send;
    this.legend.show(data.legend.title, data.legend.entries);
    const isNewCity = data.city.key !== this.cityKey;
    if (isNewCity) {
      this.cityKey = data.city.key;
      this.city = {};
      this.showWholeCity();
      for (const sheet of this.sheets) if (!this.map.hasLayer(sheet)) sheet.addTo(this.map);
      this.load(data);
    }
    this.answer = readAnswer(data);
    this.box.setAttribute('aria-label', data.words.aria);
    this.label.textContent = data.city.label;
    this.label.hidden = !data.city.label;
    this.hint.textContent = data.hint ?? '';
    this.hint.hidden = !data.hint;
    this.box.classList.toggle('is-picking', Boolean(data.hint));
    this.map.invalidateSize({ animate: false, pan: false });
    this.repaint(['theme', 'marks']);
    this.lookAt(data.focus);
  }

  async load(data) {
    const key = this.cityKey;
    const names = Object.keys(data.drawings);
    await Promise.all(
      names.map(async (name) => {
        const drawing = await fetchDrawing(data.drawings[name]);
        if (key === this.cityKey) readCity(this.city, drawing);
      }),
    );
    if (key !== this.cityKey) return;
    this.root.dataset.city = key;
    this.repaint(['base', 'theme', 'marks']);
    await document.fonts.load(`600 12px ${FONT}`, this.letters()).catch(() => []);
    if (key === this.cityKey) this.repaint(['marks']);
  }

  /** Every letter that may be written on the map, so that the right slices of the font are fetched. */
  letters() {
    const names = [...(this.city.base?.streets.names ?? []), ...(this.answer.facilities ?? []).map((f) => f.name)];
    for (const areas of Object.values(this.city.areas ?? {})) names.push(...areas.names);
    return [...new Set(names.join(''))].join('').slice(0, 3000);
  }

  repaint(names) {
    this.dirty = new Set([...(this.dirty ?? []), ...names]);
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = null;
      const started = performance.now();
      this.sheets.forEach((sheet, i) => this.dirty.has(['base', 'theme', 'marks'][i]) && sheet.repaint());
      this.dirty = new Set();
      this.root.dataset.drawMs = (performance.now() - started).toFixed(1);
      // For tests and the bench: which answer is on the screen now, and what it took to find and to draw.
      this.root.dataset.computeMs = this.data.compute_ms;
      if (this.root.dataset.city) this.root.dataset.revision = this.data.revision;
    });
  }

  paint(name, ctx, frame) {
    if (name === 'base') paintBase(ctx, frame, this.city);
    if (name === 'theme') paintTheme(ctx, frame, this.city, this.answer);
    if (name === 'marks') paintMarks(ctx, frame, this.city, this.answer);
  }

  lookAt(focus) {
    if (!focus || focus.nonce === this.focusNonce) return;
    this.focusNonce = focus.nonce;
    const [west, south, east, north] = focus.bounds;
    this.map.fitBounds(
      [
        [south, west],
        [north, east],
      ],
      { maxZoom: focus.max_zoom ?? 17, padding: [40, 40], animate: !matchMedia('(prefers-reduced-motion: reduce)').matches },
    );
  }

  /** What lies under a place of the view. */
  under(containerPoint, latlng) {
    const zoom = this.map.getZoom();
    const reach = NEAR_PX * Math.max(0.8, signSize(zoom));
    const nearest = (marks) => {
      let best = null;
      let bestPx = reach;
      for (const mark of marks ?? []) {
        const [lon, lat] = lonLat(...mark.at);
        const away = this.map.latLngToContainerPoint([lat, lon]).distanceTo(containerPoint);
        if (away < bestPx) [best, bestPx] = [mark, away];
      }
      return best;
    };
    const facility = nearest(this.answer.facilities);
    if (facility) return { kind: 'facility', id: facility.id, lines: facility.card };
    const gate = nearest(this.answer.gates);
    if (gate) return { kind: 'gate', id: gate.id, lines: gate.card };
    const [x, y] = mercator(latlng.lng, latlng.lat);
    const building = this.answer.codes && this.city.buildings ? this.city.buildings.shapes.at(x, y) : -1;
    if (building >= 0) return { kind: 'building', id: this.city.buildings.ids[building], lines: this.buildingCard(building) };
    const gap = this.answer.gaps ? this.answer.gaps.shapes.at(x, y) : -1;
    if (gap >= 0) return { kind: 'gap', id: this.answer.gaps.ids[gap], lines: this.answer.gaps.cards[gap] };
    const level = this.answer.shares?.level;
    const area = level && this.city.areas ? this.city.areas[level].shapes.at(x, y) : -1;
    if (area >= 0) return { kind: 'area', id: this.city.areas[level].ids[area], lines: this.answer.shares.cards[area] };
    return null;
  }

  buildingCard(building) {
    const { words } = this.data;
    const households = this.city.buildings.households[building];
    const walk = this.answer.walks?.[building] ?? -1;
    const name = this.city.buildings.names[building] || words.building;
    const code = this.answer.codes[building];
    const lines = [name];
    if (households > 0) lines.push(`${households} ${words.households} · ${words[`state_${code}`] ?? ''}`);
    else lines.push(words.state_n);
    if (walk >= 0) lines.push(`${words.walk} ${walk.toLocaleString('en-US')} ${words.metres}`);
    return lines;
  }

  hover(event) {
    const found = this.under(event.containerPoint, event.latlng);
    this.card.show(found?.lines, event.containerPoint.x, event.containerPoint.y);
    this.box.style.cursor = found || this.data?.hint ? 'pointer' : '';
  }

  pick(event) {
    const found = this.under(event.containerPoint, event.latlng);
    this.card.show(found?.lines, event.containerPoint.x, event.containerPoint.y);
    if (!found && !this.data.hint) return;
    const { lng, lat } = event.latlng;
    this.send({ kind: found?.kind ?? 'place', id: found?.id ?? '', lon: lng, lat });
  }

  pickByKey(event) {
    this.box.classList.add('by-keys');
    if (event.key !== 'Enter' || event.target !== this.box) return;
    event.preventDefault();
    const containerPoint = this.map.getSize().divideBy(2);
    this.pick({ containerPoint, latlng: this.map.containerPointToLatLng(containerPoint) });
  }

  destroy() {
    this.watch.disconnect();
    cancelAnimationFrame(this.frame);
    this.map.remove();
  }
}

export { Shapes };
