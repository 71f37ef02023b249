import assert from 'node:assert/strict';
import { test } from 'node:test';

import { JOINS, OPS, parsed, written } from '../src/forms/conditions.js';

const VALUES = { is: ['a', 'b'], not: [true], least: [3], most: [2], filled: [] };
const about = (field, asked) => ({ properties: { [field]: asked }, required: [field] });

test('every test, alone and joined, reads as it was written', () => {
  const tests = OPS.map((op) => ({ field: 'kind', op, values: VALUES[op] }));
  for (const join of JOINS) {
    assert.deepEqual(parsed(written({ join, tests })), { join, tests });
  }
  for (const one of tests) {
    assert.deepEqual(parsed(written({ join: 'all', tests: [one] })), { join: 'all', tests: [one] });
  }
});

test('nothing asked is no condition', () => {
  assert.equal(written({ join: 'all', tests: [] }), undefined);
  assert.deepEqual(parsed(undefined), { join: 'all', tests: [] });
});

test('one value reads as a list of one', () => {
  assert.deepEqual(parsed(about('hurt', { const: true })).tests, [{ field: 'hurt', op: 'is', values: [true] }]);
});

test('what the shipped forms ask reads as well', () => {
  const none = { not: { anyOf: [about('a', { enum: ['x'] }), about('b', { enum: ['y'] })] } };
  assert.equal(parsed(none).join, 'none');
  assert.equal(parsed({ not: about('a', { enum: [true] }) }).tests[0].op, 'not');
  assert.equal(parsed(about('n', { maximum: 2 })).tests[0].op, 'most');
});

test('a condition of another kind is left alone', () => {
  for (const other of [{}, { properties: { a: { pattern: 'x' } } }, about('a', { pattern: 'x' }), { allOf: [{}] }, { not: { required: ['a'] } }]) {
    assert.equal(parsed(other), null);
  }
});
