/** The form as the server draws it for staff; nothing of it is kept. */

import { page, t } from '../page.js';

/** @param {any} document @returns {Promise<string>} a page */
export async function preview(document) {
  const body = new FormData();
  body.append('csrf', page.csrf);
  body.append('document', JSON.stringify(document));
  const answer = await fetch('/designer/form-preview', { method: 'POST', body });
  return answer.ok ? answer.text() : t('not-saved', { why: String(answer.status) });
}
