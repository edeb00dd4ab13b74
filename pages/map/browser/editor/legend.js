// What the colours mean, in households: folded on a phone.
import { element } from '../panel.js';
import { DEVIATIONS, FREE } from './looks.js';
import { whole } from './words.js';

export class EditorLegend {
  constructor(root, say) {
    this.say = say;
    this.box = element('details', 'planner-legend editor-legend');
    this.list = element('ul', '');
    this.box.append(element('summary', '', say('legend')), this.list);
    this.box.open = root.clientWidth > 900;
    root.append(this.box);
  }

  show({ target, range: [least, most] }) {
    const text = `${target} ${least} ${most}`;
    if (text === this.text || !Number.isFinite(most)) return;
    this.text = text;
    const [low, high] = [Math.round(target * 0.85), Math.round(target * 1.15)];
    const n = (value) => whole(value);
    const labels = [
      this.say('legend_below', { n: n(least) }),
      `${n(least)}–${n(low)}`,
      this.say('legend_target', { from: n(low), to: n(high) }),
      `${n(high)}–${n(most)}`,
      this.say('legend_above', { n: n(most) }),
    ];
    const rows = labels.map((label, i) => this.row({ background: DEVIATIONS[i] }, label)).reverse();
    rows.push(this.row({ background: `repeating-linear-gradient(-45deg, ${FREE} 0 1.5px, #fff 1.5px 6px)` }, this.say('legend_free')));
    rows.push(this.row({ background: 'repeating-linear-gradient(-45deg, #6d7480 0 1.2px, #fff 1.2px 6px)' }, this.say('legend_locked')));
    this.list.replaceChildren(...rows);
  }

  row(style, label) {
    const row = element('li', '');
    const swatch = element('i', 'editor-swatch');
    Object.assign(swatch.style, style);
    row.append(swatch, element('span', '', label));
    return row;
  }
}
