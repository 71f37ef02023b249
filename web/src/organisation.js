/** Posts and people that a designer may give work to; asked once. */

import { get } from './server.js';

/** @type {Promise<{ posts: { code: string, name: string }[], people: { id: string, name: string }[],
 *   units: { code: string, name: string, type: string }[] }> | undefined} */
let asked;

/** The organisation as the server has it now. */
export function organisation() {
  asked ??= get('/organisation');
  return asked;
}
