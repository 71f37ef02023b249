/** 试运行: the draft played by the real engine, step by step, with a clock that is set by hand. */

import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';

import * as draft from './draft.js';
import { organisation } from './organisation.js';
import { said, t } from './page.js';
import { post } from './server.js';
import { View } from './rehearsal/view.js';
import { html, render } from './ui.js';

const isDiagram = (name) => name.endsWith('.bpmn');
const STORIES = '.scenario.yaml';

/** @param {HTMLElement} place */
export async function mount(place) {
  const rehearsal = new Rehearsal(place);
  rehearsal.company = await organisation();
  return rehearsal;
}

class Rehearsal {
  constructor(place) {
    place.innerHTML = '<div class="rehearsal-desk"><div class="drawn"></div><div class="card told"></div></div>';
    const [drawn, told] = place.firstChild.children;
    Object.assign(this, { told, steps: [], at: null, wrong: '', stories: null, busy: false, project: '' });
    this.viewer = new NavigatedViewer({ container: drawn });
  }

  /** The tab is open: what was drawn meanwhile is played from the beginning. */
  async shown() {
    const [file] = draft.names(isDiagram);
    const text = draft.read(file);
    await this.viewer.importXML(text);
    this.viewer.get('canvas').zoom('fit-viewport');
    this.file = file;
    this.process = /<(?:\w+:)?process [^>]*?\bid="([^"]+)"/.exec(text)?.[1] ?? '';
    this.projects = this.company.units.filter(({ type }) => type === 'project');
    this.project ||= this.projects[0]?.code ?? '';
    await this.play(this.steps);
  }

  /** Play steps from the beginning; a step that is refused is told and not kept. */
  async play(steps) {
    this.busy = true;
    this.draw();
    const data = draft.parts();
    const { process, project } = this;
    data.append('plan', JSON.stringify({ process, steps, project: project || null, clock: this.clock }));
    try {
      this.at = await post('/rehearsals', data);
      this.clock ??= this.at.now;
      this.wrong = this.at.wrong && reasons(this.at);
      this.steps = steps.slice(0, this.at.done);
    } catch (error) {
      this.wrong = t('rehearsal.refused', { why: whyNot(error) });
    }
    this.busy = false;
    this.draw();
    this.mark(this.at?.visits ?? {}, this.at?.taken ?? {});
  }

  /**
   * Let one step more happen, behind those that are being played now.
   *
   * @param {Record<string, unknown>} step in the words of scenarios
   */
  next(step) {
    this.turn = Promise.resolve(this.turn).finally(() => this.play([...this.steps, step]));
    return this.turn;
  }

  back() {
    return this.play(this.steps.slice(0, -1));
  }

  again() {
    this.clock = undefined;
    return this.play([]);
  }

  /** Keep the dry run as a story beside the draft. */
  async keep(name) {
    const file = draft.names((one) => one.endsWith(STORIES))[0] ?? `${this.process}${STORIES}`;
    const { process, steps, clock } = this;
    const placed = steps.map((step) => ('start' in step && this.project ? { project: this.project, ...step } : step));
    try {
      const given = { text: draft.read(file), process, name, steps: placed, clock, expect: this.at.expect };
      const { text } = await post('/rehearsals/story', given);
      draft.write(file, text);
      this.wrong = '';
      this.kept = t('rehearsal.kept', { name });
    } catch (error) {
      this.wrong = error.message;
    }
    this.draw();
  }

  /** Tell all stories of the draft and show what they came by. */
  async tell() {
    this.busy = true;
    this.draw();
    try {
      this.stories = await post('/rehearsals/stories', draft.parts());
      const own = this.stories.coverage.find(({ process }) => process === this.process);
      this.mark(own?.visits ?? {}, own?.taken ?? {}, own?.shares.flatMap(({ missing }) => missing));
    } catch (error) {
      this.wrong = error.message;
    }
    this.busy = false;
    this.draw();
  }

  /** Show on the drawing what was come by, how often, and what was not. */
  mark(visits, taken, missing = []) {
    const canvas = this.viewer.get('canvas');
    const overlays = this.viewer.get('overlays');
    overlays.clear();
    const waiting = new Set(this.at?.tasks.map(({ element_id }) => element_id));
    this.viewer.get('elementRegistry').forEach((element) => {
      const put = (marker, isSo) => canvas[isSo ? 'addMarker' : 'removeMarker'](element, marker);
      put('walked', Boolean(visits[element.id] || taken[element.id]));
      put('waits', !missing.length && waiting.has(element.id));
      put('missed', missing.includes(element.id));
      if (visits[element.id]) {
        const html_ = `<span class="visits number">${Number(visits[element.id])}</span>`;
        const above = { top: -10, right: 12 }; // the name of an event stands below it
        overlays.add(element, { position: above, html: html_ });
      }
    });
  }

  /** @param {string} id @returns {string | undefined} the name of an element */
  nameOf(id) {
    return this.viewer.get('elementRegistry').get(id)?.businessObject.name;
  }

  draw() {
    render(html`<${View} play=${this} />`, this.told);
  }
}

/** Why a step was refused, with the fields that a form complains of. */
function reasons({ wrong, facts }) {
  const fields = Object.entries(facts?.errors ?? {}).map(([name, said]) => `${name}: ${[].concat(said).map(sentence).join(' ')}`);
  return [wrong, ...fields].join('；');
}

const sentence = (said) => (typeof said === 'string' ? said : said.message_zh ?? said.message ?? JSON.stringify(said));

/** Why a draft cannot be played: what its check finds, in the reader's language. */
function whyNot({ message, facts }) {
  const errors = (facts?.findings ?? []).filter(({ severity }) => severity === 'error');
  return errors.map((one) => said(one, 'message')).join('；') || message;
}
