/** Simple candidate rules, such as post(cs_front): what kind they are, and of whom. */

const RULE = /^(post|user|group|head|superior|done|chosen|duty|chain)\(\s*([^(),]+?)\s*\)$/;

/** Kinds in the order in which they are offered. */
export const KINDS = [
  'post',
  'user',
  'initiator',
  'superior',
  'head',
  'done',
  'chosen',
  'group',
  'duty',
  'chain',
];

/**
 * Read a rule; anything but one simple term is of the kind `rule`.
 *
 * @param {string} text
 * @returns {{ kind: string, of: string }}
 */
export function parse(text) {
  const rule = text.trim();
  if (rule === '' || rule === 'initiator') {
    return { kind: rule, of: '' };
  }
  const found = RULE.exec(rule);
  return found ? { kind: found[1], of: found[2] } : { kind: 'rule', of: rule };
}

/** @param {string} kind @param {string} of @returns {string} the text of a rule */
export function format(kind, of) {
  if (kind === '' || kind === 'initiator') {
    return kind;
  }
  return kind === 'rule' ? of : `${kind}(${of})`;
}

const BEGINNINGS = { superior: 'initiator', head: 'form.dept', chain: 'initiator', group: 'quality' };

/**
 * What a kind is of, where nobody has been chosen yet.
 *
 * @param {string} kind
 * @param {Record<string, [string, string][]>} lists of values and their names, by kind
 * @returns {string}
 */
export function first(kind, lists) {
  return lists[kind]?.[0]?.[0] ?? BEGINNINGS[kind] ?? '';
}
