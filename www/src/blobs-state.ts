// What the page knows of page blobs: where the procedure stands, and what can be asked by hand with
// which fields. No DOM and no engine. What the service allows is not known here: it answers, and may
// refuse.

import type { BlobAccountView, BlobsView, BlobView } from './views.ts';

/** Where the procedure stands. */
export interface BlobsState {
  /** The document; nothing until a person starts or opens one. */
  text: string | null;
  /** Steps done, or to be done. */
  at: number;
  /** Whose map is shown; without a choice, the backup's, else the first. */
  blob: BlobAt | null;
  /** Grows with every document, so that the engine is asked anew. */
  version: number;
}

export interface BlobAt {
  account: string;
  blob: string;
}

export const NO_BLOBS: BlobsState = { text: null, at: 0, blob: null, version: 0 };

/** A document of a custom backup says so near one of its ends; a fleet's says something else. */
export function isBlobs(text: string): boolean {
  return /"kind"\s*:\s*"incremental-snapshots"/.test(text.slice(0, 4096) + text.slice(-4096));
}

/** What the engine calls the backup. */
const BACKUP = 'the backup';

export interface Found {
  account: BlobAccountView;
  blob: BlobView;
}

export function everyBlob(view: BlobsView): Found[] {
  return view.accounts.flatMap((account) => account.blobs.map((blob) => ({ account, blob })));
}

/** The chosen blob, if it is there; else the one with a part to play that came last: the backup. */
export function shownBlob(view: BlobsView, chosen: BlobAt | null): Found | null {
  const all = everyBlob(view);
  return all.find(({ account, blob }) => account.name === chosen?.account && blob.name === chosen.blob)
    ?? all.findLast(({ blob }) => blob.role !== '') ?? all[0] ?? null;
}

/** A field of the form, by the name that the document has for it. */
export type Field =
  | 'size_bytes' | 'offset' | 'length' | 'fill' | 'snapshots' | 'snapshot' | 'name' | 'version' | 'previous' | 'from_account' | 'from' | 'source' | 'seconds' | 'with_lease';

export interface Kind {
  do: string;
  words: string;
  /** What the service calls it. */
  request: string;
  fields: readonly Field[];
  /** It may write a blob that does not exist yet. */
  isNew?: boolean;
  /** It is about the disk and its backup, whichever blob is chosen. */
  isWhole?: boolean;
}

export const KINDS: readonly Kind[] = [
  { do: 'create', words: 'Create', request: 'Put Blob', fields: ['size_bytes', 'with_lease'], isNew: true },
  { do: 'put', words: 'Write', request: 'Put Page', fields: ['offset', 'length', 'fill', 'with_lease'] },
  { do: 'clear', words: 'Clear', request: 'Put Page, clear', fields: ['offset', 'length', 'with_lease'] },
  { do: 'resize', words: 'Resize', request: 'Set Blob Properties', fields: ['size_bytes', 'with_lease'] },
  { do: 'snapshot', words: 'Take a snapshot', request: 'Snapshot Blob', fields: ['name'] },
  { do: 'delete-snapshot', words: 'Delete a snapshot', request: 'Delete Blob, snapshot', fields: ['name'] },
  { do: 'delete', words: 'Delete', request: 'Delete Blob', fields: ['snapshots', 'with_lease'] },
  { do: 'ranges', words: 'List its ranges', request: 'Get Page Ranges', fields: ['version'] },
  { do: 'diff', words: 'Compare to a snapshot', request: 'Get Page Ranges, previous snapshot', fields: ['version', 'previous'] },
  { do: 'copy', words: 'Copy a blob here', request: 'Copy Blob', fields: ['from_account', 'from', 'version', 'with_lease'], isNew: true },
  { do: 'promote', words: 'Promote a snapshot', request: 'Copy Blob, over itself', fields: ['name', 'with_lease'] },
  { do: 'incremental-copy', words: 'Copy a snapshot incrementally', request: 'Incremental Copy Blob', fields: ['from_account', 'from', 'source', 'name'], isNew: true },
  { do: 'acquire-lease', words: 'Acquire a lease', request: 'Lease Blob, acquire', fields: ['seconds'] },
  { do: 'release-lease', words: 'Release the lease', request: 'Lease Blob, release', fields: [] },
  { do: 'break-lease', words: 'Break the lease', request: 'Lease Blob, break', fields: [] },
  { do: 'restore', words: 'Restore the disk', request: 'the whole procedure of a restore', fields: ['snapshot'], isWhole: true },
];

export function kindOf(name: string): Kind {
  return KINDS.find((kind) => kind.do === name) ?? KINDS[0]!;
}

/** The form as typed. */
export interface Hand {
  do: string;
  account: string;
  blob: string;
  values: Record<Field, string>;
}

/** Fields that hold a snapshot's name are chosen from those of a blob: of which one. */
export function snapshotsFor(view: BlobsView, hand: Hand, field: Field): string[] | null {
  // Also of blobs that were the backup before a restore.
  if (field === 'snapshot') {
    const account = everyBlob(view).find(({ blob }) => blob.role === BACKUP)?.account.name;
    return everyBlob(view).filter((one) => one.account.name === account).flatMap(({ blob }) => blob.snapshots).map(({ name }) => name).toReversed();
  }
  const isFromOther = hand.do === 'copy' || hand.do === 'incremental-copy';
  const isChosen = field === 'version' || field === 'previous' || field === 'source'
    || (field === 'name' && (hand.do === 'delete-snapshot' || hand.do === 'promote'));
  if (!isChosen) return null;
  const of = isFromOther ? { account: hand.values.from_account, blob: hand.values.from } : hand;
  const found = everyBlob(view).find(({ account, blob }) => account.name === of.account && blob.name === of.blob);
  return found?.blob.snapshots.map(({ name }) => name).toReversed() ?? [];
}

/** A request about a blob, filled with what is likely to be wanted. */
export function filled(view: BlobsView, name: string, on: BlobAt | null): Hand {
  const found = shownBlob(view, on);
  const account = found?.account.name ?? on?.account ?? view.accounts[0]?.name ?? '';
  const blob = found?.blob.name ?? '';
  const others = everyBlob(view).filter((other) => other.blob.name !== blob || other.account.name !== account);
  const from = others.findLast((other) => other.blob.snapshots.length > 0) ?? others[0] ?? found;
  const names = (of: Found | null | undefined) => of?.blob.snapshots.map((snapshot) => snapshot.name) ?? [];
  const isNamed = name === 'snapshot' || name === 'incremental-copy';
  const own = names(found);
  return {
    do: name,
    account,
    blob: name === 'create' ? free('blob', (one) => everyBlob(view).some((other) => other.account.name === account && other.blob.name === one)) : blob,
    values: {
      size_bytes: String(found?.blob.size ?? 2 ** 30), offset: '0', length: String(2 ** 20), fill: '7', snapshots: 'none',
      // A name is given once, also when its snapshot is gone; the steps remember.
      name: isNamed ? free(`${blob}_hand`, (one) => own.includes(one) || view.steps.some(({ what }) => what.includes(one))) : (own.at(-1) ?? ''),
      snapshot: names(everyBlob(view).findLast((one) => one.blob.role === BACKUP)).at(-1) ?? '', version: '', previous: own.at(-1) ?? '', from_account: from?.account.name ?? '', from: from?.blob.name ?? '', source: names(from).at(-1) ?? '',
      seconds: '', with_lease: found?.blob.lease === 'leased' ? 'yes' : '',
    },
  };
}

/** The first name with a number that is not taken. */
function free(base: string, isTaken: (name: string) => boolean): string {
  for (let number = 1; ; number += 1) if (!isTaken(`${base}${number}`)) return `${base}${number}`;
}

const NUMBERS: readonly Field[] = ['size_bytes', 'offset', 'length', 'fill', 'seconds'];

/** The request as a document has it, without its moment; what was left empty is not said. */
export function requestOf({ do: name, account, blob, values }: Hand): Record<string, unknown> {
  const kind = kindOf(name);
  const request: Record<string, unknown> = kind.isWhole ? { do: name } : { do: name, account, blob };
  for (const field of kind.fields) {
    const value = values[field];
    if (value === '') continue;
    if (field === 'with_lease') request[field] = true;
    // What is a version here is a snapshot's name there.
    else request[field === 'version' ? 'name' : field] = NUMBERS.includes(field) ? Number(value) : value;
  }
  return request;
}
