/** A task of a dry run: who does it, its form as plain inputs, and what may be done with it. */

import { t } from '../page.js';
import { typed } from '../tables/values.js';
import { html, useState } from '../ui.js';

/** @param {{ task: any, play: any }} given */
export function Task({ task, play }) {
  const [by, setBy] = useState(task.assignee ?? task.people[0]?.id ?? '');
  const [values, setValues] = useState({});
  const put = (name, value) => setValues({ ...values, [name]: value });
  const filled = Object.keys(values).length ? { with: values } : {};
  const decide = (operation) => play.next({ perform: operation, on: task.element_id, by, ...filled });
  const place = task.process === play.process ? {} : { in: task.process };
  return html`<fieldset class="card" data-task=${task.element_id}>
    <legend>${task.name}</legend>
    ${task.due_at && html`<p class="soft">${t('rehearsal.due')} <span class="number">${new Date(task.due_at).toLocaleString('zh-CN', { timeZone: 'Asia/Shanghai' })}</span></p>`}
    <label>${t('rehearsal.by')} <select value=${by} onChange=${({ target }) => setBy(target.value)}>
      ${task.people.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}</select></label>
    ${!task.people.length && html`<p class="late">${t('rehearsal.nobody')}</p>`}
    <div class="field-settings"><${Inputs} ...${{ form: task.form, present: task.values, values, put }} /></div>
    ${task.asks
      ? html`<button type="button" class="button main" onClick=${() => decide('approve')}>${t('step.approve')}</button>
          <button type="button" class="button" onClick=${() => decide('reject')}>${t('step.reject')}</button>`
      : html`<button type="button" class="button main" onClick=${() => play.next({ complete: task.element_id, by, ...place, ...filled })}>${t('step.complete')}</button>`}
  </fieldset>`;
}

function Inputs({ form, present, values, put }) {
  const properties = Object.entries(form?.schema.properties ?? {});
  return properties.map(([name, schema]) => {
    const value = values[name] ?? present[name];
    const label = schema.title || name;
    const options = form.ui?.fields?.[name]?.options ?? {};
    if (schema.type === 'boolean') {
      return html`<label class="choice"><input type="checkbox" checked=${value === true} onChange=${({ target }) => put(name, target.checked)} /> ${label}</label>`;
    }
    if (schema.enum) {
      return html`<label>${label} <select value=${value ?? ''} onChange=${({ target }) => put(name, target.value)}>
        <option value=""></option>${schema.enum.map((one) => html`<option value=${one}>${options[one] ?? one}</option>`)}</select></label>`;
    }
    const read = (text) => (schema.type === 'string' ? text : typed(text));
    const shown = value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
    return html`<label>${label} <input value=${shown} onChange=${({ target }) => put(name, read(target.value))} /></label>`;
  });
}
