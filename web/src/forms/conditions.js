/** Conditions of a form as people say them, and as the sub-schemas that a form keeps. */

/**
 * @typedef {{ field: string, op: 'is' | 'not' | 'least' | 'most' | 'filled', values: unknown[] }} Test
 * @typedef {{ join: 'all' | 'any' | 'none', tests: Test[] }} Condition
 */

export const OPS = ['is', 'not', 'least', 'most', 'filled'];
export const JOINS = ['all', 'any', 'none'];

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const about = (field, test) => ({ properties: { [field]: test }, required: [field] });

/** @type {Record<string, (field: string, values: unknown[]) => any>} */
const WRITE = {
  is: (field, values) => about(field, { enum: values }),
  not: (field, values) => ({ not: about(field, { enum: values }) }),
  least: (field, [value]) => about(field, { minimum: value }),
  most: (field, [value]) => about(field, { maximum: value }),
  filled: (field) => ({ required: [field] }),
};

/** @param {Condition} condition @returns {any} undefined where nothing is asked */
export function written({ join, tests }) {
  const parts = tests.filter(({ field }) => field).map(({ field, op, values }) => WRITE[op](field, values));
  if (!parts.length) {
    return undefined;
  }
  if (join === 'none') {
    return { not: parts.length > 1 ? { anyOf: parts } : parts[0] };
  }
  return parts.length > 1 ? { [join === 'all' ? 'allOf' : 'anyOf']: parts } : parts[0];
}

/** @param {any} schema @returns {Condition | null} null for one that is said in no other words */
export function parsed(schema) {
  if (schema === undefined) {
    return { join: 'all', tests: [] };
  }
  const found = joined(schema);
  const plain = schema && JSON.parse(JSON.stringify(schema, (key, value) => value), enumerated);
  return found && same(written(found), plain) ? found : null;
}

/** One value is a list of one. */
function enumerated(_, value) {
  if (value && typeof value === 'object' && 'const' in value && Object.keys(value).length === 1) {
    return { enum: [value.const] };
  }
  return value;
}

function joined(schema) {
  const [join, parts] = split(schema);
  const tests = parts.map(test);
  return tests.every(Boolean) ? { join, tests } : null;
}

/** @returns {['all' | 'any' | 'none', any[]]} */
function split(schema) {
  if (Array.isArray(schema.allOf)) {
    return ['all', schema.allOf];
  }
  if (Array.isArray(schema.anyOf)) {
    return ['any', schema.anyOf];
  }
  return Array.isArray(schema.not?.anyOf) ? ['none', schema.not.anyOf] : ['all', [schema]];
}

/** @returns {Test | null} */
function test(schema) {
  const inner = schema.not ?? schema;
  const [field] = inner.required ?? [];
  const asked = inner.properties?.[field];
  if (!field) {
    return null;
  }
  if (!asked) {
    return schema.not ? null : { field, op: 'filled', values: [] };
  }
  if ('enum' in asked || 'const' in asked) {
    return { field, op: schema.not ? 'not' : 'is', values: asked.enum ?? [asked.const] };
  }
  const op = 'minimum' in asked ? 'least' : 'most';
  return schema.not ? null : { field, op, values: [asked.minimum ?? asked.maximum] };
}
