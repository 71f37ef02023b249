/** 表单: which form a task or a start shows, chosen from those of the draft. */

import { SelectEntry } from '@bpmn-io/properties-panel';
import { useService } from 'bpmn-js-properties-panel';

import { forms } from '../forms/variables.js';
import { t } from '../page.js';
import { extend, extension } from './settings.js';

const TYPE = 'zeebe:FormDefinition';

/** The entry of `zeebe:formDefinition`. */
export const form = () => ({
  id: 'gj.form',
  component: Form,
  edited: (element) => Boolean(formOf(element)),
});

/** @param {any} element @returns {string} the id of the form that the element names */
export const formOf = (element) => extension(element, TYPE)?.formId ?? '';

function Form({ element, id }) {
  const injector = useService('injector');
  const present = formOf(element);
  const known = forms().map(({ document }) => ({ value: document.id, label: document.title }));
  const strange = present && !known.some(({ value }) => value === present);
  const getOptions = () => [
    { value: '', label: t('form.none') },
    ...known,
    ...(strange ? [{ value: present, label: present }] : []),
  ];
  const setValue = (formId) =>
    extend(injector, element, TYPE, formId && injector.get('bpmnFactory').create(TYPE, { formId }));
  return SelectEntry({ element, id, label: t('form.of'), getValue: () => present, setValue, getOptions });
}
