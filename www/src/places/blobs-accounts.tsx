// The storage accounts with their blobs and snapshots; a blob that is chosen shows its map.

import { useState } from 'preact/hooks';
import { dispatch } from '../app.ts';
import { count, counted, size } from '../format.ts';
import { everyBlob, type Found } from '../blobs-state.ts';
import { Panel } from '../parts/panel.tsx';
import type { BlobAccountView, BlobSnapshotView, BlobsView, BlobView } from '../views.ts';

/** Older ones are shown when asked for. */
const SNAPSHOTS_SHOWN = 4;

export function Accounts({ view, found }: { view: BlobsView; found: Found | null }) {
  if (view.accounts.length === 0) return <p class="panel empty">There is no account before the first step. Press “Next step”.</p>;
  return (
    <div class="two even">
      {view.accounts.map((account) => <Account key={account.name} account={account} shown={found?.account.name === account.name ? found.blob.name : null} isOnly={everyBlob(view).length === 1} />)}
    </div>
  );
}

function Account({ account, shown, isOnly }: { account: BlobAccountView; shown: string | null; isOnly: boolean }) {
  return (
    <Panel title={<bdi>{account.name}</bdi>} chip={account.kind}>
      {account.blobs.length === 0
        ? <p class="empty">No blob{isOnly ? ' yet: the first copy makes one' : ''}.</p>
        : <ul class="blobs">{account.blobs.map((blob) => <Blob key={blob.name} account={account.name} blob={blob} isShown={blob.name === shown} />)}</ul>}
    </Panel>
  );
}

function Blob({ account, blob, isShown }: { account: string; blob: BlobView; isShown: boolean }) {
  const [isWhole, setWhole] = useState(false);
  const newest = blob.snapshots.toReversed();
  const snapshots = isWhole ? newest : newest.slice(0, SNAPSHOTS_SHOWN);
  const choose = () => dispatch({ kind: 'blob-chosen', blob: { account, blob: blob.name } });
  return (
    <li>
      <button class="blob" aria-pressed={isShown} onClick={choose}>
        <strong><bdi>{blob.name}</bdi></strong>
        <span class="blob-tags">
          {blob.role !== '' && <span class="tag plain">{blob.role}</span>}
          {/* An available lease is none. */}
          <span class="tag plain">{blob.lease === 'leased' && <span aria-hidden="true">⚿ </span>}{blob.lease === 'available' ? 'no lease' : blob.lease}</span>
        </span>
        <span class="blob-figures">
          <Figure label="Size" value={size(blob.size)} />
          <Figure label="Holds" value={size(blob.held)} />
          <Figure label="Snapshots only" value={size(blob.held_by_snapshots)} />
          <Figure label="Snapshots" value={count(blob.snapshots.length)} />
        </span>
      </button>
      {snapshots.length > 0 && (
        <>
          <ol class="snapshots" aria-label={`Snapshots of ${blob.name}, the newest first`}>{snapshots.map((one) => <Snapshot key={one.name} blob={blob.name} of={one} />)}</ol>
          {newest.length > SNAPSHOTS_SHOWN && <p class="snapshots-more"><button class="link" onClick={() => setWhole(!isWhole)}>{isWhole ? 'Only the newest' : `${counted(newest.length - SNAPSHOTS_SHOWN, 'older snapshot', 'older snapshots')}`}</button></p>}
        </>
      )}
    </li>
  );
}

function Figure({ label, value }: { label: string; value: string }) {
  return <span><span class="k">{label}</span><span>{value}</span></span>;
}

/** Most bear their blob’s name, which stands above them. */
function Snapshot({ blob, of }: { blob: string; of: BlobSnapshotView }) {
  const name = of.name.startsWith(blob) && of.name !== blob ? `…${of.name.slice(blob.length)}` : of.name;
  return <li><bdi class="snapshot-name" title={of.name}>{name}</bdi><span class="dim">{of.taken.local}</span><span class="dim n">{size(of.held)}</span></li>;
}
