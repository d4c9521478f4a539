// Which errors a search finds.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { operationsIn, searched } from '../src/errors-search.ts';
import type { ErrorRowView } from '../src/views.ts';

const row = (code: string, part: Partial<ErrorRowView> = {}): ErrorRowView => ({
  code, extension_code: undefined, operation: 'backup', step: 'snapshot', retry: '', message: '', causes: [], remedy: '', source: { kind: 'published', source: '', date: undefined }, is_of_guest: false, crash_consistent: undefined, troubles: [], ...part,
});
const ROWS = [
  row('NoNetwork', { message: 'The guest can’t reach the storage.', causes: ['Outbound traffic is blocked.'] }),
  row('NoAgent', { remedy: 'Install the agent.', extension_code: 7 }),
  row('NoTarget', { operation: 'restore' }),
];
const codes = (text: string, operation = 'all') => searched(ROWS, text, operation).map(({ code }) => code);

test('a search looks at codes, messages, causes and cures, in any letters', () => {
  assert.deepEqual(codes('nonet'), ['NoNetwork']);
  assert.deepEqual(codes('BLOCKED'), ['NoNetwork']);
  assert.deepEqual(codes('install'), ['NoAgent']);
  assert.deepEqual(codes('7'), ['NoAgent']);
});
test('every word has to be found, and none finds all', () => {
  assert.deepEqual(codes('guest blocked'), ['NoNetwork']);
  assert.deepEqual(codes('guest agent'), []);
  assert.equal(codes('  ').length, 3);
});
test('an operation narrows the search', () => {
  assert.deepEqual(codes('no', 'restore'), ['NoTarget']);
  assert.deepEqual(operationsIn(ROWS), ['backup', 'restore']);
});
