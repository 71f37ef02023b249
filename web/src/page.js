/**
 * What the server wrote into the page: who reads it, in which language, which draft.
 *
 * @typedef {{ language: 'zh' | 'en', csrf: string, draft: string, version: number, name: string,
 *   me: string, review: string, texts: Record<string, string>, choices: Choices }} Page
 * @typedef {{ operations: [string, string][], modes: string[], cancel: string[], void: string[],
 *   widgets: string[] }} Choices
 */

/** @type {Page} */
export const page = JSON.parse(document.getElementById('page').textContent);

/**
 * Say a text of ours in the reader's language, with its facts filled in.
 *
 * @param {string} key without the prefix that all texts of the designer have
 * @param {Record<string, string | number>} [facts]
 * @returns {string}
 */
export function t(key, facts = {}) {
  const text = page.texts[key];
  if (text === undefined) {
    throw new Error(`no text ${key}`);
  }
  return text.replace(/\{(\w+)\}/g, (_, name) => String(facts[name]));
}

/**
 * The one of two texts that the reader understands; findings come in both languages.
 *
 * @param {Record<string, any>} said
 * @param {string} name such as message, for message_zh and message_en
 * @returns {string}
 */
export function said(said, name) {
  return said[`${name}_${page.language}`] ?? '';
}
