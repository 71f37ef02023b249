/** 决策表: the decision tables of the draft, drawn with dmn-js, with rows that try them out. */

import 'dmn-js/dist/assets/diagram-js.css';
import 'dmn-js/dist/assets/dmn-js-shared.css';
import 'dmn-js/dist/assets/dmn-js-drd.css';
import 'dmn-js/dist/assets/dmn-js-decision-table.css';
import 'dmn-js/dist/assets/dmn-js-decision-table-controls.css';
import 'dmn-js/dist/assets/dmn-js-literal-expression.css';
import 'dmn-js/dist/assets/dmn-font/css/dmn-embedded.css';

import DmnModeler from 'dmn-js/lib/Modeler';

import * as draft from './draft.js';
import { t } from './page.js';
import { blankTable } from './tables/blank.js';
import { Rows } from './tables/rows.js';
import translation, { translate } from './translate.js';
import { html, render } from './ui.js';

const isTable = (name) => name.endsWith('.dmn');
const additionalModules = [translation];

/** @param {HTMLElement} place @param {{ findings: any }} shared */
export async function mount(place, shared) {
  const tables = new Tables(place, shared.findings.soon);
  await tables.shown();
  return tables;
}

class Tables {
  constructor(place, changed) {
    this.changed = changed;
    place.innerHTML = '<div class="files"></div><div class="designer-table"></div><div class="card trial"></div>';
    const [files, canvas, rows] = place.children;
    Object.assign(this, { files, canvas, file: '', pending: false, rows: new Rows(rows, () => this.keep()) });
    this.modeler = new DmnModeler({
      container: canvas,
      drd: { additionalModules },
      decisionTable: { additionalModules },
      literalExpression: { additionalModules },
      boxedExpression: { additionalModules },
      common: { expressionLanguages: { options: [{ value: 'feel', label: 'FEEL' }], defaults: { editor: 'feel' } } },
    });
    this.modeler.on('views.changed', ({ activeView }) => this.viewed(activeView));
    named(canvas);
    draft.writesBefore(() => this.keep());
  }

  /** The tab is open: show the file that was shown, or the first one. */
  async shown() {
    const files = draft.names(isTable);
    if (!files.includes(this.file)) {
      await this.open(files[0] ?? '');
    }
    this.draw();
  }

  async open(file) {
    await this.keep();
    this.file = file;
    this.canvas.hidden = !file;
    this.rows.show(file, '');
    if (file) {
      await this.modeler.importXML(draft.read(file));
      const table = this.modeler.getViews().find(({ type }) => type === 'decisionTable');
      await this.modeler.open(table ?? this.modeler.getViews()[0]);
    }
    this.draw();
  }

  /** Listen to the edits of the view that is shown now. */
  viewed(view) {
    const viewer = this.modeler.getActiveViewer();
    if (viewer && viewer !== this.heard) {
      this.heard = viewer;
      viewer.on('commandStack.changed', ({ trigger }) => trigger === 'clear' || this.edited());
    }
    const decision = view?.element?.$type === 'dmn:Decision' ? view.element : null;
    this.rows.show(this.file, decision?.id ?? '', inputs(decision));
    this.draw();
  }

  edited() {
    this.pending = true;
    draft.touch();
    this.changed();
    const { element } = this.modeler.getActiveView();
    this.rows.columns(inputs(element));
  }

  async keep() {
    if (this.pending) {
      const { xml } = await this.modeler.saveXML({ format: true });
      this.pending = false;
      draft.write(this.file, xml);
    }
  }

  async add(id, name) {
    const file = `${id}.dmn`;
    if (!draft.names().includes(file)) {
      draft.write(file, blankTable(id, name));
      this.changed();
    }
    await this.open(file);
  }

  async show(file) {
    await this.open(file);
  }

  draw() {
    const views = this.file ? this.modeler.getViews() : [];
    render(html`<${Bar} ...${{ tables: this, views }} />`, this.files);
  }
}

/** What a table asks for: the expressions over its columns. */
function inputs(decision) {
  const columns = decision?.decisionLogic?.input ?? [];
  return columns.map(({ label, inputExpression }) => ({
    name: inputExpression?.text ?? '',
    label: label || inputExpression?.text || '',
    type: inputExpression?.typeRef ?? '',
  }));
}

function Bar({ tables, views }) {
  const add = (event) => {
    event.preventDefault();
    const [name, id] = [...event.target.elements].map(({ value }) => value.trim());
    tables.add(id, name);
    event.target.reset();
  };
  const active = tables.file && tables.modeler.getActiveView();
  return html`
    <label>${t('tables.file')} <select value=${tables.file} onChange=${({ target }) => tables.open(target.value)}>
      ${draft.names(isTable).map((name) => html`<option lang="en">${name}</option>`)}
    </select></label>
    <label hidden=${views.length < 2}>${t('tables.view')} <select value=${views.indexOf(active)}
      onChange=${({ target }) => tables.modeler.open(views[Number(target.value)])}>
      ${views.map((view, place) => html`<option value=${place}>${view.name || view.element.name || t('tables.graph')}</option>`)}
    </select></label>
    <form class="inline" onSubmit=${add}>
      <label>${t('tables.name')} <input required maxlength="100" /></label>
      <label>${t('tables.id')} <input required pattern="[A-Za-z_][A-Za-z0-9_]*" spellcheck="false" /></label>
      <button class="button small">${t('tables.add')}</button>
    </form>`;
}

/** Name in the reader's language what the modeler names in English whatever it is asked for. */
function named(canvas) {
  const rename = (one) => one.setAttribute('aria-label', translate(one.getAttribute('aria-label')));
  new MutationObserver(() => canvas.querySelectorAll('[role=menu][aria-label*=" "]').forEach(rename))
    .observe(canvas, { childList: true, subtree: true });
}
