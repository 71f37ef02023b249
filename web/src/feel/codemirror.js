/**
 * Stands for CodeMirror, which the expression editors of bpmn.io are built on and ours is not.
 * Their modules name these when they are loaded; nothing of it is ever called but the first two.
 */

const nothing = () => ({});

export const EditorView = {
  lineWrapping: {},
  /** @param {Record<string, () => void>} handlers */
  domEventHandlers: (handlers) => ({ handlers }),
  updateListener: { of: nothing },
  contentAttributes: { of: nothing },
};
export const EditorState = { create: nothing, tabSize: { of: nothing }, readOnly: { of: nothing } };
export const Annotation = { define: nothing };
export const keymap = { of: nothing };
export const defaultHighlightStyle = {};
export const closeBracketsKeymap = [];
export const defaultKeymap = [];
export const foldKeymap = [];
export const historyKeymap = [];
export {
  nothing as bracketMatching,
  nothing as closeBrackets,
  nothing as drawSelection,
  nothing as foldGutter,
  nothing as highlightSpecialChars,
  nothing as history,
  nothing as json,
  nothing as jsonParseLinter,
  nothing as lineNumbers,
  nothing as linter,
  nothing as placeholder,
  nothing as syntaxHighlighting,
};
