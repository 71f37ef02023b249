/** 决策表: which table a rule task asks, chosen from those of the draft, and what takes the answer. */

import { SelectEntry, TextFieldEntry } from '@bpmn-io/properties-panel';
import { useService } from 'bpmn-js-properties-panel';

import { names, read } from '../draft.js';
import { t } from '../page.js';
import { extend, extension } from './settings.js';

const TYPE = 'zeebe:CalledDecision';
const DECISION = /<(?:\w+:)?decision\s([^>]*)>/g;
const ATTRIBUTE = (name) => new RegExp(`\\b${name}="([^"]*)"`);

/** The entries of `zeebe:calledDecision`. */
export const decision = () => [
  { id: 'gj.decisionId', component: Table, edited: (element) => Boolean(called(element).decisionId) },
  { id: 'gj.resultVariable', component: Result, edited: (element) => Boolean(called(element).resultVariable) },
];

/** @returns {{ id: string, name: string }[]} decisions of the draft's tables */
export function decisions() {
  return names((name) => name.endsWith('.dmn')).flatMap((file) =>
    [...read(file).matchAll(DECISION)].map(([, attributes]) => ({
      id: ATTRIBUTE('id').exec(attributes)?.[1] ?? '',
      name: ATTRIBUTE('name').exec(attributes)?.[1] ?? '',
    })),
  );
}

const called = (element) => extension(element, TYPE) ?? {};

function useCalled(element) {
  const injector = useService('injector');
  const { decisionId = '', resultVariable = '' } = called(element);
  const put = (more) => {
    const made = injector.get('bpmnFactory').create(TYPE, { decisionId, resultVariable, ...more });
    extend(injector, element, TYPE, made);
  };
  return { decisionId, resultVariable, put };
}

function Table({ element, id }) {
  const { decisionId, resultVariable, put } = useCalled(element);
  const known = decisions().map((one) => ({ value: one.id, label: one.name || one.id }));
  const strange = decisionId && !known.some(({ value }) => value === decisionId);
  const getOptions = () => [
    { value: '', label: t('gj.unsaid') },
    ...known,
    ...(strange ? [{ value: decisionId, label: decisionId }] : []),
  ];
  const setValue = (value) => put({ decisionId: value, resultVariable: resultVariable || value });
  return SelectEntry({ element, id, label: t('decision.of'), getValue: () => decisionId, setValue, getOptions });
}

function Result({ element, id }) {
  const { resultVariable, put } = useCalled(element);
  return TextFieldEntry({
    element,
    id,
    label: t('decision.result'),
    description: t('decision.result.hint'),
    debounce: (work) => Object.assign((...given) => work(...given), { flush() {} }),
    getValue: () => resultVariable,
    setValue: (value) => put({ resultVariable: (value || '').trim() }),
  });
}
