// The pure part of the Blobs place: which blob is shown, what a form asks.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filled, isBlobs, KINDS, requestOf, shownBlob, snapshotsFor, type Field } from '../src/blobs-state.ts';
import type { BlobsView, BlobView } from '../src/views.ts';

const at = { s: 0, utc: '', local: '' };
function blob(name: string, role: string, snapshots: string[]): BlobView {
  return { name, role, size: 4096, held: 0, held_by_snapshots: 0, lease: 'available', snapshots: snapshots.map((one) => ({ name: one, taken: at, held: 0 })) };
}
const VIEW = {
  accounts: [
    { name: 'fast', kind: 'premium', blobs: [blob('disk', 'the machine\'s disk', ['disk_ss2'])] },
    { name: 'slow', kind: 'standard', blobs: [blob('backup', 'the backup', ['backup_ss1', 'backup_ss2']), blob('other', '', [])] },
  ],
  steps: [],
} as unknown as BlobsView;

test('the backup is shown until another blob is chosen, and again when that is gone', () => {
  assert.equal(shownBlob(VIEW, null)?.blob.name, 'backup');
  assert.equal(shownBlob(VIEW, { account: 'fast', blob: 'disk' })?.blob.name, 'disk');
  assert.equal(shownBlob(VIEW, { account: 'slow', blob: 'disk' })?.blob.name, 'backup');
  assert.equal(shownBlob({ ...VIEW, accounts: [] }, null), null);
});

test('a document of a custom backup is known by its kind', () => {
  assert.equal(isBlobs('{ "kind" : "incremental-snapshots", "schema": 1 }'), true);
  assert.equal(isBlobs('{"schema":1,"vms":[]}'), false);
});

test('a request says what was typed, and nothing of what is empty or of other requests', () => {
  const hand = filled(VIEW, 'put', { account: 'fast', blob: 'disk' });
  assert.deepEqual(requestOf(hand), { do: 'put', account: 'fast', blob: 'disk', offset: 0, length: 1048576, fill: 7 });
  const leased = { ...hand, values: { ...hand.values, with_lease: 'yes' } };
  assert.equal(requestOf(leased)['with_lease'], true);
  assert.deepEqual(requestOf(filled(VIEW, 'ranges', null)), { do: 'ranges', account: 'slow', blob: 'backup' });
  const diff = filled(VIEW, 'diff', null);
  assert.deepEqual(requestOf({ ...diff, values: { ...diff.values, version: 'backup_ss2', previous: 'backup_ss1' } }), { do: 'diff', account: 'slow', blob: 'backup', name: 'backup_ss2', previous: 'backup_ss1' });
  assert.deepEqual(requestOf(filled(VIEW, 'restore', null)), { do: 'restore', snapshot: 'backup_ss2' });
  assert.deepEqual(requestOf(filled(VIEW, 'acquire-lease', null)), { do: 'acquire-lease', account: 'slow', blob: 'backup' });
});

test('a form is filled with what is there, and with names that are free', () => {
  assert.equal(filled(VIEW, 'snapshot', null).values.name, 'backup_hand1');
  const gone = { ...VIEW, steps: [{ what: 'Deletes snapshot backup_hand1 of slow/backup.' }] } as BlobsView;
  assert.equal(filled(gone, 'snapshot', null).values.name, 'backup_hand2', 'a name is given once');
  assert.equal(filled(VIEW, 'delete-snapshot', null).values.name, 'backup_ss2');
  assert.equal(filled(VIEW, 'create', null).blob, 'blob1');
  const copy = filled(VIEW, 'incremental-copy', { account: 'fast', blob: 'disk' });
  assert.deepEqual(requestOf(copy), { do: 'incremental-copy', account: 'fast', blob: 'disk', from_account: 'slow', from: 'backup', source: 'backup_ss2', name: 'disk_hand1' });
  const empty = filled({ ...VIEW, accounts: [] }, 'put', null);
  assert.equal(empty.blob, '');
});

test('snapshots to choose from are those of the blob that the request is about', () => {
  const copy = filled(VIEW, 'copy', { account: 'fast', blob: 'disk' });
  assert.deepEqual(snapshotsFor(VIEW, copy, 'version'), ['backup_ss2', 'backup_ss1']);
  assert.deepEqual(snapshotsFor(VIEW, filled(VIEW, 'promote', { account: 'fast', blob: 'disk' }), 'name'), ['disk_ss2']);
  assert.deepEqual(snapshotsFor(VIEW, filled(VIEW, 'restore', null), 'snapshot'), ['backup_ss2', 'backup_ss1']);
  assert.equal(snapshotsFor(VIEW, filled(VIEW, 'snapshot', null), 'name'), null, 'a new name is typed');
});

test('every request has its own name and known fields', () => {
  assert.equal(new Set(KINDS.map((kind) => kind.do)).size, KINDS.length);
  const values = filled(VIEW, 'put', null).values;
  for (const field of KINDS.flatMap((kind) => kind.fields)) assert.ok((field satisfies Field) in values, field);
});
