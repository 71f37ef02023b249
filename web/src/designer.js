/** The designer: tabs over one draft, the check beside them, saving, and who else is at it. */

import './designer.css';

import { Diagram } from './diagram.js';
import * as draft from './draft.js';
import { Findings } from './findings.js';
import { page, t } from './page.js';
import { Review } from './review.js';
import { Tabs } from './tabs.js';
import { translate } from './translate.js';

const byId = (id) => document.getElementById(id);

async function open() {
  await draft.load();
  const findings = new Findings(byId('findings'), {
    mark: (found) => diagram.mark(found),
    show: (one) => show(one),
  });
  const diagram = new Diagram(byId('canvas'), byId('panel'), findings.soon);
  const tabs = new Tabs(byId('tabs'), { diagram, findings });
  const show = ({ resource, element_id }) => tabs.show(resource, element_id);
  draft.listen(() => tell());
  const saves = () => save(findings, review);
  const review = new Review({ save: saves, errors: () => findings.errors, say });
  byId('save').addEventListener('click', saves);
  byId('simulate').addEventListener('click', () => simulated(diagram, tabs));
  byId('findings').addEventListener('findings', () => tell(findings));
  document.addEventListener('keydown', (event) => hotkey(event, saves));
  await tabs.first();
  await findings.check();
  window.guanjia = { page, diagram };
  byId('designer').dataset.ready = 'true';
}

/** Ctrl+S or ⌘S saves, as everywhere. */
function hotkey(event, saves) {
  if ((event.ctrlKey || event.metaKey) && event.key === 's') {
    event.preventDefault();
    saves();
  }
}

/** @type {Promise<boolean> | null} the saving that is under way: who asks again waits for it */
let saving = null;

/** @returns {Promise<boolean>} whether the draft is saved now */
function save(findings, review) {
  saving ??= saved(findings, review).finally(() => {
    saving = null;
  });
  return saving;
}

async function saved(findings, review) {
  try {
    await draft.save();
    say(t('saved', { version: draft.state.version }));
    await Promise.all([findings.check(), review.refresh()]);
    return true;
  } catch (error) {
    const lost = error.status === 412 || error.status === 409;
    say(lost ? t('conflict') : t('not-saved', { why: error.message }), 'bad');
    byId('conflict').hidden = !lost;
    return false;
  }
}

/** Let tokens walk through the drawing as it is now, or stop that. */
async function simulated(diagram, tabs) {
  const button = byId('simulate');
  const starts = button.getAttribute('aria-pressed') !== 'true';
  button.setAttribute('aria-pressed', String(starts));
  if (starts) {
    await tabs.open('diagram');
    await diagram.simulate();
  } else {
    diagram.draw();
  }
}

/** Show what is not saved, and how many findings there are. */
function tell(findings) {
  byId('unsaved').hidden = !draft.state.dirty;
  if (findings) {
    byId('count').textContent = String(findings.found.length);
    byId('count').dataset.errors = String(findings.errors);
  }
}

/** @param {string} text @param {'good' | 'bad'} tone */
export function say(text, tone = 'good') {
  byId('said').textContent = text;
  byId('said').className = `note ${tone}`;
  byId('said').hidden = false;
}

open().catch((error) => say(t('broken', { why: readable(error.message) }), 'bad'));

/** @param {string} message of the modeler @returns {string} the same in the reader's language */
function readable(message) {
  const told = translate(message);
  return page.language === 'zh' && /[A-Za-z]{2}/.test(told) ? t('unreadable') : told;
}
