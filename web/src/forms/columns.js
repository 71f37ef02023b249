/** The columns of a table of rows: title, kind, whether they must be filled in, choices. */

import { t, page } from '../page.js';
import { html } from '../ui.js';
import { addColumn, changeColumn, columns, moveColumn, removeColumn } from './document.js';

/** Widgets that a column may have: what fits into a cell. */
const WIDE = ['table', 'file', 'photo', 'signature', 'rating', 'multi-select'];

/** @param {{ document: any, name: string, put: (document: any) => void }} given */
export function Columns({ document, name, put }) {
  const known = columns(document, name);
  const widgets = page.choices.widgets.filter((one) => !WIDE.includes(one));
  const submit = (event) => {
    event.preventDefault();
    event.stopPropagation();
    const [title, column, widget] = [...event.target.elements].map(({ value }) => value.trim());
    put(addColumn(document, name, column, widget, title));
    event.target.reset();
  };
  return html`<fieldset class="columns"><legend>${t('columns.title')}</legend>
    <ol>${known.map((one, place) => html`<li key=${one.name} class="files">
      <label>${t('fields.label')} <input value=${one.title} onChange=${({ target }) => put(changeColumn(document, name, one.name, { title: target.value }))} /></label>
      <label>${t('fields.widget')} <select value=${one.widget} onChange=${({ target }) => put(changeColumn(document, name, one.name, { widget: target.value }))}>
        ${widgets.map((each) => html`<option value=${each}>${t(`widget.${each}`)}</option>`)}</select></label>
      <label class="choice"><input type="checkbox" checked=${one.required} onChange=${({ target }) => put(changeColumn(document, name, one.name, { required: target.checked }))} /> ${t('fields.required')}</label>
      ${one.options && html`<label>${t('fields.options')} <textarea rows="2" onChange=${({ target }) => put(changeColumn(document, name, one.name, { options: target.value }))}>${one.options}</textarea></label>`}
      <button type="button" class="button small" aria-label=${`${t('fields.up')} ${one.title}`} disabled=${place === 0} onClick=${() => put(moveColumn(document, name, one.name, -1))}>↑</button>
      <button type="button" class="button small" aria-label=${`${t('fields.remove')} ${one.title}`} onClick=${() => put(removeColumn(document, name, one.name))}>✕</button>
    </li>`)}</ol>
    <form class="inline" onSubmit=${submit}>
      <label>${t('columns.label')} <input required maxlength="100" /></label>
      <label>${t('columns.name')} <input required pattern="[A-Za-z_][A-Za-z0-9_]*" spellcheck="false" /></label>
      <label>${t('columns.widget')} <select>${widgets.map((one) => html`<option value=${one}>${t(`widget.${one}`)}</option>`)}</select></label>
      <button class="button small">${t('columns.add')}</button>
    </form>
  </fieldset>`;
}
