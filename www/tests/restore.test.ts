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

test('one account stands beside one for each machine where something is copied', () => {
  const list = asked({ tier: 'vault' });
  const lists = beside(list, view([{ tier: 'vault', bytes: 1 }, { tier: 'snapshot', bytes: 1 }])).map((one) => one.list);
  assert.deepEqual(lists, [{ ...list, at: 'T', accounts: 1 }, { ...list, at: 'T', accounts: 2 }]);
  assert.deepEqual(beside(list, view([{ tier: 'vault', bytes: 1 }])), []);
  assert.deepEqual(beside(list, view([{ tier: 'snapshot', bytes: 1 }, { tier: 'vault', bytes: 0 }])), []);
});
