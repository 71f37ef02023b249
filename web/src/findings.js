/** What the server's check finds in the draft as it is drawn: marks, and a list that leads there. */

import * as draft from './draft.js';
import { said, t } from './page.js';
import { post } from './server.js';
import { html, quietly, render } from './ui.js';

const QUIET = 600; // milliseconds without an edit before the draft is checked

export class Findings {
  /**
   * @param {HTMLElement} list
   * @param {{ mark: (found: any[]) => void, show: (finding: any) => void }} diagram
   */
  constructor(list, diagram) {
    this.list = list;
    this.diagram = diagram;
    this.found = [];
    this.asked = 0;
    this.soon = quietly(() => this.check(), QUIET);
  }

  /** Check the draft as it is now; a later question makes an earlier answer void. */
  async check() {
    const asked = (this.asked += 1);
    await draft.settle();
    const found = await post('/drafts/examination', draft.parts());
    if (asked === this.asked) {
      this.found = found;
      this.draw();
    }
  }

  /** @returns {number} how many of them refuse the release */
  get errors() {
    return this.found.filter(({ severity }) => severity === 'error').length;
  }

  draw() {
    this.diagram.mark(
      this.found.filter((one) => one.element_id).map((one) => ({
        id: one.element_id,
        severity: one.severity,
        text: said(one, 'message'),
      })),
    );
    render(html`<${List} found=${this.found} show=${this.diagram.show} />`, this.list);
    this.list.dispatchEvent(new CustomEvent('findings', { bubbles: true }));
  }
}

function List({ found, show }) {
  if (!found.length) {
    return html`<p class="soft" role="status">${t('findings.none')}</p>`;
  }
  return html`<ul aria-label=${t('findings.title')}>
    ${found.map(
      (one) => html`<li class=${one.severity}>
        <strong>${t(`severity.${one.severity}`)}</strong>
        <span>${said(one, 'message')} <span class="soft">${said(one, 'hint')}</span></span>
        ${one.element_id && html`<button type="button" class="button small" onClick=${() => show(one)}>${t('findings.show')}</button>`}
      </li>`,
    )}
  </ul>`;
}
