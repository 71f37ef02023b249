import assert from 'node:assert/strict';
import { test } from 'node:test';

import { add, blankForm, require } from '../src/forms/document.js';
import { formLines } from '../src/versions/forms.js';
import { tableLines } from '../src/versions/tables.js';

const words = { t: (key, facts) => (facts ? `${key} ${facts.n}` : key) };
const form = blankForm('f', '借钥匙');
const table = {
  name: '分级',
  policy: 'FIRST',
  columns: [{ id: 'in', label: '数量' }, { id: 'out', label: '级别' }],
  rules: [{ id: 'r1', cells: ['> 5', '"高"'] }, { id: 'r2', cells: ['', '"低"'] }],
};

test('the same form differs in nothing', () => {
  assert.deepEqual(formLines(form, structuredClone(form), words), []);
});

test('fields that came, went and changed are told by their labels', () => {
  const now = add(require(form, 'subject', true), 'count', 'number', '数量');
  now.schema.properties.subject.title = '原因';

  const found = formLines(form, now, words);

  assert.deepEqual(found.map(({ kind, name }) => [kind, name]), [['changed', '原因'], ['added', '数量']]);
  assert.deepEqual(found[0].details.map(({ what, old, now: is }) => [what, old, is]), [
    ['fields.label', '事由', '原因'],
    ['fields.required', 'no', 'yes'],
  ]);
  assert.deepEqual(formLines(now, form, words).map(({ kind }) => kind), ['changed', 'removed']);
});

test('a new order, a rule, a title and a whole form are told', () => {
  const two = add(form, 'count', 'number', '数量');
  const turned = { ...two, ui: { ...two.ui, order: ['count', 'subject'] } };
  const ruled = { ...form, title: '还钥匙', 'x-rules': [{ id: 'r', when: '= true', message: '不可' }] };

  assert.deepEqual(formLines(two, turned, words).map(({ kind }) => kind), ['moved']);
  assert.deepEqual(formLines(form, ruled, words).map(({ kind, name }) => [kind, name]), [['changed', 'forms.title'], ['added', 'rules.title r']]);
  assert.equal(formLines(undefined, form, words).every(({ kind }) => kind === 'added'), true);
});

test('rules and columns of a table that came, went and changed are told', () => {
  const now = structuredClone(table);
  now.policy = 'UNIQUE';
  now.columns.splice(1, 0, { id: 'in2', label: '项目' });
  now.rules = [{ id: 'r1', cells: ['> 8', '-', '"高"'] }, { id: 'r3', cells: ['', '', '"中"'] }];

  const found = tableLines(table, now, words);

  assert.deepEqual(found.map(({ kind, name }) => [kind, name]), [
    ['changed', '分级'],
    ['added', 'diff.column 项目'],
    ['added', 'diff.rule 2'],
    ['removed', 'diff.rule 2'],
    ['changed', 'diff.rule 1'],
  ]);
  assert.deepEqual(found.at(-1).details, [{ what: '数量', old: '> 5', now: '> 8' }]);
  assert.deepEqual(tableLines(table, structuredClone(table), words), []);
  assert.deepEqual(tableLines(undefined, table, words).map(({ kind }) => kind), ['added']);
});
