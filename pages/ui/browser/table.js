// A table that a finger, a keyboard and a screen reader can use: sorts here, tells Python which row was chosen.

const FIRST_ROWS = 60;
const tables = new WeakMap();

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

class Table {
  constructor(root) {
    this.root = root;
    this.sorted = null;
    this.limit = FIRST_ROWS;
    this.chosen = undefined;
  }

  feed(data, send) {
    const text = JSON.stringify(data);
    this.send = send;
    if (text === this.text) return;
    if (this.data && this.data.name !== data.name) {
      this.sorted = null;
      this.limit = FIRST_ROWS;
    }
    this.text = text;
    this.data = data;
    this.draw();
    if (data.chosen && data.chosen !== this.chosen) this.bringUp(data.chosen);
    this.chosen = data.chosen;
  }

  rows() {
    const rows = this.data.rows.map((row, i) => ({ row, i }));
    if (this.sorted === null) return rows;
    const { at, down } = this.sorted;
    const sign = down ? -1 : 1;
    const value = ({ row }) => row.sort?.[at] ?? row.cells[at];
    return rows.sort((a, b) => {
      const [x, y] = [value(a), value(b)];
      if (x === null || y === null) return (x === null) - (y === null) || a.i - b.i;
      const order = typeof x === 'number' ? x - y : String(x).localeCompare(String(y), document.documentElement.lang);
      return sign * order || a.i - b.i;
    });
  }

  draw() {
    const { columns, words, is_choosable: isChoosable, height } = this.data;
    const scroll = this.root.querySelector('.planner-scroll')?.scrollTop ?? 0;
    const box = element('div', 'planner-scroll');
    box.tabIndex = 0;
    if (height) box.style.maxHeight = height;
    const table = element('table', '');
    const head = element('tr', '');
    columns.forEach((column, at) => {
      const cell = element('th', `is-${column.kind}`);
      cell.scope = 'col';
      const button = element('button', '', column.label);
      button.type = 'button';
      const isSorted = this.sorted?.at === at;
      cell.setAttribute('aria-sort', isSorted ? (this.sorted.down ? 'descending' : 'ascending') : 'none');
      if (isSorted) button.append(element('span', 'arrow', this.sorted.down ? '▼' : '▲'));
      button.onclick = () => {
        this.sorted = isSorted && this.sorted.down === (column.kind !== 'text') ? { at, down: !this.sorted.down } : { at, down: column.kind !== 'text' };
        this.draw();
      };
      cell.append(button);
      head.append(cell);
    });
    const body = element('tbody', '');
    const rows = this.rows();
    for (const { row } of rows.slice(0, this.limit)) body.append(this.line(row, columns, isChoosable));
    const top = element('thead', '');
    top.append(head);
    table.append(top, body);
    box.append(table);
    if (rows.length === 0) box.append(element('p', 'planner-empty', words.empty));
    if (rows.length > this.limit) {
      const more = element('button', 'planner-more', words.more.replace('{count}', rows.length - this.limit));
      more.type = 'button';
      more.onclick = () => {
        this.limit += 500;
        this.draw();
      };
      box.append(more);
    }
    this.root.replaceChildren(box);
    box.scrollTop = scroll;
  }

  line(row, columns, isChoosable) {
    const line = element('tr', row.id === this.data.chosen ? 'is-chosen' : '');
    line.dataset.id = row.id;
    row.cells.forEach((value, at) => {
      const cell = element('td', `is-${columns[at].kind}`);
      if (columns[at].kind === 'share' && row.sort?.[at] !== null && row.sort?.[at] !== undefined) {
        const bar = element('i', '');
        bar.style.setProperty('--share', row.sort[at]);
        cell.append(bar, element('span', '', value));
      } else if (columns[at].kind === 'tag') {
        const tag = element('span', `tag tag-${row.tags?.[at] ?? ''}`, value);
        cell.append(tag);
      } else cell.textContent = value;
      line.append(cell);
    });
    if (isChoosable && row.id) {
      line.tabIndex = 0;
      line.setAttribute('aria-selected', String(row.id === this.data.chosen));
      const choose = () => {
        this.send(row.id);
        if (matchMedia('(max-width: 640px)').matches) {
          document.querySelector('.planner-map')?.scrollIntoView({ behavior: 'smooth', block: 'start' });
        }
      };
      line.onclick = choose;
      line.onkeydown = (event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        choose();
      };
    }
    return line;
  }

  /** Scroll the chosen row into sight inside its box, never the page. */
  bringUp(id) {
    const box = this.root.querySelector('.planner-scroll');
    const line = [...box.querySelectorAll('tr')].find((row) => row.dataset.id === id);
    if (!line) return;
    const top = line.offsetTop - 40;
    if (top < box.scrollTop || top > box.scrollTop + box.clientHeight - 60) box.scrollTop = top - box.clientHeight / 3;
  }
}

/** Called by Streamlit whenever data change. */
export function feed({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector('.planner-table') ?? parentElement.appendChild(element('div', 'planner-table'));
  if (!tables.has(root)) tables.set(root, new Table(root));
  tables.get(root).feed(data, (id) => setTriggerValue('row', id));
}

/** Nothing to let go of: tables are kept by their element alone. */
export function leave() {}
