/** 表单: the forms of the draft; fields on the left, the form as staff see it on the right. */

import * as draft from '../draft.js';
import { t } from '../page.js';
import { html, quietly, render } from '../ui.js';
import { blankForm } from './document.js';
import { Fields } from './fields.js';
import { preview } from './preview.js';
import { Rules } from './rules.js';
import { forms } from './variables.js';

const QUIET = 400; // milliseconds without a change before the preview is drawn anew

/** @param {HTMLElement} place @param {{ findings: any }} shared */
export async function mount(place, shared) {
  const editor = new FormEditor(place, shared.findings.soon);
  editor.shown();
  return editor;
}

class FormEditor {
  constructor(place, changed) {
    Object.assign(this, { place, changed, file: '', chosen: '', width: 'desk', picture: '' });
    this.soon = quietly(() => this.redraw(), QUIET);
  }

  shown() {
    const known = forms().map(({ file }) => file);
    if (!known.includes(this.file)) {
      this.open(known[0] ?? '');
    }
    this.draw();
  }

  open(file) {
    this.file = file;
    this.chosen = '';
    this.soon();
    this.draw();
  }

  show(file, path) {
    this.open(file);
    this.chosen = (path ?? '').split('.')[0];
    this.draw();
  }

  get document() {
    return forms().find(({ file }) => file === this.file)?.document;
  }

  /** @param {any} document the form as it is to be from now on */
  put(document) {
    draft.write(this.file, `${JSON.stringify(document, null, 2)}\n`);
    this.changed();
    this.soon();
    this.draw();
  }

  add(id, title) {
    const file = `${id}.form.json`;
    this.file = file;
    if (!draft.names().includes(file)) {
      this.put(blankForm(id, title));
    }
    this.open(file);
  }

  choose(name) {
    this.chosen = name;
    this.draw();
  }

  /** Ask the server to draw the form. */
  async redraw() {
    this.picture = this.document ? await preview(this.document) : '';
    this.draw();
  }

  draw() {
    render(html`<${View} editor=${this} />`, this.place);
  }
}

function View({ editor }) {
  const { document } = editor;
  return html`<${Bar} editor=${editor} />
    ${document && html`<div class="form-desk">
      <div class="card">
        <${Fields} document=${document} chosen=${editor.chosen} put=${(one) => editor.put(one)} choose=${(name) => editor.choose(name)} />
        <${Rules} document=${document} put=${(one) => editor.put(one)} />
      </div>
      <div class="card">
        <div role="group" aria-label=${t('forms.preview')}>
          ${['desk', 'phone'].map((width) => html`<button type="button" class="button small" aria-pressed=${editor.width === width}
            onClick=${() => { editor.width = width; editor.draw(); }}>${t(`forms.${width}`)}</button>`)}
        </div>
        <iframe title=${t('forms.preview')} class=${`preview ${editor.width}`} sandbox="allow-same-origin" srcdoc=${editor.picture}></iframe>
      </div>
    </div>`}`;
}

function Bar({ editor }) {
  const add = (event) => {
    event.preventDefault();
    const [title, id] = [...event.target.elements].map(({ value }) => value.trim());
    editor.add(id, title);
    event.target.reset();
  };
  return html`<div class="files">
    <label>${t('forms.file')} <select value=${editor.file} onChange=${({ target }) => editor.open(target.value)}>
      ${forms().map(({ file, document }) => html`<option value=${file}>${document.title || file}</option>`)}
    </select></label>
    <form class="inline" onSubmit=${add}>
      <label>${t('forms.title')} <input required maxlength="100" /></label>
      <label>${t('forms.id')} <input required pattern="[A-Za-z_][A-Za-z0-9_]*" spellcheck="false" /></label>
      <button class="button small">${t('forms.add')}</button>
    </form>
  </div>`;
}
