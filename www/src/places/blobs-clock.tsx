// The steps of a custom backup: which one, when in both times, what comes next, and every way to move.

import { state } from '../app.ts';
import { cutBlobs, moveBlobs, moveToEnd, moveToWindow, stopBlobs, under } from '../blobs.ts';
import { count, counted } from '../format.ts';
import type { BlobsShown } from '../protocol.ts';

/** `2026-03-01 21:00:35` */
function utc(text: string): string {
  return text.replace('T', ' ').replace('Z', '');
}

export function BlobsClock({ shown, isStale }: { shown: BlobsShown; isStale: boolean }) {
  const { view, steps: all, handsToCome } = shown;
  const now = view.steps.length;
  const gone = under.value;
  const isAtEnd = view.next == null;
  const button = (words: string, act: () => void, isOff: boolean, kind = 'btn') => <button class={kind} disabled={isOff} onClick={act}>{words}</button>;
  return (
    <section class="panel" aria-label="Where the run is" aria-busy={isStale || gone !== null}>
      <header>
        <h2><bdi>{view.name}</bdi></h2>
        <span class="chip">step {count(now)}{all !== null && ` of ${count(all)}`}</span>
        <span class="spacer" />
        <span role="status" class="dim">{gone !== null && `working: step ${count(gone)}`}</span>
        {gone !== null && <button class="btn" onClick={stopBlobs}>Stop here</button>}
      </header>
      <div class="body lab-clock blobs-clock">
        <div>
          <span class="k">Now</span>
          <output id="blobs-now">{view.clock.local}</output>
          <p class="dim">{utc(view.clock.utc)} UTC{isAtEnd && ', the end of the run'}</p>
        </div>
        <div class="lab-next">
          <h2>Next</h2>
          {view.next != null ? <p><bdi>{view.next}</bdi></p> : <p class="dim">The run is over; below is what the ways compare to. Go back, or ask for something by hand.</p>}
        </div>
        {all !== null && (
          <input
            id="blobs-step" type="range" aria-label="Step" min={0} max={all} step={1} value={state.value.blobs.at} aria-valuetext={`step ${state.value.blobs.at} of ${all}`}
            onInput={(event) => moveBlobs(Number(event.currentTarget.value))}
          />
        )}
        <div class="as-of-steps" role="group" aria-label="Go">
          {button('Next step', () => moveBlobs(now + 1), isAtEnd, 'btn primary')}
          {button('Next window', moveToWindow, isAtEnd)}
          {button('To the end', moveToEnd, isAtEnd)}
          <span class="spacer" />
          {button('Back', () => moveBlobs(now - 1), now === 0)}
          {button('First', () => moveBlobs(0), now === 0)}
        </div>
        {handsToCome > 0 && (
          <p class="dim lab-later">{counted(handsToCome, 'request by hand is', 'requests by hand are')} still to come. <button class="link" onClick={cutBlobs}>Take {handsToCome === 1 ? 'it' : 'them'} out</button></p>
        )}
      </div>
    </section>
  );
}
