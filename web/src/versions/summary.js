/** What differs between two versions, in lines that people read: which element, which setting. */

import { page } from '../page.js';

const COUNTED = /^(bpmndi|dc|di):/;

/**
 * @param {any} found what bpmn-js-differ found
 * @param {{ before: (id: string) => any, after: (id: string) => any }} objects what an id means
 * @returns {{ id: string, kind: string, name: string, details: { what: string, old: string, now: string }[] }[]}
 */
export function summary(found, { before, after }) {
  const named = (id) => (after(id) ?? before(id))?.name || id;
  const line = (kind, details = () => []) => ([id, one]) => ({ id, kind, name: named(id), details: details(id, one) });
  const told = (elements) => Object.entries(elements).filter(([, one]) => !COUNTED.test((one.model ?? one).$type));
  const moved = told(found._layoutChanged).filter(([id]) => !(id in found._changed));
  const changes = (id, { attrs }) => [
    ...attributes(attrs),
    ...settings(before(id)?.extensionElements, after(id)?.extensionElements),
  ];
  return [
    ...told(found._added).map(line('added')),
    ...told(found._removed).map(line('removed')),
    ...told(found._changed).map(line('changed', changes)),
    ...moved.map(line('moved')),
  ];
}

/** The attributes that differ; what extension elements say is told setting by setting. */
function attributes(attrs) {
  return Object.entries(attrs)
    .filter(([name]) => !name.startsWith('extensionElements'))
    .map(([name, { oldValue, newValue }]) => ({ what: called(name), old: text(oldValue), now: text(newValue) }));
}

/** @param {any} before @param {any} after extension elements of one element */
function settings(before, after) {
  const [old, now] = [flat(before), flat(after)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return names
    .filter((name) => old[name] !== now[name])
    .map((name) => ({ what: called(name), old: old[name] ?? '', now: now[name] ?? '' }));
}

/** Everything that extension elements say, by name. */
function flat(extensions) {
  const found = {};
  for (const one of extensions?.values ?? []) {
    for (const property of one.properties ?? []) {
      found[property.name] = property.value;
    }
    for (const [name, value] of Object.entries(one)) {
      if (typeof value === 'string' && !name.startsWith('$')) {
        found[`${one.$type}.${name}`] = value;
      }
    }
  }
  return found;
}

/** What a setting is called on the screen; its own name where it has none. */
function called(name) {
  return page.texts[name.replace('gj:', 'gj.')] ?? page.texts[`diff.${name}`] ?? name;
}

function text(value) {
  if (value === undefined || value === null) {
    return '';
  }
  return typeof value === 'object' ? (value.body ?? value.id ?? value.$type ?? '') : String(value);
}
