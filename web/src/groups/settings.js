/**
 * Reading and writing `gj:*` settings: entries of `zeebe:properties`, so that every modeller that
 * knows the vocabulary keeps and shows them; and the other extension elements that we set ourselves.
 */

import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';

/** @param {any} element @returns {any} the process of a pool, else what is drawn itself */
export function carrier(element) {
  const object = getBusinessObject(element);
  return is(element, 'bpmn:Participant') && object.processRef ? object.processRef : object;
}

/** @param {any} element @param {string} type @returns {any} its extension element of a type */
export function extension(element, type) {
  const values = carrier(element).extensionElements?.get('values') ?? [];
  return values.find((one) => one.$type === type);
}

/** @param {any} element @param {string} name @returns {string} */
export function setting(element, name) {
  return properties(element).find((one) => one.name === name)?.value ?? '';
}

/**
 * Set, or without text remove, one setting; one step of undo whatever it takes.
 *
 * @param {{ get: (name: string) => any }} injector
 * @param {any} element
 * @param {string} name
 * @param {string} text
 */
export function set(injector, element, name, text) {
  const factory = injector.get('bpmnFactory');
  const old = properties(element);
  const place = old.findIndex((one) => one.name === name);
  const kept = old.filter((one) => one.name !== name);
  if (text) {
    const one = factory.create('zeebe:Property', { name, value: text });
    kept.splice(place < 0 ? kept.length : place, 0, one);
  }
  const made = kept.length && factory.create('zeebe:Properties', { properties: kept });
  extend(injector, element, 'zeebe:Properties', made);
}

/**
 * Put an extension element in the place of the one of its type, or take that away.
 *
 * @param {{ get: (name: string) => any }} injector
 * @param {any} element
 * @param {string} type
 * @param {any} made
 */
export function extend(injector, element, type, made) {
  const owner = carrier(element);
  const old = owner.extensionElements?.get('values') ?? [];
  const values = [...old.filter((one) => one.$type !== type), ...(made ? [made] : [])];
  const extensions = injector.get('bpmnFactory').create('bpmn:ExtensionElements', { values });
  adopt(extensions, owner);
  injector.get('commandStack').execute('element.updateModdleProperties', {
    element,
    moddleElement: owner,
    properties: { extensionElements: values.length ? extensions : undefined },
  });
}

/** Tell an element and what is in it where it belongs, as the modeler expects. */
function adopt(element, parent) {
  element.$parent = parent;
  for (const one of element.values ?? element.properties ?? []) {
    adopt(one, element);
  }
}

function properties(element) {
  return extension(element, 'zeebe:Properties')?.properties ?? [];
}
