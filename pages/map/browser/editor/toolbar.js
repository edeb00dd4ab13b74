// The tool bar, the options of the tool in hand, and the sign that says whether everything is saved.
import { element } from '../panel.js';
import { icon } from './icons.js';

/** Tools, then actions: [name, key that is shown]. A gap parts the groups. */
export const TOOLS = [
  ['select', 'V'],
  ['vertex', 'E'],
  ['split', 'S'],
  ['draw', 'D'],
  ['reshape', 'R'],
  ['trace', 'T'],
  ['hand', 'H'],
  ['brush', 'B'],
];
export const ACTIONS = [
  ['merge', 'M'],
  ['lock', 'L'],
  ['delete', 'Delete'],
  null,
  ['undo', 'Ctrl+Z'],
  ['redo', 'Ctrl+Y'],
  null,
  ['next', 'N'],
  ['magnet', 'G'],
  ['whole', '0'],
  ['help', '?'],
];

export class Toolbar {
  constructor(root, say, press, backToMap) {
    this.say = say;
    this.backToMap = backToMap;
    this.buttons = new Map();
    this.bar = element('div', 'editor-bar');
    this.bar.setAttribute('role', 'toolbar');
    this.bar.setAttribute('aria-label', say('toolbar'));
    const tools = element('div', 'editor-group');
    for (const [name, key] of TOOLS) tools.append(this.button(name, key, () => press(name), true));
    this.bar.append(tools);
    let group = element('div', 'editor-group');
    for (const action of [...ACTIONS, null]) {
      if (action) group.append(this.button(...action, () => press(action[0]), action[0] === 'magnet'));
      else {
        this.bar.append(group);
        group = element('div', 'editor-group');
      }
    }
    this.sign = element('div', 'editor-sign');
    this.sign.setAttribute('role', 'status');
    this.bar.append(this.sign);
    this.strip = element('div', 'editor-strip');
    this.strip.setAttribute('role', 'group');
    this.strip.setAttribute('aria-label', say('options'));
    this.bar.addEventListener('keydown', (event) => this.walk(event));
    root.append(this.bar);
  }

  button(name, key, press, isToggle) {
    const made = element('button', 'editor-button');
    const text = `${this.say(`tool_${name}`)}（${key}）`;
    const words = this.say.language === 'zh' ? text : text.replace('（', ' (').replace('）', ')');
    made.type = 'button';
    made.title = `${words}\n${this.say(`about_${name}`)}`;
    made.setAttribute('aria-label', words);
    if (isToggle) made.setAttribute('aria-pressed', 'false');
    made.dataset.tool = name;
    made.tabIndex = this.buttons.size ? -1 : 0;
    made.append(icon(name));
    made.addEventListener('click', (event) => {
      press();
      // A tool is used on the map; an action pressed by key may be pressed again.
      if (event.detail > 0 || TOOLS.some(([tool]) => tool === name)) this.backToMap();
    });
    this.buttons.set(name, made);
    return made;
  }

  /** Arrow keys go from button to button, as in every tool bar. */
  walk(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const all = [...this.buttons.values()];
    const i = all.indexOf(document.activeElement);
    const next = all[(i + step + all.length) % all.length];
    for (const one of all) one.tabIndex = one === next ? 0 : -1;
    next.focus();
  }

  /** Show what is in hand and what can be done now. */
  show({ tool, isMagnetOn, can }) {
    for (const [name] of TOOLS) this.buttons.get(name).setAttribute('aria-pressed', String(name === tool));
    this.buttons.get('magnet').setAttribute('aria-pressed', String(isMagnetOn));
    for (const [name, is] of Object.entries(can)) {
      const one = this.buttons.get(name);
      one.setAttribute('aria-disabled', String(!is));
      one.classList.toggle('is-off', !is);
    }
  }

  /** One line about the tool, and its choices and buttons. */
  showOptions(hint, options) {
    const text = JSON.stringify([hint, options]);
    if (text === this.shown) {
      this.now = options;
      return;
    }
    const focused = this.strip.contains(document.activeElement) ? document.activeElement.dataset.option : null;
    this.shown = text;
    this.now = options;
    this.strip.replaceChildren(element('span', 'editor-hint', hint), ...options.map((option, i) => (option.choices ? this.choices(option, i) : this.press(option, i))));
    if (focused) this.strip.querySelector(`[data-option="${focused}"]`)?.focus();
  }

  choices({ key, choices, chosen }, i) {
    const box = element('span', 'editor-choices');
    box.setAttribute('role', 'radiogroup');
    box.setAttribute('aria-label', this.say(`option_${key}`));
    for (const choice of choices) {
      const made = element('button', 'editor-choice', this.say(`${key}_${choice}`));
      made.type = 'button';
      made.dataset.option = `${key} ${choice}`;
      made.setAttribute('role', 'radio');
      made.setAttribute('aria-checked', String(choice === chosen));
      made.addEventListener('click', (event) => {
        this.now[i].choose(choice);
        if (event.detail > 0) this.backToMap();
      });
      box.append(made);
    }
    return box;
  }

  press({ key, isOff = false }, i) {
    const made = element('button', `editor-press editor-press-${key}`, this.say(`press_${key}`));
    made.type = 'button';
    made.dataset.option = key;
    made.disabled = isOff;
    made.addEventListener('click', () => {
      if (this.now[i].press() !== 'stay') this.backToMap();
    });
    return made;
  }

  /** Saved, being saved, or kept here until the server answers again. */
  showSign(state, count) {
    this.sign.dataset.state = state;
    const text = this.say(`sign_${state}`, { n: count });
    if (this.sign.textContent !== text) this.sign.textContent = text;
  }
}
