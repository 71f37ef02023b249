/** When a field is shown: tests of other fields, chosen and not written. */

import { t } from '../page.js';
import { typed } from '../tables/values.js';
import { html } from '../ui.js';
import { JOINS, OPS, parsed, written } from './conditions.js';
import { order } from './document.js';

/** @param {{ document: any, name: string, ui: any, put: (ui: any) => void }} given */
export function ShowIf({ document, name, ui, put }) {
  const condition = parsed(ui.showIf);
  const set = (next) => put({ ...ui, showIf: written(next) });
  if (!condition) {
    return html`<p class="soft">${t('fields.show-if.other')}
      <button type="button" class="button small" onClick=${() => put({ ...ui, showIf: undefined })}>${t('fields.show-if.drop')}</button></p>`;
  }
  const { join, tests } = condition;
  const others = order(document).filter((one) => one !== name);
  const first = { field: others[0], op: 'is', values: firstValues(document, others[0]) };
  const change = (place, more) => set({ join, tests: tests.map((one, at) => (at === place ? { ...one, ...more } : one)) });
  return html`<fieldset class="show-if"><legend>${t('fields.show-if')}</legend>
    ${!tests.length && html`<p class="soft">${t('fields.show-if.always')}</p>`}
    ${tests.length > 1 && html`<select aria-label=${t('fields.show-if.join')} value=${join} onChange=${({ target }) => set({ join: target.value, tests })}>
      ${JOINS.map((one) => html`<option value=${one}>${t(`fields.show-if.${one}`)}</option>`)}</select>`}
    ${tests.map((one, place) => html`<${Test} key=${place} ...${{ document, one, others, change: (more) => change(place, more) }}
      remove=${() => set({ join, tests: tests.filter((_, at) => at !== place) })} />`)}
    <button type="button" class="button small" disabled=${!others.length} onClick=${() => set({ join, tests: [...tests, first] })}>${t('fields.show-if.add')}</button>
  </fieldset>`;
}

function Test({ document, one, others, change, remove }) {
  const title = (name) => document.schema.properties[name]?.title || name;
  const choices = Object.entries(document.ui?.fields?.[one.field]?.options ?? {});
  const isSwitch = document.schema.properties[one.field]?.type === 'boolean';
  const known = isSwitch ? [['true', t('yes')], ['false', t('no')]] : choices;
  return html`<div class="files">
    <select aria-label=${t('fields.show-if.field')} value=${one.field} onChange=${({ target }) => change({ field: target.value, op: 'is', values: firstValues(document, target.value) })}>
      ${others.map((name) => html`<option value=${name}>${title(name)}</option>`)}</select>
    <select aria-label=${t('fields.show-if.op')} value=${one.op} onChange=${({ target }) => change(asOp(one, target.value))}>
      ${OPS.map((op) => html`<option value=${op}>${t(`fields.show-if.op.${op}`)}</option>`)}</select>
    <${Values} ...${{ one, known, change, title: t('fields.show-if.value') }} />
    <button type="button" class="button small" aria-label=${`${t('fields.remove')} ${title(one.field)}`} onClick=${remove}>✕</button>
  </div>`;
}

function Values({ one, known, change, title }) {
  if (one.op === 'filled') {
    return null;
  }
  if (one.op === 'least' || one.op === 'most') {
    return html`<input type="number" aria-label=${title} value=${one.values[0] ?? ''} onChange=${({ target }) => change({ values: [Number(target.value)] })} />`;
  }
  if (!known.length) {
    const text = one.values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join('、');
    return html`<input aria-label=${title} value=${text} onChange=${({ target }) => change({ values: target.value.split('、').map(typed) })} />`;
  }
  const flip = (value) => change({ values: one.values.includes(value) ? one.values.filter((each) => each !== value) : [...one.values, value] });
  const read = (text) => (text === 'true' || text === 'false' ? typed(text) : text);
  return known.map(([value, label]) => html`<label class="choice"><input type="checkbox" checked=${one.values.includes(read(value))} onChange=${() => flip(read(value))} /> ${label}</label>`);
}

/** The same field tested in another way. */
function asOp(one, op) {
  const numeric = op === 'least' || op === 'most';
  const values = numeric ? [Number(one.values[0]) || 0] : one.values;
  return { op, values: op === 'filled' ? [] : values };
}

/** What a field is first compared with. */
function firstValues(document, name) {
  const schema = document.schema.properties[name] ?? {};
  return schema.type === 'boolean' ? [true] : (schema.enum ?? ['']).slice(0, 1);
}
