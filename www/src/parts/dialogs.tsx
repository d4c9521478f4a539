// The dialogs: what to open, with which options, what an import found, and what is wrong with an
// input. One at a time; Escape closes it.

import { useRef, useState } from 'preact/hooks';
import { closeDialog, freshSeed, importAgain, openImported, openPreset, rerun, state, takeFiles } from '../app.ts';
import { count, counted, words } from '../format.ts';
import { current, type Dialog } from '../state.ts';
import type { ImportView, ProblemView } from '../views.ts';
import { Modal, Problems } from './modal.tsx';
import { PoliciesDialog } from './policies.tsx';

/** What fits into the engine's question; what it allows is its own answer. */
const DAYS_ASKED_MAX = 2 ** 32 - 1;

export function Dialogs() {
  const { dialog } = state.value;
  return dialog && <Shown key={dialog.kind} dialog={dialog} />;
}

function Shown({ dialog }: { dialog: Dialog }) {
  switch (dialog.kind) {
    case 'open':
      return <OpenDialog />;
    case 'options':
      return <OptionsDialog />;
    case 'policies':
      return <PoliciesDialog />;
    case 'reading':
      return <Modal title="One moment"><p role="status">The fleet is read in this browser; nothing is sent anywhere.</p></Modal>;
    case 'imported':
      return <ImportedDialog view={dialog.view} poweredOnOnly={dialog.poweredOnOnly} />;
    case 'problems':
      return <ProblemsDialog title={dialog.title} problems={dialog.problems} />;
  }
}

function OpenDialog() {
  const [poweredOnOnly, setPoweredOnOnly] = useState(true);
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const take = (input: HTMLInputElement) => takeFiles([...(input.files ?? [])], poweredOnOnly);
  return (
    <Modal title="Open a fleet">
      <h3>Your inventory</h3>
      <p>RVTools exports (CSV or XLSX), <code>az vm list</code> and <code>az disk list</code>, Resource Graph, backup policies (ARM, CLI), Terraform JSON, or a Vaultlab scenario. Drop them anywhere on the page, several at once or a whole folder. They stay in this browser.</p>
      <p class="actions">
        <button class="btn primary" data-first onClick={() => files.current?.click()}>Choose files…</button>
        <button class="btn" onClick={() => folder.current?.click()}>Choose a folder…</button>
        <label class="check"><input type="checkbox" checked={poweredOnOnly} onChange={(event) => setPoweredOnOnly(event.currentTarget.checked)} /> Powered-on machines only</label>
      </p>
      <input class="unseen" ref={files} type="file" multiple tabIndex={-1} aria-label="Inventory files" onChange={(event) => take(event.currentTarget)} />
      <input class="unseen" ref={(input) => { folder.current = input; input?.setAttribute('webkitdirectory', ''); }} type="file" tabIndex={-1} aria-label="Inventory folder" onChange={(event) => take(event.currentTarget)} />
      <h3>Ready-made fleets</h3>
      <ul class="presets">
        {state.value.presets.map((preset) => (
          <li key={preset.id}>
            <button data-preset={preset.id} onClick={() => openPreset(preset.id)}>
              <strong>{preset.title}</strong>
              <span>{preset.about}</span>
            </button>
          </li>
        ))}
      </ul>
    </Modal>
  );
}

function OptionsDialog() {
  const scenario = current(state.value)?.scenario;
  const [seed, setSeed] = useState(String(scenario?.seed ?? 0));
  const [days, setDays] = useState(String(scenario?.days ?? 1));
  const submit = (event: Event) => {
    event.preventDefault();
    void rerun(Number(seed), Number(days));
  };
  return (
    <Modal title="Options of the run">
      <form onSubmit={submit}>
        <div class="field">
          <label for="seed">Seed</label>
          <input id="seed" data-first type="number" inputMode="numeric" required min={0} max={Number.MAX_SAFE_INTEGER} step={1} value={seed} onInput={(event) => setSeed(event.currentTarget.value)} />
          <button type="button" class="btn" onClick={async () => setSeed(String(await freshSeed()))}>New seed</button>
          <p>Decides every draw: queue waits, change of each disk, start delays. The same seed gives the same run.</p>
        </div>
        <div class="field">
          <label for="days">Days</label>
          <input id="days" type="number" inputMode="numeric" required min={1} max={DAYS_ASKED_MAX} step={1} value={days} onInput={(event) => setDays(event.currentTarget.value)} />
          <p>How long is simulated, from {scenario?.start}. A whole calendar month is needed for a whole bill.</p>
        </div>
        <p class="actions"><button class="btn primary" type="submit">Run</button></p>
      </form>
    </Modal>
  );
}

function ImportedDialog({ view, poweredOnOnly }: { view: ImportView; poweredOnOnly: boolean }) {
  const foot = (
    <>
      <label class="check"><input type="checkbox" checked={poweredOnOnly} onChange={(event) => importAgain(event.currentTarget.checked)} /> Powered-on machines only</label>
      <span class="spacer" />
      <button class="btn" onClick={closeDialog}>Discard</button>
      <button class="btn primary" data-first disabled={view.problems.length > 0} onClick={() => openImported(view.scenario)}>Simulate {counted(view.taken, 'machine', 'machines')}</button>
    </>
  );
  return (
    <Modal title={`${counted(view.taken, 'machine', 'machines')} recognised`} foot={foot}>
      {view.problems.length > 0 && (
        <>
          <h3>In the way of a run</h3>
          <p>{counted(view.problems.length, 'problem', 'problems')}. Mend {view.problems.length === 1 ? 'it' : 'them'} in the files and open them again; what is on the page has not changed.</p>
          <Problems problems={view.problems} />
        </>
      )}
      <h3>Files</h3>
      <ul class="plain-list">
        {view.sources.map((source) => <li key={source.file}><bdi class="mono">{source.file}</bdi><span><bdi>{source.kind}</bdi></span></li>)}
      </ul>
      <h3>Left out</h3>
      {view.left_out.length === 0 ? <p>No machine.</p> : (
        <ul class="plain-list">
          {view.left_out.map((left) => (
            <li key={left.reason}>
              <span><bdi>{left.reason}</bdi>: <Names names={left.names} all={left.count} /></span>
              <span class="number">{count(left.count)}</span>
            </li>
          ))}
        </ul>
      )}
      <h3>Rows that could not be read</h3>
      {view.unreadable === 0 ? <p>None.</p> : (
        <>
          <p>{counted(view.unreadable, 'row', 'rows')}{view.unreadable > view.unreadable_listed.length && `; the first ${view.unreadable_listed.length}:`}</p>
          <Problems problems={view.unreadable_listed} />
        </>
      )}
      <h3>Assumed, because the files do not say it</h3>
      {view.assumptions.length === 0 ? <p>Nothing.</p> : (
        <ul class="plain-list">
          {view.assumptions.map((kind) => <li key={kind.about}><span>{words(kind.about)}</span><span class="number">{count(kind.count)}</span></li>)}
        </ul>
      )}
    </Modal>
  );
}

function Names({ names, all }: { names: readonly string[]; all: number }) {
  return (
    <span class="dim">
      {names.map((name, index) => [index > 0 && ', ', <bdi key={name}>{name}</bdi>])}
      {all > names.length && ', …'}
    </span>
  );
}

function ProblemsDialog({ title, problems }: { title: string; problems: readonly ProblemView[] }) {
  return (
    <Modal title={title} foot={<><span class="spacer" /><button class="btn primary" data-first onClick={closeDialog}>Close</button></>}>
      <p>{counted(problems.length, 'problem', 'problems')}. Mend {problems.length === 1 ? 'it' : 'them'} in the source and open it again; what is on the page has not changed.</p>
      <Problems problems={problems} />
    </Modal>
  );
}
