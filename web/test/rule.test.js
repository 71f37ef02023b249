import assert from 'node:assert/strict';
import { test } from 'node:test';

import { KINDS, first, format, parse } from '../src/groups/rule.js';

test('every kind of rule reads as it was written', () => {
  for (const kind of KINDS.filter((one) => one !== 'initiator')) {
    assert.deepEqual(parse(format(kind, 'x')), { kind, of: 'x' });
  }
  assert.deepEqual(parse(' initiator '), { kind: 'initiator', of: '' });
  assert.deepEqual(parse(''), { kind: '', of: '' });
});

test('whatever is more than one simple term stays a rule as it is', () => {
  for (const rule of ['post(a) union post(b)', 'chain(initiator, until=gm)', 'post(a) not_in(x)']) {
    const { kind, of } = parse(rule);

    assert.equal(kind, 'rule');
    assert.equal(format(kind, of), rule);
  }
});

test('a new kind begins with the first one of its list', () => {
  assert.equal(first('post', { post: [['cs_front', '客服前台']] }), 'cs_front');
  assert.equal(first('superior', {}), 'initiator');
  assert.equal(first('initiator', {}), '');
});
