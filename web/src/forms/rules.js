/** Rules of a form: FEEL that must be true when it is handed in, and what is said where it is not. */

import { t } from '../page.js';
import { html } from '../ui.js';
import { order } from './document.js';

/** @param {{ document: any, put: (document: any) => void }} given */
export function Rules({ document, put }) {
  const rules = document['x-rules'] ?? [];
  const set = (next) => {
    const { 'x-rules': _, ...rest } = document;
    put(next.length ? { ...rest, 'x-rules': next } : rest);
  };
  const change = (place, more) => set(rules.map((rule, at) => (at === place ? { ...rule, ...more } : rule)));
  const add = () => set([...rules, { id: fresh(rules), path: order(document)[0], when: '= true', message: t('rules.message.first') }]);
  return html`<h2>${t('rules.title')}</h2>
    ${rules.map((rule, place) => html`<div class="field-settings" key=${rule.id}>
      <label>${t('rules.path')} <select value=${rule.path} onChange=${({ target }) => change(place, { path: target.value })}>
        ${order(document).map((name) => html`<option value=${name}>${document.schema.properties[name].title || name}</option>`)}
      </select></label>
      <label>${t('rules.when')} <input spellcheck="false" value=${rule.when} onChange=${({ target }) => change(place, { when: target.value })} /></label>
      <label>${t('rules.message')} <input value=${rule.message} onChange=${({ target }) => change(place, { message: target.value })} /></label>
      <button type="button" class="button small" onClick=${() => set(rules.filter((_, at) => at !== place))}>${t('fields.remove')}</button>
    </div>`)}
    <p><button type="button" class="button small" onClick=${add}>${t('rules.add')}</button></p>`;
}

/** An id that none of the rules has. */
function fresh(rules) {
  const taken = new Set(rules.map(({ id }) => id));
  let number = rules.length + 1;
  while (taken.has(`rule_${number}`)) {
    number += 1;
  }
  return `rule_${number}`;
}
