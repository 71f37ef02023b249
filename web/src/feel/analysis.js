/** What an expression means, asked of the engine; names that are read count as known. */

import { variables as ofForms } from '../forms/variables.js';
import { post } from '../server.js';

const NAME = /[\p{L}_][\p{L}\p{N}_]*/gu;

/**
 * @param {string} text without the `=` that stands before an expression in a diagram
 * @param {number} position of the cursor
 * @param {string} [dialect] unaryTests for the cell of a table
 * @param {{ name: string }[]} [variables] of the place, as the panel knows them
 * @returns {Promise<{ problems: { message: string }[], completions: any[] }>}
 */
export async function analyse(text, position, dialect, variables = []) {
  if (!text.trim()) {
    return { problems: [], completions: [] };
  }
  const known = namesAt(variables);
  const kind = dialect === 'unaryTests' ? 'unary-tests' : 'expression';
  const names = { ...read(text), ...known };
  const found = await post('/expressions/analysis', { text, kind, names, position });
  const typed = text.slice(0, position).match(/[\p{L}\p{N}_]*$/u)[0];
  found.completions = found.completions.filter(
    (one) => one.text !== typed && (one.kind !== 'variable' || one.text in known),
  );
  return found;
}

/** @param {{ name: string }[]} variables @returns {Record<string, string | null>} */
function namesAt(variables) {
  const panel = Object.fromEntries(variables.map(({ name }) => [name, null]));
  return { ...panel, ...ofForms() };
}

/** Names that the text reads, so that one which only comes later is no mistake. */
function read(text) {
  const bare = text.replace(/"(\\.|[^"\\])*"/g, ' ');
  return Object.fromEntries((bare.match(NAME) || []).map((name) => [name, null]));
}
