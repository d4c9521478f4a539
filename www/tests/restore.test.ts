// The panel Restore's form: what of it becomes a list, and what is asked beside it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beside, EMPTY_FORM, listOf, ofPolicy, type RestoreForm } from '../src/restore.ts';
import type { RestoresView } from '../src/views.ts';

const asked = (form: Partial<RestoreForm>) => listOf({ ...EMPTY_FORM, ...form });

test('an empty form asks for every machine', () => {
  assert.deepEqual(asked({}), { kind: 'vm', all: true });
});

test('names are asked in their order, one a line', () => {
  assert.deepEqual(asked({ who: 'names', names: ' b\n\na ' }), { kind: 'vm', vms: ['b', 'a'] });
});

test('a policy is asked by its name, whatever that is', () => {
  assert.deepEqual(asked({ who: ofPolicy('all') }), { kind: 'vm', policies: ['all'] });
});

test('what is no number goes as it is, for the engine to refuse', () => {
  assert.deepEqual(asked({ accounts: '10', accountMib: ' 5 ', atOnce: '-1' }), { kind: 'vm', all: true, accounts: 10, account_mib_per_s: 5, at_once: '-1' });
});

const view = (machines: { tier: string; bytes: number }[]) => ({ asked: { utc: 'T' }, fleet: { asked: machines.length }, machines }) as unknown as RestoresView;

const copied = view([{ tier: 'vault', bytes: 1 }, { tier: 'vault', bytes: 1 }, { tier: 'snapshot', bytes: 1 }]);
const accountsBeside = (accounts: string) => beside(asked({ accounts }), copied).map(({ list }) => list.accounts);

test('one account stands beside one for each machine, unless that was asked', () => {
  assert.deepEqual(accountsBeside('1'), [3]);
  assert.deepEqual(accountsBeside('2'), [1, 3]);
  assert.deepEqual(accountsBeside('3'), [1]);
  assert.deepEqual(accountsBeside(''), [1]);
});

test('what is asked beside is asked at the same moment', () => {
  const list = asked({ tier: 'vault', accounts: '1' });
  assert.deepEqual(beside(list, copied)[0]?.list, { ...list, at: 'T', accounts: 3 });
});

test('nothing stands beside a single machine, or where nothing is copied', () => {
  assert.deepEqual(beside(asked({}), view([{ tier: 'vault', bytes: 1 }])), []);
  assert.deepEqual(beside(asked({}), view([{ tier: 'snapshot', bytes: 1 }, { tier: 'vault', bytes: 0 }])), []);
});
