// The lab's clock: the moment, in both its times, and every way to move it.

import { useEffect } from 'preact/hooks';
import { state } from '../app.ts';
import { counted } from '../format.ts';
import { actor, cutHere, moveAlong, moveTo, moveToNext } from '../lab.ts';
import type { LabView } from '../views.ts';

const MINUTE_S = 60;
const HOUR_S = 3600;
const DAY_S = 86_400;
/** What an arrow key moves the slider by. */
const STEP_S = 10 * MINUTE_S;

/** `2026-03-01 21:00:35` */
function utc(text: string): string {
  return text.replace('T', ' ').replace('Z', '');
}

/** Who asks for what is asked for. */
function Actor({ operators }: { operators: LabView['operators'] }) {
  const name = operators.some((one) => one.name === actor.value) ? actor.value : '';
  useEffect(() => {
    actor.value = name;
  }, [name]);
  if (operators.length === 0) return null;
  return (
    <label class="check lab-actor">You are
      <select value={name} onChange={(event) => { actor.value = event.currentTarget.value; }}>
        <option value="">somebody who may do anything</option>
        {operators.map((one) => <option key={one.name} value={one.name}>{one.name}, {one.may_use_keys ? 'may use keys' : 'may not use keys'}</option>)}
      </select>
    </label>
  );
}

export function Clock({ view, isStale }: { view: LabView; isStale: boolean }) {
  const { atS } = state.value.lab;
  const { now, end, next } = view;
  const isAtEnd = atS >= end.s;
  const go = (to: number) => moveTo(Math.max(0, Math.min(to, end.s)));
  const step = (words: string, by: number) => <button class="btn" disabled={isAtEnd} onClick={() => go(atS + by)}>{words}</button>;
  const onKeyDown = (event: KeyboardEvent) => {
    const direction = event.key === 'PageUp' ? 1 : event.key === 'PageDown' ? -1 : 0;
    if (direction === 0) return;
    event.preventDefault();
    go(atS + direction * DAY_S);
  };
  const [soonest] = next;
  return (
    <section class="panel" aria-label="Time" aria-busy={isStale}>
      <div class="body lab-clock">
        <div>
          <label for="lab-now">Now</label>
          <output for="lab-now">{now.local} <span class="dim">{view.time_zone}</span></output>
          <p class="dim">{utc(now.utc)} UTC{isAtEnd && ', the end of the run'}</p>
        </div>
        <div class="lab-next">
          <h2>Next</h2>
          {soonest ? <p><span class="dim">{soonest.at.local}</span> <bdi>{soonest.text}</bdi></p> : <p class="dim">{isAtEnd ? 'The run is over. Go back in time, or choose more days under “Options”.' : 'Nothing is due. Ask for something, or move the time.'}</p>}
        </div>
        <input
          id="lab-now" type="range" min={0} max={end.s} step={STEP_S} value={atS} aria-valuetext={`${now.local} local time`} title="Arrow keys move ten minutes, Page Up and Page Down a day"
          onInput={(event) => go(Number(event.currentTarget.value))} onKeyDown={onKeyDown}
        />
        <div class="as-of-steps" role="group" aria-label="Play">
          <button class="btn primary" disabled={isAtEnd} onClick={moveToNext}>Next thing</button>
          {step('+10 min', STEP_S)}
          {step('+1 h', HOUR_S)}
          <button class="btn" disabled={isAtEnd} onClick={() => moveAlong('ends', end.s)}>Next job’s end</button>
          <button class="btn" disabled={isAtEnd} onClick={() => moveAlong('backups', end.s)}>Next backup</button>
          {step('+1 day', DAY_S)}
          {step('To the end', end.s)}
          <button class="btn" disabled={atS === 0} onClick={() => go(0)}>To the start</button>
        </div>
        <Actor operators={view.operators} />
        {view.actions_later > 0 && (
          <p class="dim lab-later">
            {counted(view.actions_later, 'action of the scenario is', 'actions of the scenario are')} still to come. <button class="link" onClick={cutHere}>Take {view.actions_later === 1 ? 'it' : 'them'} out</button>
          </p>
        )}
      </div>
    </section>
  );
}
