/** Our groups in the properties panel: 办理人, 多人, 时限, 字段权限, 按钮, and those of a process. */

import { Group } from '@bpmn-io/properties-panel';
import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';

import { page, t } from '../page.js';
import { copies } from './copies.js';
import { decision } from './decision.js';
import { choice, expression, text, ticks } from './entries.js';
import { form } from './form.js';
import { messages } from './messages.js';
import { who } from './people.js';
import { matrix } from './rights.js';

const LATE = 400; // after the panel's own groups are there
const PLACES = ['previous', 'initiator'];

const people = () => [
  who(),
  choice('gj:scope', {
    values: ['case.project', 'case.department', 'case.region', 'case.company', 'initiator.unit'],
  }),
  text('gj:exclude', { hint: true }),
  text('gj:fallback', { hint: true }),
  choice('gj:chainMissing', { values: ['skip', 'block'] }),
  choice('gj:chainHeads', { values: ['all', 'any'] }),
  choice('gj:empty', { values: ['administrators', 'superior', 'pass', 'reject', 'block'] }),
  text('gj:chooseFrom', { hint: true }),
  text('gj:chooseMin'),
  text('gj:chooseMax'),
];

const several = () => [
  choice('gj:mode', { values: page.choices.modes }),
  choice('gj:decision', { values: ['approval'] }),
  text('gj:pass', { hint: true }),
  text('gj:weights', { hint: true }),
  choice('gj:reject', { values: ['end', 'wait', ...PLACES.map((place) => `return:${place}`)] }),
  choice('gj:dedupe', { values: ['none', 'consecutive', 'approved-before'] }),
  choice('gj:self', { values: ['self', 'skip', 'superior', 'department-head'] }),
  text('gj:amount', { hint: true }),
  text('gj:matter'),
];

const deadline = () => [
  expression('gj:due', { hint: true }),
  text('gj:warn', { hint: true }),
  text('gj:onBreach', { hint: true }),
  text('gj:repeat', { hint: true }),
  text('gj:cap'),
  text('gj:reminders', { hint: true }),
  expression('gj:latest', { hint: true }),
  text('gj:margin', { hint: true }),
  choice('gj:lowRisk', { values: ['true', 'false'] }),
];

const buttons = () => [
  ticks('gj:buttons', { values: page.choices.operations }),
  ticks('gj:opinion', { values: decisions() }),
  ticks('gj:signature', { values: decisions() }),
  ticks('gj:proof', { values: decisions() }),
  text('gj:proofWithin'),
  choice('gj:return', { values: ['any', 'off', ...PLACES] }),
  choice('gj:returnMode', { values: ['choose', 'again', 'straight'] }),
  choice('gj:again', { values: ['same', 'resolve'] }),
  choice('gj:withdraw', { values: ['lax', 'strict', 'off'] }),
  text('gj:urgeEvery', { hint: true }),
];

const decisions = () => ['approve', 'reject'].map((one) => [one, t(`gj.decision.${one}`)]);

const ofProcess = () => [
  text('gj:nameEn'),
  text('gj:number', { hint: true }),
  expression('gj:title', { hint: true }),
  text('gj:search', { hint: true }),
  choice('gj:uniqueKey', { values: ['true', 'false'] }),
  choice('gj:cancel', { values: page.choices.cancel }),
  choice('gj:undo', { values: page.choices.undo }),
  choice('gj:void', { values: page.choices.void }),
  text('gj:restartWhileOpen', { hint: true }),
  text('gj:retain', { hint: true }),
  text('gj:personal', { hint: true }),
  text('gj:masked', { hint: true }),
];

/** Which of our groups an element has, by their ids. */
const GROUPS = {
  people,
  several,
  deadline,
  rights: () => [form(), matrix()],
  form: () => [form()],
  buttons,
  copies,
  decision,
  call: () => [choice('gj:initiator', { values: ['system', 'case.initiator'] })],
  case: ofProcess,
  messages: () => [messages()],
  begun: () => [expression('gj:initiator', { hint: true })],
  waiting: () => [choice('gj:byHand', { values: ['true', 'false'] })],
  english: () => [text('gj:nameEn')],
};

/** @param {any} element @returns {(keyof typeof GROUPS)[]} */
export function groupsOf(element) {
  if (is(element, 'bpmn:Process') || is(element, 'bpmn:Participant')) {
    return ['case', 'messages'];
  }
  if (is(element, 'bpmn:UserTask')) {
    return ['people', 'several', 'deadline', 'rights', 'buttons', 'copies', 'english'];
  }
  if (is(element, 'bpmn:Lane')) {
    return ['people', 'several', 'deadline', 'buttons', 'copies', 'english'];
  }
  if (is(element, 'bpmn:AdHocSubProcess')) {
    return ['people', 'several', 'deadline', 'rights', 'buttons', 'copies', 'english'];
  }
  if (is(element, 'bpmn:BusinessRuleTask')) {
    return ['decision', 'english'];
  }
  if (is(element, 'bpmn:CallActivity')) {
    return ['call', 'english'];
  }
  const heard = waitsForMessage(element) ? ['waiting'] : [];
  if (is(element, 'bpmn:StartEvent')) {
    const begun = heard.length && is(getBusinessObject(element).$parent, 'bpmn:Process') ? ['begun'] : [];
    return ['form', ...begun, ...heard, 'english'];
  }
  return is(element, 'bpmn:FlowNode') ? [...heard, 'english'] : [];
}

/** @param {any} element */
function waitsForMessage(element) {
  const events = getBusinessObject(element).get('eventDefinitions') ?? [];
  const catches = is(element, 'bpmn:CatchEvent') && events.some((one) => is(one, 'bpmn:MessageEventDefinition'));
  return catches || is(element, 'bpmn:ReceiveTask');
}

/** Groups of the panel that ours stand for, or that the engine has no use for. */
const LEFT_OUT = new Set([
  'calledDecision',
  'form',
  'userTaskImplementation',
  'Zeebe__ExecutionListeners',
  'Zeebe__TaskListeners',
]);

/** Offers the groups to the panel. */
class Groups {
  /** @param {any} propertiesPanel */
  constructor(propertiesPanel) {
    propertiesPanel.registerProvider(LATE, this);
  }

  /** @param {any} element */
  getGroups(element) {
    return (groups) => {
      const [general, ...others] = groups.filter(({ id }) => !LEFT_OUT.has(id));
      return [general, ...groupsOf(element).map((id) => group(id, element)), ...others].filter(Boolean);
    };
  }
}

/** @param {keyof typeof GROUPS} id @param {any} element */
function group(id, element) {
  const entries = GROUPS[id]().map((one) => ({ ...one, isEdited: () => one.edited(element) }));
  return { id: `gj-${id}`, label: t(`group.${id}`), element, entries, component: Group };
}

Groups.$inject = ['propertiesPanel'];

export default { __init__: ['gjGroups'], gjGroups: ['type', Groups] };
