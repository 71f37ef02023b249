/** What an expression means, asked of the engine; names that are read are no mistake. */

import { variables as ofForms } from '../forms/variables.js';
import { post } from '../server.js';

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
  const names = namesAt(variables);
  const kind = dialect === 'unaryTests' ? 'unary-tests' : 'expression';
  const [{ problems }, { completions }] = await Promise.all([
    post('/expressions/analysis', { text, kind }), // whatever is read counts as known
    post('/expressions/analysis', { text, kind, names, position }),
  ]);
  const typed = text.slice(0, position).match(/[\p{L}\p{N}_]*$/u)[0];
  return { problems, completions: completions.filter((one) => one.text !== typed) };
}

/** @param {{ name: string }[]} variables @returns {Record<string, string | null>} */
function namesAt(variables) {
  const panel = Object.fromEntries(variables.map(({ name }) => [name, null]));
  return { ...panel, ...ofForms() };
}
