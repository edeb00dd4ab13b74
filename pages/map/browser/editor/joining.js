// Join the editor to its draft: what the link tells becomes words and pictures.
import { Link } from './link.js';

/** A link to the draft at `address` that tells `editor` what happens. */
export function joined(editor, address, language) {
  const { notes, say } = editor;
  return new Link(address, language, editor.memory, {
    changed: () => editor.changed(),
    answered: (entry, answer) => answered(editor, entry, answer),
    refused: (entry, said) => refused(editor, entry, said),
    stale: (said, lost) => notes.tell(`${said || say('stale')}${lost ? ` ${say('stale_lost', { n: lost })}` : ''}`, true),
    lost: () => notes.tell(say('lost'), true),
    renamed: (from, to) => renamed(editor, from, to),
    renumbered: () => editor.letGo(),
    connection: () => editor.showSign(),
  });
}

function answered(editor, { began }, { said = '', revision }) {
  editor.notes.tell(said);
  editor.problemList = null;
  // For tests and the bench: from letting go to the server's partition on the screen.
  editor.view.repaint([], () => {
    editor.root.dataset.roundTripMs = (performance.now() - began).toFixed(0);
    editor.root.dataset.revision = revision;
  });
}

/** The sentence stands near the hand; what was drawn comes back to be mended. */
function refused(editor, { operation, back }, said) {
  if (back) editor.tools.get(back.tool).giveBack(back.sketch);
  if (operation.made === editor.vertex) editor.vertex = null;
  editor.notes.refuse(said || editor.say('refused'), editor.hand);
}

function renamed(editor, from, to) {
  if (editor.vertex === from) editor.vertex = to;
  editor.tool.renamed?.(from, to);
}
