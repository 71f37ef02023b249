/** What stands beside the drawing in a dry run: who may do what now, the time, the steps so far. */

import { t } from '../page.js';
import { html, useState } from '../ui.js';
import { Task } from './task.js';

const SPANS = ['PT1H', 'P1D', 'P3D', 'P7D'];

/** @param {{ play: any }} given */
export function View({ play }) {
  const { at } = play;
  return html`<div aria-busy=${play.busy}>
    <p>${t('rehearsal.what')}</p>
    ${play.wrong && html`<p class="note bad" role="alert">${play.wrong}</p>`}
    ${play.kept && html`<p class="note good" role="status">${play.kept}</p>`}
    ${at && html`
      <${Clock} play=${play} at=${at} />
      ${!play.steps.length && html`<${Start} play=${play} />`}
      ${at.tasks.map((task) => html`<${Task} key=${task.element_id + play.steps.length} ...${{ task, play }} />`)}
      ${at.jobs.map((type) => html`<p>${t('rehearsal.job')} <code lang="en">${type}</code>
        <button type="button" class="button small" onClick=${() => play.next({ job_done: type })}>${t('rehearsal.job-done')}</button></p>`)}
      ${at.incidents.map(({ message }) => html`<p class="note bad">${t('rehearsal.incident')} ${message}</p>`)}
      ${at.cases.map(({ number, state }) => html`<p><span class="chip">${t(`case.${state}`)}</span> <span class="number">${number}</span></p>`)}
      <${Steps} play=${play} />
      <${Variables} variables=${at.variables} />`}
    <${Stories} play=${play} />
  </div>`;
}

function Clock({ play, at }) {
  const now = new Date(at.now).toLocaleString('zh-CN', { timeZone: 'Asia/Shanghai' });
  return html`<p>${t('rehearsal.now')} <strong class="number">${now}</strong>
    ${SPANS.map((span) => html` <button type="button" class="button small" disabled=${!play.steps.length} onClick=${() => play.next({ advance: span })}>${t(`rehearsal.${span}`)}</button>`)}
  </p>`;
}

function Start({ play }) {
  const [by, setBy] = useState(play.company.people[0]?.id ?? '');
  const people = play.company.people.filter(({ active }) => active);
  return html`<div class="files">
    <label>${t('rehearsal.project')} <select value=${play.project} onChange=${({ target }) => { play.project = target.value; }}>
      ${play.projects.map(({ code, name }) => html`<option value=${code}>${name}</option>`)}</select></label>
    <label>${t('rehearsal.by')} <select value=${by} onChange=${({ target }) => setBy(target.value)}>
      ${people.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}</select></label>
    <button type="button" class="button main" onClick=${() => play.next({ start: by })}>${t('rehearsal.start')}</button>
  </div>`;
}

function Steps({ play }) {
  if (!play.steps.length) {
    return null;
  }
  const people = Object.fromEntries(play.company.people.map(({ id, name }) => [id, name]));
  const told = (step) => {
    const [verb, subject] = Object.entries(step)[0];
    const span = verb === 'advance' && t(`rehearsal.${subject}`);
    const what = span || play.nameOf(step.on ?? subject) || people[subject] || subject;
    const who = people[step.by] ?? '';
    return `${t(`step.${verb === 'perform' ? subject : verb}`)} ${what} ${who}`;
  };
  return html`<h3>${t('rehearsal.steps')}</h3>
    <ol>${play.steps.map((step) => html`<li>${told(step)}</li>`)}</ol>
    <p><button type="button" class="button small" onClick=${() => play.back()}>${t('rehearsal.back')}</button>
    <button type="button" class="button small" onClick=${() => play.again()}>${t('rehearsal.again')}</button></p>
    <form class="inline" onSubmit=${(event) => { event.preventDefault(); play.keep(event.target.elements[0].value.trim()); }}>
      <label>${t('rehearsal.story')} <input required maxlength="200" /></label>
      <button class="button small">${t('rehearsal.keep')}</button>
    </form>`;
}

function Variables({ variables }) {
  const known = Object.entries(variables);
  return known.length > 0 && html`<details><summary>${t('rehearsal.variables')}</summary>
    <dl lang="en">${known.map(([name, value]) => html`<dt>${name}</dt><dd>${JSON.stringify(value)}</dd>`)}</dl></details>`;
}

function Stories({ play }) {
  const { stories } = play;
  return html`<h3>${t('rehearsal.stories')}</h3>
    <p><button type="button" class="button small" onClick=${() => play.tell()}>${t('rehearsal.tell')}</button></p>
    ${stories && html`
      <ul>${stories.stories.map(({ name, complaint }) => html`<li class=${complaint ? 'late' : 'ok'}>${complaint ? '✗' : '✓'} ${name} ${complaint && html`<span lang="en">${complaint}</span>`}</li>`)}</ul>
      ${stories.coverage.map(({ process, shares }) => html`<p key=${process}>${shares.filter(({ total }) => total).map(({ what, covered, total }) => html`<span class="chip number">${t(`cover.${what}`)} ${covered}/${total}</span> `)}</p>`)}
      ${!stories.stories.length && html`<p class="soft">${t('rehearsal.no-stories')}</p>`}`}`;
}
