/** The tabs of the designer; what a tab needs is loaded when it is opened for the first time. */

import * as draft from './draft.js';

const KINDS = [
  ['diagram', (name) => name.endsWith('.bpmn')],
  ['tables', (name) => name.endsWith('.dmn')],
  ['forms', (name) => name.endsWith('.form.json')],
];

/** @param {string} name of a file @returns {string} the tab that edits it */
export const tabOf = (name) => KINDS.find(([, is]) => is(name))?.[0] ?? 'diagram';

/** Editors by tab, each a module of its own. */
const LOADERS = {
  tables: () => import('./tables.js'),
  forms: () => import('./forms/editor.js'),
  rehearsal: () => import('./rehearsal.js'),
  versions: () => import('./versions.js'),
};

export class Tabs {
  /** @param {HTMLElement} bar @param {{ diagram: any, findings: any }} shared */
  constructor(bar, shared) {
    this.shared = shared;
    this.buttons = new Map([...bar.querySelectorAll('[role=tab]')].map((one) => [one.dataset.tab, one]));
    this.opened = new Map();
    for (const [name, button] of this.buttons) {
      button.addEventListener('click', () => this.open(name));
      button.addEventListener('keydown', (event) => this.walk(event, name));
    }
  }

  /** Open the tab that the draft begins with. */
  async first() {
    const [file] = draft.names((name) => name.endsWith('.bpmn'));
    if (file) {
      await this.shared.diagram.open(file);
    }
    this.choose('diagram');
  }

  /** @param {string} name */
  async open(name) {
    await draft.settle();
    this.choose(name);
    if (LOADERS[name] && !this.opened.has(name)) {
      const { mount } = await LOADERS[name]();
      this.opened.set(name, await mount(this.view(name), this.shared));
    }
    await this.opened.get(name)?.shown?.();
  }

  /** Lead to what a finding is about: the tab, the file, the element. */
  async show(file, id) {
    const tab = tabOf(file);
    await this.open(tab);
    if (tab === 'diagram') {
      if (file && file !== this.shared.diagram.file) {
        await this.shared.diagram.open(file);
      }
      this.shared.diagram.show(id);
    } else {
      await this.opened.get(tab)?.show?.(file, id);
    }
  }

  choose(name) {
    for (const [one, button] of this.buttons) {
      button.setAttribute('aria-selected', String(one === name));
      button.tabIndex = one === name ? 0 : -1;
      this.view(one).hidden = one !== name;
    }
  }

  view(name) {
    return document.getElementById(`tab-${name}`);
  }

  /** Arrow keys walk through the tabs (WAI-ARIA practice). */
  walk(event, name) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      const all = [...this.buttons.keys()];
      const next = all[(all.indexOf(name) + step + all.length) % all.length];
      this.buttons.get(next).focus();
      this.open(next);
    }
  }
}

/**
 * @param {string} kind such as form
 * @param {string} ending of the file's name
 * @returns {string} a name that no file of the draft has yet
 */
export function freshName(kind, ending) {
  const taken = new Set(draft.names());
  for (let number = 1; ; number += 1) {
    const name = `${kind}_${number}${ending}`;
    if (!taken.has(name)) {
      return name;
    }
  }
}
