/** Asking the server: the same REST routes that programs use, with the session's CSRF token. */

import { page } from './page.js';

/** A refusal of the server, as a problem of RFC 9457. */
export class Refused extends Error {
  /** @param {number} status @param {any} problem */
  constructor(status, problem) {
    super(problem.detail || problem.title || String(status));
    this.status = status;
    this.code = problem.code || '';
    this.facts = problem.facts || {};
  }
}

/** @param {string} path @param {Record<string, string>} [headers] */
export const get = (path, headers) => ask('GET', path, undefined, headers);

/** @param {string} path @param {unknown} [body] @param {Record<string, string>} [headers] */
export const post = (path, body, headers) => ask('POST', path, body, headers);

/**
 * Ask for a path below /api/v1.
 *
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body] FormData as it is, anything else as JSON
 * @param {Record<string, string>} [headers]
 * @returns {Promise<any>} what was answered; text where it is no JSON
 */
export async function ask(method, path, body, headers = {}) {
  const json = body !== undefined && !(body instanceof FormData);
  const answer = await fetch(`/api/v1${path}`, {
    method,
    body: json ? JSON.stringify(body) : body,
    headers: {
      'X-CSRF-Token': page.csrf,
      'Accept-Language': page.language,
      ...(json ? { 'Content-Type': 'application/json' } : {}),
      ...headers,
    },
  });
  const isJson = /json/.test(answer.headers.get('content-type') || '');
  const content = isJson ? await answer.json() : await answer.text();
  if (!answer.ok) {
    throw new Refused(answer.status, isJson ? content : {});
  }
  return content;
}
