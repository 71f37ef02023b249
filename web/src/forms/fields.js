/** The fields of a form: their order, and the settings of the one that is chosen. */

import { page, t } from '../page.js';
import { html, useState } from '../ui.js';
import { Columns } from './columns.js';
import { add, change, choose as giveChoices, english, lines, move, order, remove, require } from './document.js';
import { OptionsBy } from './optionsby.js';
import { ShowIf } from './showif.js';

/** @param {{ document: any, chosen: string, put: (document: any) => void, choose: (name: string) => void }} given */
export function Fields({ document, chosen, put, choose }) {
  const names = order(document);
  const title = (name) => document.schema.properties[name].title || name;
  return html`<h2>${t('fields.title')}</h2>
    <label>${t('forms.title')} <input value=${document.title} onChange=${({ target }) => put({ ...document, title: target.value })} /></label>
    <ol class="fields-list">
      ${names.map((name, place) => html`<li key=${name} aria-current=${name === chosen}>
        <button type="button" class="button small" onClick=${() => choose(name === chosen ? '' : name)}>${title(name)}</button>
        <button type="button" class="button small" aria-label=${`${t('fields.up')} ${title(name)}`} disabled=${place === 0} onClick=${() => put(move(document, name, -1))}>↑</button>
        <button type="button" class="button small" aria-label=${`${t('fields.down')} ${title(name)}`} disabled=${place === names.length - 1} onClick=${() => put(move(document, name, 1))}>↓</button>
        <button type="button" class="button small" aria-label=${`${t('fields.remove')} ${title(name)}`} onClick=${() => put(remove(document, name))}>✕</button>
        ${name === chosen && html`<${Settings} ...${{ document, name, put }} />`}
      </li>`)}
    </ol>
    <${Adding} ...${{ document, put, choose }} />`;
}

function Adding({ document, put, choose }) {
  const [wrong, setWrong] = useState('');
  const submit = (event) => {
    event.preventDefault();
    const [title, name, widget] = [...event.target.elements].map(({ value }) => value.trim());
    if (name in document.schema.properties) {
      setWrong(t('fields.taken'));
      return;
    }
    setWrong('');
    put(add(document, name, widget, title));
    choose(name);
    event.target.reset();
  };
  return html`<form class="inline" onSubmit=${submit}>
    <label>${t('fields.label')} <input required maxlength="100" /></label>
    <label>${t('fields.name')} <input required pattern="[A-Za-z_][A-Za-z0-9_]*" spellcheck="false" /></label>
    <label>${t('fields.widget')} <select>${page.choices.widgets.map((one) => html`<option value=${one}>${t(`widget.${one}`)}</option>`)}</select></label>
    <button class="button small">${t('fields.add')}</button>
    <output class="late">${wrong}</output>
  </form>`;
}

const LIMITS = { string: ['minLength', 'maxLength'], number: ['minimum', 'maximum'], integer: ['minimum', 'maximum'], array: ['minItems', 'maxItems'] };

function Settings({ document, name, put }) {
  const schema = document.schema.properties[name];
  const ui = document.ui?.fields?.[name] ?? {};
  const change_ = (more) => put(change(document, name, more));
  const limit = (key, text) => change_({ schema: { ...schema, [key]: text === '' ? undefined : Number(text) } });
  const isChoice = schema.enum || schema.items?.enum;
  return html`<div class="field-settings">
    <label>${t('fields.label')} <input value=${schema.title} onChange=${({ target }) => change_({ schema: { ...schema, title: target.value } })} /></label>
    <label>${t('gj.nameEn')} <input value=${document.i18n?.en?.fields?.[name] ?? ''} onChange=${({ target }) => put(english(document, name, target.value.trim()))} /></label>
    <label>${t('fields.widget')} <select value=${ui.widget} onChange=${({ target }) => change_({ ui: { ...ui, widget: target.value } })}>
      ${page.choices.widgets.map((one) => html`<option value=${one}>${t(`widget.${one}`)}</option>`)}</select></label>
    <label class="choice"><input type="checkbox" checked=${document.schema.required?.includes(name)} onChange=${({ target }) => put(require(document, name, target.checked))} /> ${t('fields.required')}</label>
    <label>${t('fields.help')} <input value=${ui.help ?? ''} onChange=${({ target }) => change_({ ui: { ...ui, help: target.value || undefined } })} /></label>
    ${(LIMITS[schema.type] ?? []).map((key) => html`<label>${t(`fields.${key}`)} <input type="number" value=${schema[key] ?? ''} onChange=${({ target }) => limit(key, target.value)} /></label>`)}
    ${isChoice && html`<label>${t('fields.options')} <textarea rows="4" onChange=${({ target }) => put(giveChoices(document, name, target.value))}>${lines(ui.options)}</textarea></label>`}
    ${ui.widget === 'select' && html`<${OptionsBy} ...${{ document, name, put }} />`}
    ${ui.widget === 'user' && html`<label class="choice"><input type="checkbox" checked=${ui.default === 'self'} onChange=${({ target }) => change_({ ui: { ...ui, default: target.checked ? 'self' : undefined } })} /> ${t('fields.default-self')}</label>`}
    ${ui.widget === 'table' && html`<${Columns} ...${{ document, name, put }} />`}
    <${ShowIf} ...${{ document, name, ui, put: (next) => change_({ ui: next }) }} />
  </div>`;
}
