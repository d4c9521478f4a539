// The Blobs place: a custom backup by snapshots of page blobs, step by step or by hand. What the
// accounts hold, how a blob has changed from snapshot to snapshot, and what each request moved.

import { useEffect, useRef } from 'preact/hooks';
import { state, takeFiles } from '../app.ts';
import { askBlobs, blobs, handled, startBlobs } from '../blobs.ts';
import { shownBlob } from '../blobs-state.ts';
import { StepResult } from '../parts/blob-tags.tsx';
import { Problems } from '../parts/modal.tsx';
import type { BlobsShown } from '../protocol.ts';
import { Accounts } from './blobs-accounts.tsx';
import { BlobsClock } from './blobs-clock.tsx';
import { HandPanel } from './blobs-hand.tsx';
import { MapPanel } from './blobs-map.tsx';
import { BlobStepsPanel } from './blobs-steps.tsx';
import { WaysPanel } from './blobs-ways.tsx';

export function BlobsPlace() {
  const { text, at, version } = state.value.blobs;
  useEffect(() => {
    if (text !== null) void askBlobs({ text, at, version });
  }, [text, at, version]);
  const answer = blobs();
  const isStale = answer?.version !== version || answer.at !== at;
  return (
    <>
      <div class="head">
        <h1>What does each copy move?</h1>
        {text !== null && <Tools text={text} />}
        <p class="lead">A backup that you build yourself: snapshots of page blobs, their differences, and what it takes to copy only those.</p>
      </div>
      {text === null ? <Beginning />
        : answer === null ? <p class="lead" role="status">The accounts are being set up.</p>
        : answer.kind === 'shown' ? <Bench shown={answer.shown} serial={answer.serial} isStale={isStale} />
        : <section class="panel notice"><h2>This custom backup can’t be run</h2><Problems problems={answer.problems} /></section>}
    </>
  );
}

function Beginning() {
  return (
    <section class="panel" aria-labelledby="blobs-begin">
      <header><h2 id="blobs-begin">Two storage accounts, and a machine’s disk in one of them</h2></header>
      <div class="body">
        <p>A disk lies as a page blob in a premium account. Every twelve hours a snapshot is taken of it, and what differs from the snapshot before is copied to a backup blob in a standard account, where a snapshot keeps it. Go through it step by step, see which parts change, restore, and try requests of your own: what the service would refuse is refused here.</p>
        <p class="actions">
          <button class="btn primary" onClick={startBlobs}>Start with the 12-hourly procedure</button>
          <OpenFile />
        </p>
        <p class="dim hint">A file of the kind “incremental-snapshots” can also be dropped anywhere on the page.</p>
      </div>
    </section>
  );
}

function OpenFile() {
  const input = useRef<HTMLInputElement>(null);
  const take = async ({ currentTarget }: { currentTarget: HTMLInputElement }) => {
    const files = [...(currentTarget.files ?? [])];
    currentTarget.value = '';
    if (files.length > 0) await takeFiles(files, true);
  };
  return (
    <>
      <button class="btn" onClick={() => input.current?.click()}>Open a file…</button>
      <input class="unseen" ref={input} type="file" accept=".json" tabIndex={-1} aria-label="A custom backup" onChange={take} />
    </>
  );
}

function Tools({ text }: { text: string }) {
  const save = () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    link.download = 'incremental-snapshots.json';
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <span class="tools">
      <button class="btn" onClick={startBlobs}>Start anew</button>
      <OpenFile />
      <button class="btn" onClick={save}>Save as a file</button>
    </span>
  );
}

function Bench({ shown, serial, isStale }: { shown: BlobsShown; serial: number; isStale: boolean }) {
  const { view } = shown;
  const found = shownBlob(view, state.value.blobs.blob);
  return (
    <>
      <BlobsClock shown={shown} isStale={isStale} />
      <Handled />
      <WaysPanel view={view} />
      <Accounts view={view} found={found} />
      {found && <MapPanel found={found} serial={serial} />}
      <HandPanel view={view} on={found && { account: found.account.name, blob: found.blob.name }} />
      <BlobStepsPanel view={view} serial={serial} />
    </>
  );
}

/** What came of the last request by hand. */
function Handled() {
  const step = handled.value;
  return (
    <div class={step ? 'said' : 'unseen'} role="status" aria-label="What the service answered">
      {step && <p><StepResult of={step} /> <strong><bdi>{step.request}</bdi></strong>: <bdi>{step.refused ?? step.what}</bdi></p>}
    </div>
  );
}
