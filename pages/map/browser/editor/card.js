// The card beside the map: figures of the grids under the hand, changing while it moves; the name can be written anew.
import { element } from '../panel.js';
import { DEVIATIONS } from './looks.js';
import { deviationClass } from './figures.js';
import { hectares, signed, whole } from './words.js';

const MOST_ROWS = 6;

export class Card {
  constructor(root, say, rename) {
    this.say = say;
    this.rename = rename;
    this.box = element('section', 'editor-card');
    this.box.setAttribute('aria-label', say('card'));
    this.box.hidden = true;
    root.append(this.box);
  }

  /** Rows `{grid, figures, was?}`; one row is told in full, more are a table. */
  show(rows, partition) {
    if (this.isEditing) return;
    const text = JSON.stringify([rows.map(({ grid, figures, was }) => [grid.id, grid.name, grid.is_locked, figures, was?.households]), partition.target]);
    if (text === this.text) return;
    this.text = text;
    this.box.hidden = rows.length === 0;
    if (rows.length === 1) this.box.replaceChildren(...this.full(rows[0], partition));
    else if (rows.length > 1) this.box.replaceChildren(this.table(rows.slice(0, MOST_ROWS), partition, rows.length), this.sum(rows));
    else this.box.replaceChildren();
  }

  /** The card is only looked at: it fades where the hand comes, and what lies below can be reached. */
  giveWay(place) {
    const { offsetLeft: left, offsetTop: top, offsetWidth: width, offsetHeight: height } = this.box;
    const isBelow = place.x > left - 12 && place.x < left + width && place.y > top && place.y < top + height + 12;
    this.box.classList.toggle('is-faint', isBelow && !this.isEditing);
  }

  get isEditing() {
    return this.box.querySelector('input') !== null;
  }

  full({ grid, figures, was }, partition) {
    const { say } = this;
    const head = element('div', 'editor-card-head');
    head.append(element('strong', '', grid.name || grid.id), element('small', '', grid.id));
    if (!figures) return [head];
    const big = element('div', 'editor-card-big');
    big.append(element('b', '', whole(figures.households)), element('span', '', say('households')), this.chip(figures, partition));
    if (was && Math.round(was.households) !== Math.round(figures.households)) big.append(element('small', '', say('was', { n: whole(was.households) })));
    const list = element('dl', 'editor-figures');
    for (const [name, value] of this.values(figures)) {
      const pair = element('div');
      pair.append(element('dt', '', say(name)), element('dd', '', value));
      list.append(pair);
    }
    return [head, big, this.gauge(figures, partition), list];
  }

  values(figures) {
    return [
      ['people', whole(figures.people)],
      ['elderly', whole(figures.elderly)],
      ['buildings', whole(figures.buildings)],
      ['area_ha', hectares(figures.area_m2)],
      ['compactness', Number.isFinite(figures.compactness) ? figures.compactness.toFixed(2) : '…'],
    ];
  }

  chip(figures, partition) {
    const made = element('span', 'editor-chip', signed(figures.deviation_share));
    made.style.background = DEVIATIONS[deviationClass(figures.households, partition.target, partition.range)];
    made.title = this.say('deviation', { n: whole(partition.target) });
    return made;
  }

  /** Where the households lie between the bounds. */
  gauge(figures, { range: [least, most], target }) {
    const made = element('div', 'editor-gauge');
    const end = most * 1.4;
    const share = (n) => `${Math.min(100, (100 * n) / end)}%`;
    made.setAttribute('aria-hidden', 'true');
    made.style.setProperty('--least', share(least));
    made.style.setProperty('--most', share(most));
    made.style.setProperty('--target', share(target));
    made.style.setProperty('--now', share(figures.households));
    made.append(element('i'), element('u'), element('b'));
    return made;
  }

  table(rows, partition, count) {
    const { say } = this;
    const table = element('table');
    const head = element('tr');
    for (const name of ['grid', 'households', 'deviation_short', 'elderly_short', 'area_ha']) head.append(element('th', '', say(name)));
    table.append(head);
    for (const { grid, figures, was } of rows) {
      const row = element('tr');
      row.append(element('td', '', grid.name || grid.id));
      if (!figures) continue;
      const households = element('td', '', whole(figures.households));
      if (was && Math.round(was.households) !== Math.round(figures.households)) {
        households.append(element('small', '', ` ${figures.households > was.households ? '▲' : '▼'}${whole(Math.abs(figures.households - was.households))}`));
      }
      const deviation = element('td');
      deviation.append(this.chip(figures, partition));
      row.append(households, deviation, element('td', '', whole(figures.elderly)), element('td', '', hectares(figures.area_m2)));
      table.append(row);
    }
    if (count > rows.length) table.append(element('caption', '', say('and_more', { n: count - rows.length })));
    return table;
  }

  sum(rows) {
    const sum = (name) => rows.reduce((all, { figures }) => all + (figures?.[name] ?? 0), 0);
    return element('p', 'editor-sum', this.say('together', { households: whole(sum('households')), people: whole(sum('people')), area: hectares(sum('area_m2')) }));
  }

  /** Write the name anew, in the place where it stands. */
  edit(grid) {
    const input = element('input', 'editor-name');
    input.value = grid.name;
    input.maxLength = 60;
    input.setAttribute('aria-label', this.say('new_name'));
    const done = (isWanted) => {
      const name = input.value.trim();
      input.onblur = null;
      input.remove();
      this.text = null;
      if (isWanted && name && name !== grid.name) this.rename(grid.id, name);
      else this.rename(null);
    };
    input.onblur = () => done(true);
    input.addEventListener('keydown', (event) => {
      event.stopPropagation();
      if (event.key === 'Enter') done(true);
      if (event.key === 'Escape') done(false);
    });
    this.box.classList.remove('is-faint');
    this.box.querySelector('.editor-card-head').replaceChildren(input);
    input.focus();
    input.select();
  }
}
