import assert from 'node:assert/strict';
import { test } from 'node:test';

import { add, addColumn, blankForm, changeColumn, choices, choose, columns, english, follow, leaders, move, moveColumn, offer, order, remove, removeColumn, require } from '../src/forms/document.js';

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

test('the choices of a field follow those of another one', () => {
  const kinds = choose(add(blankForm('f', '表'), 'kind', 'select', '大类'), 'kind', '停车\n电梯');
  const form = choose(add(kinds, 'detail', 'select', '小类'), 'detail', '道闸\n困人\n异响');
  assert.deepEqual(leaders(form, 'detail'), ['kind']);

  const following = offer(offer(follow(form, 'detail', 'kind'), 'detail', '停车', '道闸'), 'detail', '电梯', '困人、 异响,');

  assert.deepEqual(following.ui.fields.detail.optionsBy, { field: 'kind', values: { 停车: ['道闸'], 电梯: ['困人', '异响'] } });
  assert.deepEqual(leaders(following, 'kind'), [], 'two fields do not follow each other');
  assert.deepEqual(offer(following, 'detail', '停车', '').ui.fields.detail.optionsBy.values, { 电梯: ['困人', '异响'] });
  assert.equal(follow(following, 'detail', '').ui.fields.detail.optionsBy, undefined);
});

test('the columns of a table are added, changed, moved and taken away', () => {
  const table = add(blankForm('f', '表'), 'plan', 'table', '方案');
  assert.deepEqual(columns(table, 'plan').map(({ name }) => name), ['item'], 'a table begins with one column');

  let form = addColumn(table, 'plan', 'kind', 'select', '类型');
  form = changeColumn(form, 'plan', 'kind', { options: 'a = 甲\n乙', required: true });
  form = moveColumn(form, 'plan', 'kind', -1);

  assert.deepEqual(columns(form, 'plan')[0], { name: 'kind', title: '类型', widget: 'select', required: true, options: 'a = 甲\n乙' });
  assert.deepEqual(form.schema.properties.plan.items.properties.kind.enum, ['a', '乙']);
  const other = changeColumn(form, 'plan', 'kind', { widget: 'money', title: '费用', required: false });
  assert.equal(other.schema.properties.plan.items.properties.kind.multipleOf, 0.01);
  assert.equal(columns(other, 'plan')[0].title, '费用');
  const gone = removeColumn(form, 'plan', 'kind');
  assert.deepEqual(columns(gone, 'plan').map(({ name }) => name), ['item']);
  assert.deepEqual(gone.schema.properties.plan.items.required, []);
  assert.deepEqual(columns(table, 'plan').length, 1, 'the given document stays as it is');
});
