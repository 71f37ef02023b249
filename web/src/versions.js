/** 版本对比: the draft beside a version that was put in force, drawn and in sentences. */

import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import { diff } from 'bpmn-js-differ';
import zeebe from 'zeebe-bpmn-moddle/resources/zeebe.json';

import * as draft from './draft.js';
import { t } from './page.js';
import { get } from './server.js';
import { html, render } from './ui.js';
import { fileSections } from './versions/files.js';
import { summary } from './versions/summary.js';

const MARKS = ['added', 'removed', 'changed', 'moved'];

/** @param {HTMLElement} place */
export async function mount(place) {
  return new Versions(place);
}

class Versions {
  constructor(place) {
    place.innerHTML =
      '<div class="files"></div><div class="compared"><div class="drawn"></div><div class="drawn"></div></div><div class="card differences"></div>';
    const [bar, drawn, told] = place.children;
    const viewer = (container) => new NavigatedViewer({ container, moddleExtensions: { zeebe } });
    const [before, after] = [...drawn.children].map(viewer);
    Object.assign(this, { bar, drawn, told, before, after, versions: [], chosen: '' });
  }

  /** The tab is open: compare what is drawn now. */
  async shown() {
    const [file] = draft.names((name) => name.endsWith('.bpmn'));
    this.text = draft.read(file);
    const key = /<(?:\w+:)?process [^>]*?\bid="([^"]+)"/.exec(this.text)?.[1] ?? '';
    this.versions = (await get(`/process-definitions?key=${encodeURIComponent(key)}`)).items;
    if (!this.versions.some(({ id }) => id === this.chosen)) {
      this.chosen = this.versions[0]?.id ?? '';
    }
    await this.compare(this.chosen);
  }

  /** @param {string} id of the version in force */
  async compare(id) {
    this.chosen = id;
    this.drawn.hidden = !id;
    render(html`<${Bar} of=${this} />`, this.bar);
    if (!id) {
      render(html`<p>${t('versions.none')}</p>`, this.told);
      return;
    }
    const { files } = await get(`/process-definitions/${encodeURIComponent(id)}/files`);
    const old = Object.entries(files).find(([name]) => name.endsWith('.bpmn'))[1];
    await Promise.all([this.before.importXML(old), this.after.importXML(this.text)]);
    const now = Object.fromEntries(draft.names().map((name) => [name, draft.read(name)]));
    const sections = fileSections(files, now, { t });
    const found = diff(this.before.getDefinitions(), this.after.getDefinitions());
    const lines = summary(found, { before: objectIn(this.before), after: objectIn(this.after) });
    for (const viewer of [this.before, this.after]) {
      viewer.get('canvas').zoom('fit-viewport');
      mark(viewer, lines);
    }
    const nothing = !lines.length && !sections.length;
    render(html`${nothing ? html`<p role="status">${t('versions.same')}</p>` : html`
      ${lines.length > 0 && html`<h3>${t('tab.diagram')}</h3><${Lines} lines=${lines} show=${(line) => this.show(line)} />`}
      ${sections.map(({ title, lines: found }) => html`<h3>${title}</h3><${Lines} lines=${found} />`)}`}`, this.told);
  }

  /** Show where a difference is, in both drawings. */
  show({ id }) {
    for (const viewer of [this.before, this.after]) {
      const element = viewer.get('elementRegistry').get(id);
      if (element) {
        viewer.get('canvas').scrollToElement(element);
      }
    }
  }
}

/** A look-up of what an id means in one of the drawings. */
const objectIn = (viewer) => (id) => viewer.get('elementRegistry').get(id)?.businessObject;

function mark(viewer, lines) {
  for (const { id, kind } of lines) {
    if (viewer.get('elementRegistry').get(id)?.parent) {
      viewer.get('canvas').addMarker(id, `diff-${MARKS.find((one) => one === kind)}`);
    }
  }
}

function Bar({ of }) {
  return of.versions.length > 0 && html`<label>${t('versions.with')}
    <select value=${of.chosen} onChange=${({ target }) => of.compare(target.value)}>
      ${of.versions.map(({ id, version, name }) => html`<option value=${id}>${name} ${t('versions.number', { version })}</option>`)}
    </select></label>`;
}

function Lines({ lines, show }) {
  return html`<ul aria-label=${t('versions.differences')}>${lines.map((line) => html`<li class=${line.kind}>
    <strong>${t(`diff.${line.kind}`)}</strong> ${line.name}
    ${line.details.length > 0 && html`<ul>${line.details.map(({ what, old, now }) => html`<li>${what ? html`${what}${t('diff.from-to', { old: old || '—', now: now || '—' })}` : html`<code lang="en">${now}</code>`}</li>`)}</ul>`}
    ${show && html`<button type="button" class="button small" onClick=${() => show(line)}>${t('findings.show')}</button>`}
  </li>`)}</ul>`;
}
