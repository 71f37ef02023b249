/** What differs between a version in force and the draft besides the drawing: forms and tables. */

import { formLines } from './forms.js';
import { tableLines, tablesIn } from './tables.js';

/**
 * @param {Record<string, string>} before text by name of file
 * @param {Record<string, string>} after
 * @param {{ t: (key: string, facts?: any) => string }} words
 * @returns {{ title: string, lines: any[] }[]} of each form and table that differs
 */
export function fileSections(before, after, words) {
  return [
    ...compared(formsIn(before), formsIn(after), (old, now) => formLines(old, now, words), ({ title }) => `${words.t('tab.forms')}：${title}`),
    ...compared(all(before), all(after), (old, now) => tableLines(old, now, words), ({ name }) => `${words.t('tab.tables')}：${name}`),
  ];
}

function compared(before, after, differ, named) {
  const ids = [...new Set([...Object.keys(after), ...Object.keys(before)])].sort();
  const sections = ids.map((id) => ({ title: named(after[id] ?? before[id]), lines: differ(before[id], after[id]) }));
  return sections.filter(({ lines }) => lines.length);
}

/** Forms by their ids; what cannot be read is left to the check. */
function formsIn(files) {
  const found = {};
  for (const [name, text] of Object.entries(files)) {
    if (name.endsWith('.form.json')) {
      try {
        const document = JSON.parse(text);
        found[document.id] = document;
      } catch {
        continue;
      }
    }
  }
  return found;
}

function all(files) {
  const models = Object.entries(files).filter(([name]) => name.endsWith('.dmn'));
  const parse = (text) => new DOMParser().parseFromString(text, 'application/xml');
  return Object.assign({}, ...models.map(([, text]) => tablesIn(parse(text))));
}
