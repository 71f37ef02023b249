/** 抄送: who is sent a task's case to read, when, and what is asked of them. */

import { choice, text } from './entries.js';

/** The entries of `gj:cc` and what belongs to it. */
export const copies = () => [
  text('gj:cc', { hint: true }),
  choice('gj:ccAt', { values: ['arrival', 'completion'] }),
  choice('gj:ccConfirm', { values: ['read', 'signature'] }),
  text('gj:ccVacant', { hint: true }),
];
