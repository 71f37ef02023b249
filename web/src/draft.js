/** The draft that is open: its files as text, what is not saved yet, and saving under a version. */

import { page } from './page.js';
import { ask, get } from './server.js';

/** @type {Map<string, string>} */
const files = new Map();
/** @type {Set<() => void>} */
const listeners = new Set();
/** @type {Set<() => Promise<void>>} */
const writers = new Set();

export const state = { version: page.version, name: page.name, dirty: false };
let changes = 0;

/** Load every file of the draft. */
export async function load() {
  const draft = await get(`/drafts/${page.draft}`);
  state.version = draft.version;
  for (const name of Object.keys(draft.files)) {
    files.set(name, await get(`/drafts/${page.draft}/files/${encodeURIComponent(name)}`));
  }
}

/** @param {(name: string) => boolean} wanted @returns {string[]} names of files, in order */
export function names(wanted = () => true) {
  return [...files.keys()].filter(wanted).sort();
}

/** @param {string} name @returns {string} */
export const read = (name) => files.get(name) ?? '';

/**
 * Put text into a file, or take the file away.
 *
 * @param {string} name
 * @param {string | null} text
 */
export function write(name, text) {
  if (text === null) {
    files.delete(name);
  } else if (files.get(name) !== text) {
    files.set(name, text);
  } else {
    return;
  }
  touch();
}

/** Note that something differs from what is saved. */
export function touch() {
  changes += 1;
  state.dirty = true;
  tell();
}

/** @param {() => void} listener called after every change and every save */
export const listen = (listener) => listeners.add(listener);

/** @param {() => Promise<void>} writer puts what an editor holds into its file */
export const writesBefore = (writer) => writers.add(writer);

/** Let the editors put what they hold into the files. */
export async function settle() {
  for (const writer of writers) {
    await writer();
  }
}

/** @returns {FormData} all files, as the routes of drafts take them */
export function parts() {
  const data = new FormData();
  for (const [name, text] of files) {
    data.append('files', new Blob([text]), name);
  }
  return data;
}

/**
 * Save all files unless somebody else changed the draft meanwhile; raises Refused (412, 409).
 */
export async function save() {
  await settle();
  const sent = changes;
  const data = parts();
  data.append('name', state.name);
  const saved = await ask('PUT', `/drafts/${page.draft}`, data, {
    'If-Match': `"${state.version}"`,
  });
  state.version = saved.version;
  state.dirty = changes !== sent;
  tell();
  return saved;
}

function tell() {
  for (const listener of listeners) {
    listener();
  }
}

window.addEventListener('beforeunload', (event) => {
  if (state.dirty) {
    event.preventDefault();
  }
});
