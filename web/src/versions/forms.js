/** What differs between two states of a form, field by field. */

import { lines, order } from '../forms/document.js';

const LIMITS = ['minLength', 'maxLength', 'minimum', 'maximum', 'minItems', 'maxItems', 'pattern', 'multipleOf'];

/**
 * @param {any} before a form document, null for one that is new
 * @param {any} after null for one that is gone
 * @param {{ t: (key: string) => string }} says the words of what differs
 * @returns {{ kind: string, name: string, details: { what: string, old: string, now: string }[] }[]}
 */
export function formLines(before, after, { t }) {
  const [old, now] = [said(before, t), said(after, t)];
  const names = [...new Set([...old.keys(), ...now.keys()])];
  const found = names.flatMap((name) => line(name, old.get(name), now.get(name)));
  const moved = found.length === 0 && before && after && order(before).join() !== order(after).join();
  return moved ? [{ kind: 'moved', name: t('diff.order'), details: [] }] : found;
}

function line(name, old, now) {
  if (!old || !now) {
    return [{ kind: old ? 'removed' : 'added', name: (now ?? old).title, details: [] }];
  }
  const keys = [...new Set([...Object.keys(old.facts), ...Object.keys(now.facts)])];
  const details = keys
    .filter((key) => old.facts[key] !== now.facts[key])
    .map((key) => ({ what: key, old: old.facts[key] ?? '', now: now.facts[key] ?? '' }));
  return details.length ? [{ kind: 'changed', name: now.title || name, details }] : [];
}

/** Everything that a form says, by field; its title and its rules go by names of their own. */
function said(document, t) {
  const found = new Map();
  if (!document) {
    return found;
  }
  found.set('/title', { title: t('forms.title'), facts: { [t('forms.title')]: document.title } });
  for (const name of order(document)) {
    found.set(name, field(document, name, t));
  }
  for (const { id, when, message } of document['x-rules'] ?? []) {
    found.set(`/rule/${id}`, { title: `${t('rules.title')} ${id}`, facts: { [t('rules.when')]: when, [t('rules.message')]: message } });
  }
  return found;
}

function field(document, name, t) {
  const schema = document.schema.properties[name];
  const look = document.ui?.fields?.[name] ?? {};
  const facts = {
    [t('fields.label')]: schema.title,
    [t('fields.widget')]: look.widget && t(`widget.${look.widget}`),
    [t('fields.required')]: document.schema.required?.includes(name) ? t('yes') : t('no'),
    [t('fields.help')]: look.help,
    [t('fields.options')]: lines(look.options).replaceAll('\n', '、') || undefined,
    [t('fields.options-by')]: look.optionsBy && JSON.stringify(look.optionsBy),
    [t('fields.default-self')]: look.default && t('yes'),
    [t('fields.show-if')]: look.showIf && JSON.stringify(look.showIf),
    [t('columns.title')]: columnsOf(schema, look, t),
    [t('gj.nameEn')]: document.i18n?.en?.fields?.[name],
  };
  const limits = LIMITS.filter((key) => schema[key] !== undefined);
  return { title: schema.title || name, facts: { ...facts, ...Object.fromEntries(limits.map((key) => [t(`fields.${key}`), String(schema[key])])) } };
}

function columnsOf(schema, look, t) {
  const columns = Object.entries(schema.items?.properties ?? {});
  const told = columns.map(([name, { title }]) => `${title ?? name}（${t(`widget.${look.columns?.[name]?.widget ?? 'text'}`)}）`);
  return told.join('、') || undefined;
}
