// What buttons and keys do at once: merge, lock, delete, undo, the next problem, the whole city, help.

/** Do the action; `event` tells whether Shift was held. */
export function perform(editor, name, event) {
  ACTIONS[name]?.(editor, event);
}

const ACTIONS = {
  merge(editor) {
    const { selected } = editor;
    if (selected.length < 2) editor.notes.refuse(editor.say('merge_needs_two'), editor.hand);
    else editor.apply({ do: 'merge', grids: selected.slice() });
    editor.select(selected.slice(0, 1));
  },
  lock(editor) {
    const { selected, partition } = editor;
    if (selected.length === 0) editor.notes.refuse(editor.say('choose_first'), editor.hand);
    else editor.apply({ do: selected.every((id) => partition.grids.get(id).is_locked) ? 'unlock' : 'lock', grids: selected.slice() });
  },
  delete: remove,
  undo: (editor) => editor.undo(),
  redo: (editor) => editor.redo(),
  next: (editor, event) => nextProblem(editor, event?.shiftKey ? -1 : 1),
  magnet(editor) {
    editor.isMagnetOn = !editor.isMagnetOn;
    editor.announce(editor.say(editor.isMagnetOn ? 'magnet_on' : 'magnet_off'));
    editor.refresh();
  },
  whole: (editor) => editor.view.look(editor.partition.bounds, { padding: [8, 8] }),
  help(editor) {
    editor.help ??= editor.stage.appendChild(helpOf(editor));
    editor.help.hidden = !editor.help.hidden;
    // The bar gives the map the focus after a click; help wants it then.
    if (editor.help.hidden) editor.focus();
    else setTimeout(() => editor.help.focus(), 0);
  },
};

/** A chosen vertex goes at once; for grids the planner says what becomes of their land. */
function remove(editor) {
  const { selected, vertex } = editor;
  if (vertex !== null) {
    editor.tool.remove?.(vertex);
    return;
  }
  if (selected.length === 0) {
    editor.notes.refuse(editor.say('choose_first'), editor.hand);
    return;
  }
  const answer = (how) => () => {
    editor.asking = null;
    if (how) editor.apply({ do: 'delete', grids: selected.slice(), how });
    if (how) editor.select([]);
    editor.refresh();
  };
  const text = editor.say('ask_delete', { n: selected.length });
  editor.asking = {
    text,
    options: [
      { key: 'neighbours', press: answer('neighbours') },
      { key: 'free', press: answer('free') },
      { key: 'keep', press: answer('') },
    ],
    giveUp: answer(''),
  };
  editor.refresh();
  editor.announce(text);
  editor.toolbar.strip.querySelector('.editor-press')?.focus();
}

async function nextProblem(editor, step) {
  const { link } = editor;
  const isNew = !editor.problemList;
  const answer = editor.problemList ?? (await link.read('findings.json'));
  if (!answer) {
    editor.notes.refuse(editor.say('no_findings'), null);
    return;
  }
  editor.problemList = answer;
  const { findings } = answer;
  if (findings.length === 0) {
    editor.problem = null;
    editor.notes.tell(editor.say('no_problem'));
    editor.repaintHand();
    return;
  }
  // After a step the list is another: what comes next stands where the last one stood.
  const at = editor.problem ? editor.problemAt + (isNew ? 0 : step) : 0;
  editor.problemAt = (at + findings.length) % findings.length;
  const finding = findings[editor.problemAt];
  editor.problem = finding;
  editor.select(finding.grids.filter((id) => editor.partition.grids.has(id)));
  editor.view.look(finding.box, { maxZoom: 18.5 });
  const heading = editor.say('problem', { n: editor.problemAt + 1, all: findings.length, severity: editor.say(`severity_${finding.severity}`) });
  editor.notes.tell(`${heading} ${finding.said}`, true);
  editor.repaintHand();
}

function helpOf(editor) {
  const made = document.createElement('div');
  made.className = 'editor-help';
  made.tabIndex = -1;
  made.setAttribute('role', 'dialog');
  made.setAttribute('aria-label', editor.say('tool_help'));
  const list = document.createElement('ul');
  for (const line of editor.say('help_lines').split('\n')) {
    const [keys, what] = line.split('|');
    const row = document.createElement('li');
    for (const [tag, text] of [
      ['kbd', keys],
      ['span', what],
    ]) {
      row.append(Object.assign(document.createElement(tag), { textContent: text }));
    }
    list.append(row);
  }
  made.append(list);
  made.hidden = true;
  made.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    made.hidden = true;
    editor.focus();
  });
  return made;
}
