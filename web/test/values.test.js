import assert from 'node:assert/strict';
import { test } from 'node:test';

import { same, shown, typed } from '../src/tables/values.js';

test('a value that is shown reads as itself again', () => {
  for (const value of ['电梯', 3, -1.5, true, null, [1, 'a'], { a: 1 }, '3', 'true', '']) {
    assert.deepEqual(typed(shown(value)), value);
  }
});

test('an empty cell is nothing', () => {
  assert.equal(typed(''), null);
});

test('a text is the same with and without its quotes, a number and a text are not', () => {
  assert.equal(same('高', '"高"'), true);
  assert.equal(same('{"a": 1}', '{"a":1}'), true);
  assert.equal(same('1', '"1"'), false);
});
