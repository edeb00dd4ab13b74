// What every tool can be asked; a tool does what it is for and nothing else.

export class Tool {
  constructor(editor) {
    this.editor = editor;
  }

  /** Taken in hand, laid down. */
  begin() {}

  end() {}

  /** Another draft is opened: nothing of this one is kept. */
  forget() {}

  /** The pointer goes by, presses (true: the drag is the tool's), drags, lets go, is taken away. */
  hover() {}

  down() {
    return false;
  }

  drag() {}

  up() {}

  cancel() {}

  leave() {
    this.editor.point(null);
  }

  click() {}

  doubleClick(place) {
    this.click(place);
  }

  /** A key that nothing else wanted; true if it meant something. */
  key() {
    return false;
  }

  /** Take back a step that only the tool knows; false if there is none. */
  undo() {
    return false;
  }

  redo() {
    return false;
  }

  canUndo() {
    return false;
  }

  canRedo() {
    return false;
  }

  /** Paint on the topmost sheet. */
  paint() {}

  /** What can be chosen or pressed for this tool: `{key, choices, chosen, choose}` or `{key, press, isOn}`. */
  options() {
    return [];
  }
}
