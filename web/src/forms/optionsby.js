/** Choices that follow those of another field: which of them stand under which of its values. */

import { t } from '../page.js';
import { html } from '../ui.js';
import { follow, leaders, offer } from './document.js';

/** @param {{ document: any, name: string, put: (document: any) => void }} given */
export function OptionsBy({ document, name, put }) {
  const above = leaders(document, name);
  const follows = document.ui?.fields?.[name]?.optionsBy;
  if (!above.length && !follows) {
    return null;
  }
  const title = (field) => document.schema.properties[field]?.title || field;
  const labels = document.ui?.fields?.[follows?.field]?.options ?? {};
  const values = document.schema.properties[follows?.field]?.enum ?? [];
  return html`<fieldset class="show-if"><legend>${t('fields.options-by')}</legend>
    <select aria-label=${t('fields.options-by')} value=${follows?.field ?? ''} onChange=${({ target }) => put(follow(document, name, target.value))}>
      <option value="">${t('fields.options-by.none')}</option>
      ${above.map((field) => html`<option value=${field}>${title(field)}</option>`)}</select>
    ${values.map((value) => html`<label key=${value}>${labels[value] ?? value} <input placeholder=${t('fields.options-by.hint')}
      value=${(follows.values[value] ?? []).join('、')} onChange=${({ target }) => put(offer(document, name, value, target.value))} /></label>`)}
  </fieldset>`;
}
