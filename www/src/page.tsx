// The page's frame: bar, rail, the chosen place, the explaining panel and the dialogs; and the drop
// of files, which works anywhere.

import { useEffect, useState } from 'preact/hooks';
import { cancel, leaveRun, restart, resume, shownTheme, state, takeDrop } from './app.ts';
import { count } from './format.ts';
import { Bar } from './parts/bar.tsx';
import { Dialogs } from './parts/dialogs.tsx';
import { Rail } from './parts/rail.tsx';
import { Why } from './parts/why.tsx';
import { BlobsPlace } from './places/blobs.tsx';
import { CostPlace } from './places/cost.tsx';
import { ErrorsPlace } from './places/errors.tsx';
import { LabPlace } from './places/lab.tsx';
import { PointsPlace } from './places/points.tsx';
import { WindowPlace } from './places/window.tsx';
import { current, type Results, type Run } from './state.ts';
import type { ProgressView } from './views.ts';

export function Page() {
  const { place, results, run, engine } = state.value;
  const theme = shownTheme.value;
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  useEffect(() => {
    if (location.hash !== `#${place}`) history.replaceState(null, '', `#${place}`);
  }, [place]);
  const isOver = useDrop();
  // A run that ends at once is not worth a flicker.
  const isLong = engine.kind !== 'broken' && run.kind === 'running' && (results === null || run.progress.events > 0);
  const isExplained = engine.kind !== 'broken' && run.kind !== 'paused' && results !== null;
  return (
    <div class={isExplained ? 'app' : 'app plain'}>
      <Bar />
      <Rail />
      <main class={isLong ? 'main long' : 'main'} aria-busy={run.kind === 'running'}>
        {isLong && <Progress run={run} shown={results} />}
        <Work results={results} />
      </main>
      {isExplained && <Why results={results} />}
      <Dialogs />
      {isOver && <div class="drop" aria-hidden="true"><p>Drop the inventory, the policy or a scenario</p></div>}
    </div>
  );
}

function Work({ results }: { results: Results | null }) {
  const { engine, place, run } = state.value;
  if (engine.kind === 'broken') return <Bug message={engine.message} />;
  if (run.kind === 'paused') return <Paused run={run} canLeave={results !== null} />;
  if (!results) return <Waiting />;
  switch (place) {
    case 'window':
      return <WindowPlace results={results} />;
    case 'cost':
      return <CostPlace results={results} />;
    case 'points':
      return <PointsPlace results={results} />;
    case 'lab':
      return <LabPlace />;
    case 'blobs':
      return <BlobsPlace />;
    case 'errors':
      return <ErrorsPlace results={results} />;
  }
}

function Progress({ run, shown }: { run: Extract<Run, { kind: 'running' }>; shown: Results | null }) {
  const { progress, opened, isCancelling } = run;
  return (
    <section class="panel progress" aria-label="Run under way">
      <div class="body">
        <p role="status">Simulating <bdi>{opened.scenario.name}</bdi>: {days(progress)}{shown && <span class="dim">; below, until then: <bdi>{named(shown)}</bdi></span>}</p>
        <progress max={progress.days} value={progress.day} aria-label="Days simulated" />
        <button class="btn" onClick={cancel} disabled={isCancelling}>Cancel</button>
      </div>
    </section>
  );
}

function named({ opened: { scenario } }: Results): string {
  return `${scenario.name}, ${count(scenario.days)} days, seed ${scenario.seed}`;
}

function days(progress: ProgressView): string {
  return `day ${count(progress.day)} of ${count(progress.days)}`;
}

function Paused({ run, canLeave }: { run: Extract<Run, { kind: 'paused' }>; canLeave: boolean }) {
  const shown = state.value.results?.opened.scenario.name;
  return (
    <section class="panel notice">
      <h1>The run was cancelled</h1>
      <p><bdi>{run.opened.scenario.name}</bdi> stopped at {days(run.progress)}. Half a run answers nothing: continue it, or choose fewer days under “Options”.</p>
      <p class="actions">
        <button class="btn primary" onClick={resume}>Continue the run</button>
        {canLeave && <button class="btn" onClick={leaveRun}>Back to <bdi>{shown}</bdi></button>}
      </p>
    </section>
  );
}

function Waiting() {
  return (
    <section class="waiting">
      <h1>{state.value.run.kind === 'running' ? 'The answer is being worked out' : 'The engine is starting'}</h1>
      <p class="lead">Everything runs in this browser; nothing leaves your machine.</p>
    </section>
  );
}

function Bug({ message }: { message: string }) {
  const opened = current(state.value);
  const save = () => {
    if (!opened) return;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([opened.text], { type: 'application/json' }));
    link.download = 'scenario.json';
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <section class="panel notice bad" role="alert">
      <h1>This is a bug in Vaultlab, not in your input</h1>
      <p>The engine stopped. Your scenario is kept{opened && <>: <bdi>{opened.scenario.name}</bdi>, seed {opened.scenario.seed}, {count(opened.scenario.days)} days</>}. A report with the saved scenario lets someone repeat it exactly.</p>
      <pre>{message}</pre>
      <p class="actions">
        <button class="btn primary" onClick={() => restart('same')}>Restart with this scenario</button>
        <button class="btn" onClick={() => restart('demo')}>Restart with the demo</button>
        {opened && <button class="btn" onClick={save}>Save the scenario</button>}
      </p>
    </section>
  );
}

/** True while files hang over the page. */
function useDrop(): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    // Enter and leave fire for every element on the way; the count tells the edge of the page.
    let depth = 0;
    const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const move = (step: number) => (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      depth = Math.max(0, depth + step);
      setOver(depth > 0);
    };
    const [enter, over, leave] = [move(1), move(0), move(-1)];
    const drop = (event: DragEvent) => {
      depth = 0;
      setOver(false);
      if (!holdsFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      void takeDrop(event.dataTransfer);
    };
    addEventListener('dragenter', enter);
    addEventListener('dragover', over);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragenter', enter);
      removeEventListener('dragover', over);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, []);
  return isOver;
}
