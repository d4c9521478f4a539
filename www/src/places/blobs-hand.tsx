// A request by hand: which one, about which blob, with only the fields that it needs. Whether it is
// allowed, the service says.

import type { ComponentChildren } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import { ask } from '../blobs.ts';
import { everyBlob, filled, kindOf, KINDS, requestOf, snapshotsFor, type BlobAt, type Field, type Hand } from '../blobs-state.ts';
import { size } from '../format.ts';
import { Problems } from '../parts/modal.tsx';
import { Panel } from '../parts/panel.tsx';
import type { BlobsView, ProblemView } from '../views.ts';

const LABELS: Record<Field, string> = {
  size_bytes: 'Size in bytes', offset: 'Offset in bytes', length: 'Length in bytes', fill: 'Fill, a number', snapshots: 'Its snapshots', snapshot: 'From the backup’s snapshot', name: 'Snapshot', version: 'Of', previous: 'Since',
  from_account: 'From the account', from: 'From the blob', source: 'Its snapshot', seconds: 'For seconds', with_lease: 'Lease',
};
const DELETIONS = [['none', 'It has none'], ['include', 'Delete them too'], ['only', 'Delete only them']] as const;

export function HandPanel({ view, on }: { view: BlobsView; on: BlobAt | null }) {
  const [hand, setHand] = useState(() => filled(view, 'snapshot', on));
  const [problems, setProblems] = useState<readonly ProblemView[]>([]);
  const there = everyBlob(view).map(({ account, blob }) => `${account.name}/${blob.name}/${blob.snapshots.length}`).join(' ');
  useEffect(() => {
    setHand((before) => filled(view, before.do, on));
    setProblems([]);
  }, [on?.account, on?.blob, there]);
  const kind = kindOf(hand.do);
  const go = async (event: Event) => {
    event.preventDefault();
    setProblems(await ask(requestOf(hand)));
  };
  const choose = (name: string) => {
    setProblems([]);
    setHand(filled(view, name, on));
  };
  return (
    <Panel title="By hand" chip={kind.request}>
      <form class="body hand" onSubmit={go}>
        <Labelled label="Request">
          {(id) => <select id={id} value={hand.do} onChange={(event) => choose(event.currentTarget.value)}>{KINDS.map((one) => <option key={one.do} value={one.do}>{one.words}</option>)}</select>}
        </Labelled>
        {!kind.isWhole && <Target hand={hand} view={view} isNew={kind.isNew ?? false} onChange={setHand} />}
        {kind.fields.map((field) => <Entry key={field} field={field} hand={hand} view={view} onChange={(value) => setHand({ ...hand, values: { ...hand.values, [field]: value } })} />)}
        <p class="hand-go"><button class="btn primary" type="submit">{kind.words}</button></p>
      </form>
      {problems.length > 0 && <div class="body" role="alert"><p>This can’t be asked:</p><Problems problems={problems} /></div>}
    </Panel>
  );
}

function Target({ hand, view, isNew, onChange }: { hand: Hand; view: BlobsView; isNew: boolean; onChange: (hand: Hand) => void }) {
  return (
    <>
      <Labelled label={isNew ? 'In the account' : 'Account'}>
        {(id) => <select id={id} value={hand.account} onChange={(event) => onChange({ ...hand, account: event.currentTarget.value })}>{view.accounts.map(({ name }) => <option key={name} value={name}>{name}</option>)}</select>}
      </Labelled>
      <Labelled label="Blob">
        {(id) => (
          <>
            <input class="filter" id={id} required value={hand.blob} list={`${id}-all`} onInput={(event) => onChange({ ...hand, blob: event.currentTarget.value })} />
            <datalist id={`${id}-all`}>{view.accounts.find(({ name }) => name === hand.account)?.blobs.map(({ name }) => <option key={name} value={name} />)}</datalist>
          </>
        )}
      </Labelled>
    </>
  );
}

function Labelled({ label, hint, children }: { label: string; hint?: string | undefined; children: (id: string) => ComponentChildren }) {
  const id = useId();
  return <div class="hand-field"><label for={id}>{label}</label>{children(id)}{hint && <span class="hint">{hint}</span>}</div>;
}

function Entry({ field, hand, view, onChange }: { field: Field; hand: Hand; view: BlobsView; onChange: (value: string) => void }) {
  const value = hand.values[field];
  const label = field === 'name' && (hand.do === 'snapshot' || hand.do === 'incremental-copy') ? 'Name of the snapshot' : LABELS[field];
  const choices = choicesOf(field, hand, view);
  if (field === 'with_lease') {
    return <div class="hand-field"><span class="hand-label">{label}</span><label class="check"><input type="checkbox" checked={value !== ''} onChange={(event) => onChange(event.currentTarget.checked ? 'yes' : '')} /> Name the one held here</label></div>;
  }
  if (choices !== null && choices.length > 0) {
    return <Labelled label={label}>{(id) => <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>{choices.map(([one, words]) => <option key={one} value={one}>{words}</option>)}</select>}</Labelled>;
  }
  const isNumber = field === 'size_bytes' || field === 'offset' || field === 'length' || field === 'fill' || field === 'seconds';
  const isBytes = isNumber && field !== 'fill' && field !== 'seconds';
  const hint = isBytes && value !== '' ? size(Number(value)) : field === 'seconds' ? 'empty: until it is released' : undefined;
  return (
    <Labelled label={label} hint={hint}>
      {(id) => (isNumber
        ? <input class="filter" id={id} type="number" min={0} step={1} required={field !== 'seconds'} value={value} onInput={(event) => onChange(event.currentTarget.value)} />
        : <input class="filter" id={id} type="text" required value={value} onInput={(event) => onChange(event.currentTarget.value)} />)}
    </Labelled>
  );
}

/** What a field can be chosen from; null where it is typed. */
function choicesOf(field: Field, hand: Hand, view: BlobsView): readonly (readonly [value: string, words: string])[] | null {
  if (field === 'snapshots') return DELETIONS;
  if (field === 'from_account') return view.accounts.map(({ name }) => [name, name]);
  if (field === 'from') return view.accounts.find(({ name }) => name === hand.values.from_account)?.blobs.map(({ name }) => [name, name] as const) ?? [];
  const names = snapshotsFor(view, hand, field);
  if (names === null) return null;
  const named = names.map((name) => [name, name] as const);
  return field === 'version' ? [['', 'the blob as it is'], ...named] : named;
}
