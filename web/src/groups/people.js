/** 办理人: who a task is offered to, chosen from posts, people and steps, or written as a rule. */

import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';
import { useService } from 'bpmn-js-properties-panel';

import { organisation } from '../organisation.js';
import { t } from '../page.js';
import { html, useEffect, useState } from '../ui.js';
import { KINDS, first, format, parse } from './rule.js';
import { set, setting } from './settings.js';

/** The entry of `gj:assign`. */
export const who = () => ({
  id: 'gj.assign',
  component: Who,
  edited: (element) => Boolean(setting(element, 'gj:assign')),
});

function Who({ element }) {
  const injector = useService('injector');
  const lists = useLists(tasks(injector.get('elementRegistry'), element));
  const rule = setting(element, 'gj:assign');
  const { kind, of } = parse(rule);
  const put = (text) => set(injector, element, 'gj:assign', text);
  const turn = (next) => put(format(next, next === 'rule' ? rule : first(next, lists)));
  return html`<div class="bio-properties-panel-entry" data-entry-id="gj.assign">
    <label class="bio-properties-panel-label" for="gj-assign-kind">${t('gj.assign')}</label>
    <select id="gj-assign-kind" class="bio-properties-panel-input" value=${kind}
      onChange=${({ target }) => turn(target.value)}>
      <option value="">${t('gj.unsaid')}</option>
      ${[...KINDS, 'rule'].map((one) => html`<option value=${one}>${t(`assign.${one}`)}</option>`)}
    </select>
    ${kind && kind !== 'initiator' && html`<${Of} ...${{ kind, of, put }} list=${lists[kind]} />`}
  </div>`;
}

/** What may be chosen from, by kind of rule: values and their names. */
function useLists(steps) {
  const [known, setKnown] = useState({ posts: [], people: [] });
  useEffect(() => {
    organisation().then(setKnown);
  }, []);
  const posts = known.posts.map(({ code, name }) => [code, name]);
  const people = known.people.map(({ id, name }) => [id, name]);
  return { post: posts, duty: posts, user: people, done: steps, chosen: steps };
}

/** Of which post, person or step; a text where none of these is asked for. */
function Of({ kind, of, put, list }) {
  const label = t(`assign.${kind}.of`);
  if (!list) {
    return html`<label class="bio-properties-panel-label" for="gj-assign-of">${label}</label>
      <input id="gj-assign-of" class="bio-properties-panel-input" type="text" spellcheck="false" value=${of}
        onInput=${({ target }) => put(format(kind, target.value))} />`;
  }
  const strange = of && !list.some(([value]) => value === of) ? [[of, of]] : [];
  return html`<label class="bio-properties-panel-label" for="gj-assign-of">${label}</label>
    <select id="gj-assign-of" class="bio-properties-panel-input" value=${of}
      onChange=${({ target }) => put(format(kind, target.value))}>
      ${[...list, ...strange].map(([value, text]) => html`<option value=${value}>${text}</option>`)}
    </select>`;
}

/** User tasks of the diagram: id and name, but for the element's own. */
function tasks(registry, element) {
  return registry
    .filter((one) => is(one, 'bpmn:UserTask') && one !== element && one.type !== 'label')
    .map((one) => [one.id, getBusinessObject(one).name || one.id]);
}
