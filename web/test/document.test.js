import assert from 'node:assert/strict';
import { test } from 'node:test';

import { add, blankForm, choices, choose, english, move, order, remove, require, showIf, shownIf } from '../src/forms/document.js';

test('fields are added, moved and taken away with everything that is said of them', () => {
  const form = require(english(add(blankForm('f', '表'), 'cost', 'money', '费用'), 'cost', 'Cost'), 'cost', true);
  assert.deepEqual(order(form), ['subject', 'cost']);

  assert.deepEqual(order(move(form, 'cost', -1)), ['cost', 'subject']);
  const gone = remove(form, 'cost');

  assert.deepEqual(order(gone), ['subject']);
  assert.deepEqual(gone.schema.required, []);
  assert.deepEqual(gone.i18n.en.fields, {});
  assert.deepEqual(order(form), ['subject', 'cost'], 'the given document stays as it is');
});

test('choices are written a line each, with or without a value of their own', () => {
  assert.deepEqual(choices('lift = 电梯\n\n 保洁 '), [['lift', '电梯'], ['保洁', '保洁']]);

  const form = choose(add(blankForm('f', '表'), 'kind', 'radio', '类别'), 'kind', 'lift = 电梯\n保洁');

  assert.deepEqual(form.schema.properties.kind.enum, ['lift', '保洁']);
  assert.deepEqual(form.ui.fields.kind.options, { lift: '电梯', 保洁: '保洁' });
});

test('a condition on one field reads as it was written, others are left alone', () => {
  assert.deepEqual(shownIf(showIf({ field: 'hurt', value: true })), { field: 'hurt', value: true });
  assert.deepEqual(shownIf(undefined), { field: '', value: '' });
  assert.equal(shownIf({ properties: { a: { enum: [1, 2] } } }), null);
});
