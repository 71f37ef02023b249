/** Rows that try a table out: what goes in, what is expected, what came out and by which rules. */

import * as draft from '../draft.js';
import { t } from '../page.js';
import { post } from '../server.js';
import { html, render } from '../ui.js';
import { same, shown, typed } from './values.js';

const ENDING = '.rows.json';

export class Rows {
  /** @param {HTMLElement} place @param {() => Promise<void>} keep puts the table into its file */
  constructor(place, keep) {
    Object.assign(this, { place, keep, file: '', decision: '', inputs: [], rows: [], answers: [] });
  }

  /** @param {string} file @param {string} decision @param {{ name: string, label: string }[]} inputs */
  show(file, decision, inputs = []) {
    Object.assign(this, { file, decision, inputs, answers: [] });
    this.rows = this.kept()[decision] ?? [];
    this.draw();
  }

  columns(inputs) {
    this.inputs = inputs;
    this.draw();
  }

  /** Ask the engine for every row. */
  async run() {
    await this.keep();
    const dmn = draft.read(this.file);
    this.answers = await Promise.all(this.rows.map((row) => this.ask(dmn, row)));
    this.draw();
  }

  async ask(dmn, { given }) {
    const inputs = nested(given);
    try {
      const answer = await post('/decisions/trial', { dmn, decision_id: this.decision, inputs });
      return { value: shown(answer.value), rules: answer.trace.flatMap(({ matched }) => matched.map(({ rule }) => rule)) };
    } catch (error) {
      return { wrong: error.message, rules: [] };
    }
  }

  change(rows) {
    this.rows = rows;
    const all = { ...this.kept(), [this.decision]: rows };
    draft.write(this.home(), `${JSON.stringify(all, null, 1)}\n`);
    this.draw();
  }

  kept() {
    const text = this.file && draft.read(this.home());
    return text ? JSON.parse(text) : {};
  }

  home() {
    return this.file.replace(/\.dmn$/, ENDING);
  }

  draw() {
    this.place.hidden = !this.decision;
    render(html`<${Table} rows=${this} />`, this.place);
  }
}

/** Variables from columns: `a.b` is an entry of a context. */
export function nested(given) {
  const made = {};
  for (const [path, text] of Object.entries(given)) {
    const names = path.split('.');
    const last = names.pop();
    const home = names.reduce((context, name) => (context[name] ??= {}), made);
    home[last] = typed(text);
  }
  return made;
}

function Table({ rows }) {
  const put = (place, change) => rows.change(rows.rows.map((row, at) => (at === place ? { ...row, ...change } : row)));
  const add = () => rows.change([...rows.rows, { given: {}, expected: '' }]);
  const remove = (place) => rows.change(rows.rows.filter((_, at) => at !== place));
  return html`<h3>${t('rows.title')}</h3>
    <table><thead><tr>
      ${rows.inputs.map(({ label }) => html`<th scope="col">${label}</th>`)}
      <th scope="col">${t('rows.expected')}</th><th scope="col">${t('rows.answer')}</th><th scope="col">${t('rows.rules')}</th><th></th>
    </tr></thead><tbody>
      ${rows.rows.map((row, place) => html`<${Row} key=${place} ...${{ row, place, put, remove, inputs: rows.inputs, answer: rows.answers[place] }} />`)}
    </tbody></table>
    <p><button type="button" class="button small" onClick=${add}>${t('rows.add')}</button>
    <button type="button" class="button small main" disabled=${!rows.rows.length} onClick=${() => rows.run()}>${t('rows.run')}</button></p>`;
}

function Row({ row, place, put, remove, inputs, answer }) {
  const held = answer && row.expected ? same(row.expected, answer.value) : null;
  return html`<tr>
    ${inputs.map(({ name, label }) => html`<td><input aria-label=${`${label} ${place + 1}`} spellcheck="false" value=${row.given[name] ?? ''}
      onChange=${({ target }) => put(place, { given: { ...row.given, [name]: target.value } })} /></td>`)}
    <td><input aria-label=${`${t('rows.expected')} ${place + 1}`} spellcheck="false" value=${row.expected}
      onChange=${({ target }) => put(place, { expected: target.value })} /></td>
    <td>${answer && html`<output class=${answer.wrong || held === false ? 'late' : 'ok'} lang="en">${answer.wrong ?? answer.value}</output>
      ${held === null ? '' : held ? ` ✓ ${t('rows.held')}` : ` ✗ ${t('rows.not-held')}`}`}</td>
    <td class="number">${answer?.rules.join(', ')}</td>
    <td><button type="button" class="button small" aria-label=${`${t('rows.remove')} ${place + 1}`} onClick=${() => remove(place)}>✕</button></td>
  </tr>`;
}
