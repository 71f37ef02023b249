import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bent } from '../src/bending.js';

const line = (...pairs) => pairs.map(([x, y]) => ({ x, y }));

test('the longest inner part across the way moves aside', () => {
  const points = line([0, 0], [50, 0], [50, 80], [100, 80]);

  assert.deepEqual(bent(points, { x: 10, y: 0 }), line([0, 0], [60, 0], [60, 80], [100, 80]));
});

test('a straight line gets a way around', () => {
  const points = line([0, 0], [100, 0]);

  assert.deepEqual(
    bent(points, { x: 0, y: -10 }),
    line([0, 0], [30, 0], [30, -10], [70, -10], [70, 0], [100, 0]),
  );
});

test('a way around is moved on', () => {
  const once = bent(line([0, 0], [100, 0]), { x: 0, y: 10 });

  assert.equal(bent(once, { x: 0, y: 10 })[2].y, 20);
  assert.equal(bent(once, { x: 0, y: 10 }).length, once.length);
});

test('what has no part across the way is left alone', () => {
  assert.equal(bent(line([0, 0], [100, 0]), { x: 10, y: 0 }), null);
  assert.equal(bent(line([0, 0], [100, 30]), { x: 10, y: 0 }), null);
});

test('an end part is not torn off its shape', () => {
  const points = line([0, 0], [0, 50], [80, 50]);
  const found = bent(points, { x: 10, y: 0 });

  assert.deepEqual([found[0], found.at(-1)], [points[0], points[2]]);
});
