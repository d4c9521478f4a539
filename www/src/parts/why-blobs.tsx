// What the panel says of a step: what was asked and how it went, what it moved, what changed and was
// cleared, how long it took beside a full copy; and the figures of the service that all rests on.

import { state } from '../app.ts';
import { blobs } from '../blobs.ts';
import { count, size } from '../format.ts';
import type { BlobsView, FigureView, StepView } from '../views.ts';
import { StepResult } from './blob-tags.tsx';
import { Fold } from './fold.tsx';
import { Facts } from './why.tsx';

export function BlobsExplained() {
  const answer = blobs();
  const selection = state.value.selections.blobs;
  if (state.value.blobs.text === null || answer?.kind !== 'shown') {
    return <><h2>Nothing is selected</h2><p>Start the procedure; each of its steps is then explained here.</p></>;
  }
  const { view } = answer.shown;
  const step = selection?.kind === 'blob-step' ? view.steps.find(({ number }) => number === selection.number) : view.steps.at(-1);
  return (
    <>
      {step ? <Step step={step} /> : <Before view={view} />}
      <Rests facts={view.facts} />
    </>
  );
}

function Before({ view }: { view: BlobsView }) {
  return (
    <>
      <h2>Before the first step</h2>
      {view.next != null && <p>Next: <bdi>{view.next}</bdi></p>}
      <p>Press “Next step”, and this panel says what was asked of the service, what it moved and why it took so long.</p>
    </>
  );
}

function Step({ step }: { step: StepView }) {
  const { changed, cleared, ranges, full_copy } = step;
  const facts: [string, string][] = [
    ['Began', step.at.local], ['Began, UTC', step.at.utc.replace('T', ' ').replace('Z', '')],
    ['Belongs to', step.by_hand ? 'a request by hand' : step.window == null ? 'no window' : step.window === 0 ? 'the first copy' : `window ${count(step.window)}`],
    ['Requests', count(step.requests)], ['Moved', size(step.moved)], ['Took', step.takes],
  ];
  if (full_copy != null) facts.push(['A full copy would have taken', full_copy]);
  return (
    <>
      <h2>{count(step.number)} <bdi>{step.request}</bdi></h2>
      <p><StepResult of={step} /></p>
      <p><bdi>{step.what}</bdi></p>
      {step.refused != null && <Refusal said={step.refused} />}
      {step.proven === true && <p>The backup blob was compared to the disk’s snapshot, byte for byte: they are the same.</p>}
      {step.proven === false && <p>The backup blob was compared to the disk’s snapshot: it is not the same.</p>}
      {(changed != null || cleared != null) && <Difference changed={changed ?? 0} cleared={cleared ?? 0} ranges={ranges ?? 0} />}
      <Facts facts={facts} />
    </>
  );
}

/** `Code: what it means.`, or a sentence alone. */
function Refusal({ said }: { said: string }) {
  const [, code, meaning] = /^(\w+): (.*)$/s.exec(said) ?? [];
  return (
    <div class="rule refusal">
      {code !== undefined && <p><strong class="mono"><bdi>{code}</bdi></strong></p>}
      <p><bdi>{meaning ?? said}</bdi></p>
    </div>
  );
}

function Difference({ changed, cleared, ranges }: { changed: number; cleared: number; ranges: number }) {
  const whole = changed + cleared;
  return (
    <>
      <h3>The difference</h3>
      {whole > 0 && (
        <div class="split" aria-hidden="true">
          <span class="blob-changed" style={{ flexGrow: changed }} /><span class="blob-cleared" style={{ flexGrow: cleared }} />
        </div>
      )}
      <dl class="facts">
        <dt class="legend-line"><i class="blob-changed" aria-hidden="true" />Changed</dt><dd>{size(changed)}</dd>
        <dt class="legend-line"><i class="blob-cleared" aria-hidden="true" />Cleared</dt><dd>{size(cleared)}</dd>
        <dt>Ranges</dt><dd>{count(ranges)}</dd>
      </dl>
    </>
  );
}

function Rests({ facts }: { facts: readonly FigureView[] }) {
  if (facts.length === 0) return null;
  return (
    <Fold title="What this rests on" note={count(facts.length)}>
      {facts.map(({ what, value, origin }) => (
        <div class="rule" key={what}>
          <p><bdi>{what}</bdi>: <strong><bdi>{value}</bdi></strong></p>
          {origin && <p class="source">{origin.kind === 'guess' ? 'A guess of the model' : origin.kind === 'measured' ? 'Measured' : 'Source'}: <bdi>{origin.source}</bdi></p>}
        </div>
      ))}
    </Fold>
  );
}
