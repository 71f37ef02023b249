/** 字段权限: for each field of the task's form, whether it is hidden, read, written or required. */

import { useService } from 'bpmn-js-properties-panel';

import { fields } from '../forms/variables.js';
import { t } from '../page.js';
import { html } from '../ui.js';
import { formOf } from './form.js';
import { set, setting } from './settings.js';

const RIGHTS = ['hidden', 'read', 'write', 'required'];
const ALL = '*';

/** The entry of `gj:rights`. */
export const matrix = () => ({
  id: 'gj.rights',
  component: Matrix,
  edited: (element) => Boolean(setting(element, 'gj:rights')),
});

/** @param {string} text @returns {Record<string, string>} */
export function parseRights(text) {
  try {
    return Object(JSON.parse(text || '{}'));
  } catch {
    return {}; // the check says that it is no JSON
  }
}

function Matrix({ element }) {
  const injector = useService('injector');
  const rights = parseRights(setting(element, 'gj:rights'));
  const form = formOf(element);
  const put = (name, right) => {
    const { [name]: _, ...kept } = rights;
    const next = right ? { ...kept, [name]: right } : kept;
    set(injector, element, 'gj:rights', Object.keys(next).length ? JSON.stringify(next) : '');
  };
  const lines = [{ name: ALL, title: t('rights.all') }, ...fields(form), ...strangers(rights, form)];
  if (!form && !Object.keys(rights).length) {
    return html`<p class="bio-properties-panel-entry gj-note">${t('rights.no-form')}</p>`;
  }
  return html`<table class="gj-matrix" data-entry-id="gj.rights">
    <caption class="gj-note">${t('rights.what')}</caption>
    <thead><tr><th scope="col">${t('rights.field')}</th><th scope="col">${t('rights.right')}</th></tr></thead>
    <tbody>
      ${lines.map(
        ({ name, title }) => html`<tr key=${name}>
          <th scope="row">${title}</th>
          <td><select aria-label=${title} data-field=${name} value=${rights[name] ?? ''}
            onChange=${({ target }) => put(name, target.value)}>
            <option value="">${t(name === ALL ? 'rights.write' : 'rights.as-all')}</option>
            ${RIGHTS.map((right) => html`<option value=${right}>${t(`rights.${right}`)}</option>`)}
          </select></td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}

/** Fields that have a right and are none of the form's: they are shown, so that they can go. */
function strangers(rights, form) {
  const known = new Set([ALL, ...fields(form).map(({ name }) => name)]);
  return Object.keys(rights)
    .filter((name) => !known.has(name))
    .map((name) => ({ name, title: name }));
}
