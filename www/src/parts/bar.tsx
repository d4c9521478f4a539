// The bar at the top: which scenario, what it was run with, and the buttons that change it.

import { cancel, chooseTheme, dispatch, rerun, shownTheme, state } from '../app.ts';
import { count, counted } from '../format.ts';
import { current, type State } from '../state.ts';

const SAVED: Record<State['saved'], { text: string; title: string }> = {
  pending: { text: 'saving…', title: 'The scenario is being saved in this browser' },
  yes: { text: 'saved on this machine', title: 'The scenario is kept in this browser and opened again at your next visit; nothing is sent' },
  'too-large': { text: 'not saved: too large', title: 'The scenario is larger than this page keeps; reload opens the one before' },
  unavailable: { text: 'not saved', title: 'This browser does not let the page keep data; save nothing here that you need' },
};

export function Bar() {
  const { engine, run, saved } = state.value;
  const opened = current(state.value);
  const isReady = engine.kind === 'ready';
  const isRunning = run.kind === 'running' && isReady;
  const scenario = opened?.scenario;
  const options = () => dispatch({ kind: 'dialog-opened', dialog: { kind: 'options' } });
  const policies = () => dispatch({ kind: 'dialog-opened', dialog: { kind: 'policies' } });
  return (
    <header class="bar">
      <span class="brand"><i aria-hidden="true" />Vaultlab</span>
      <span class="crumb">
        {scenario && <>
          <strong><bdi>{scenario.name}</bdi></strong>
          {` · ${counted(scenario.vms, 'VM', 'VMs')} · ${scenario.profile} service · ${counted(scenario.days, 'day', 'days')} · seed ${scenario.seed}`}
        </>}
      </span>
      <span class="spacer" />
      {opened && <span class="chip" title={SAVED[saved].title}>{SAVED[saved].text}</span>}
      <Theme />
      <button class="btn" disabled={!isReady} onClick={() => dispatch({ kind: 'dialog-opened', dialog: { kind: 'open' } })}>Open…</button>
      <button class="btn" disabled={!isReady || !scenario} onClick={policies}>Policies…</button>
      <button class="btn" disabled={!isReady || !scenario} onClick={options}>Options…</button>
      {isRunning
        ? <button class="btn primary" onClick={cancel} disabled={run.isCancelling} aria-label={`Cancel the run, day ${count(run.progress.day)}`}>Cancel</button>
        : <button class="btn primary" disabled={!isReady || !scenario} onClick={() => scenario && rerun(scenario.seed, scenario.days)}>Run</button>}
    </header>
  );
}

function Theme() {
  const isDark = shownTheme.value === 'dark';
  return (
    <button class="btn icon" aria-pressed={isDark} aria-label="Dark theme" title={isDark ? 'Light theme' : 'Dark theme'} onClick={() => chooseTheme(isDark ? 'light' : 'dark')}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.5" />
        <path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" />
      </svg>
    </button>
  );
}
