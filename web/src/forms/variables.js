/** The forms of the draft: their fields, and the variables that they bring into a case. */

import { names, read } from '../draft.js';

const ENDING = '.form.json';
const FEEL = { string: 'string', number: 'number', integer: 'number', boolean: 'boolean' };

/** @returns {{ file: string, document: any }[]} forms that can be read */
export function forms() {
  return names((name) => name.endsWith(ENDING)).flatMap((file) => {
    try {
      return [{ file, document: JSON.parse(read(file)) }];
    } catch {
      return []; // the server's check says what is wrong with it
    }
  });
}

/** @param {string} id @returns {{ name: string, title: string }[]} fields of a form, in order */
export function fields(id) {
  const found = forms().find(({ document }) => document.id === id)?.document;
  const properties = found?.schema?.properties ?? {};
  const order = found?.ui?.order ?? [];
  const listed = [...order, ...Object.keys(properties).filter((name) => !order.includes(name))];
  return listed
    .filter((name) => name in properties)
    .map((name) => ({ name, title: properties[name].title || name }));
}

/** @returns {Record<string, string | null>} FEEL types of all fields of all forms, by name */
export function variables() {
  return Object.fromEntries(
    forms().flatMap(({ document }) =>
      Object.entries(document.schema?.properties ?? {}).map(([name, { type }]) => [name, FEEL[type] ?? null]),
    ),
  );
}
