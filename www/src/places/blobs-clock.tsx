// The steps of a custom backup: which one, when in both times, what comes next, and every way to move.

import { state } from '../app.ts';
import { cutBlobs, moveBlobs } from '../blobs.ts';
import { count, counted } from '../format.ts';
import type { BlobsShown } from '../protocol.ts';

/** `2026-03-01 21:00:35` */
function utc(text: string): string {
  return text.replace('T', ' ').replace('Z', '');
}

export function BlobsClock({ shown, isStale }: { shown: BlobsShown; isStale: boolean }) {
  const { view, nextWindowAt, handsToCome } = shown;
  const { at } = state.value.blobs;
  const all = view.steps_in_all;
  const now = isStale ? at : view.steps.length;
  const isAtEnd = at >= all;
  const go = (to: number) => moveBlobs(Math.max(0, Math.min(to, all)));
  const button = (words: string, to: number, isOff: boolean, kind = 'btn') => <button class={kind} disabled={isOff} onClick={() => go(to)}>{words}</button>;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'PageUp') return;
    event.preventDefault();
    go(nextWindowAt);
  };
  return (
    <section class="panel" aria-label="Steps" aria-busy={isStale}>
      <header>
        <h2><bdi>{view.name}</bdi></h2>
        <span class="chip">step {count(now)} of {count(all)}</span>
      </header>
      <div class="body lab-clock blobs-clock">
        <div>
          <label for="blobs-step">Now</label>
          <output for="blobs-step">{view.clock.local}</output>
          <p class="dim">{utc(view.clock.utc)} UTC{isAtEnd && ', the end of the run'}</p>
        </div>
        <div class="lab-next">
          <h2>Next</h2>
          {view.next != null ? <p><bdi>{view.next}</bdi></p> : <p class="dim">The run is over; below is what the ways compare to. Go back, or ask for something by hand.</p>}
        </div>
        <input
          id="blobs-step" type="range" min={0} max={all} step={1} value={at} aria-valuetext={`step ${at} of ${all}, ${view.clock.local}`} title="Arrow keys move a step, Page Up to the end of the next window"
          onInput={(event) => go(Number(event.currentTarget.value))} onKeyDown={onKeyDown}
        />
        <div class="as-of-steps" role="group" aria-label="Go">
          {button('Next step', at + 1, isAtEnd, 'btn primary')}
          {button('Next window', nextWindowAt, isAtEnd)}
          {button('To the end', all, isAtEnd)}
          <span class="spacer" />
          {button('Back', at - 1, at === 0)}
          {button('First', 0, at === 0)}
        </div>
        {handsToCome > 0 && (
          <p class="dim lab-later">{counted(handsToCome, 'request by hand is', 'requests by hand are')} still to come. <button class="link" onClick={cutBlobs}>Take {handsToCome === 1 ? 'it' : 'them'} out</button></p>
        )}
      </div>
    </section>
  );
}
