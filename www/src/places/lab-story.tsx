// What has happened in the lab so far, the newest first, and what comes next.

import { useState } from 'preact/hooks';
import { select } from '../app.ts';
import { count } from '../format.ts';
import { Panel } from '../parts/panel.tsx';
import type { LabView, StoryLineView } from '../views.ts';

/** Older lines are shown when asked for. */
const SHOWN = 30;

const KINDS: Record<string, readonly [tone: string, mark: string, word: string]> = {
  action: ['plain', '›', 'asked'], refusal: ['bad', '✕', 'refused'], job: ['plain', '⚙', 'job'], failure: ['bad', '✕', 'failed'],
  warning: ['late', '!', 'warning'], recovery: ['ok', '✓', 'well again'], point: ['ok', '●', 'point'], state: ['plain', '◆', 'state'], billing: ['plain', '$', 'billing'],
};

export function StoryPanel({ view }: { view: LabView }) {
  const [isWhole, setWhole] = useState(false);
  const all = view.story.toReversed();
  const lines = isWhole ? all : all.slice(0, SHOWN);
  return (
    <div class="two even">
      <Panel title="Story" chip={all.length > 0 && count(all.length)}>
        {all.length === 0
          ? <p class="empty">Nothing has happened yet. Press “Next thing”, or ask for something.</p>
          : (
            <div class="scroll" tabIndex={0} role="group" aria-label="Story, the newest first">
              <ol class="story body">{lines.map((line, index) => <Line key={all.length - index} line={line} />)}</ol>
              {lines.length < all.length && <p class="actions story-more"><button class="btn" onClick={() => setWhole(true)}>All {count(all.length)} lines</button></p>}
            </div>
          )}
      </Panel>
      <Panel title="What comes next" chip={view.next.length > 0 && count(view.next.length)}>
        {view.next.length === 0
          ? <p class="empty">Nothing is due. Protect a machine, or ask for something.</p>
          : <ol class="story body">{view.next.map((next, index) => <li key={index}><span class="dim">{next.at.local}</span> <bdi>{next.text}</bdi></li>)}</ol>}
      </Panel>
    </div>
  );
}

/** From a refusal to what leads to it and what helps. */
export function WhatHelps({ code }: { code: string | undefined }) {
  if (code === undefined) return null;
  return <> <button class="link" aria-label={`What helps: ${code}`} onClick={() => select({ kind: 'error', code })}>What helps</button></>;
}

function Line({ line }: { line: StoryLineView }) {
  const [tone, mark, word] = KINDS[line.kind] ?? ['plain', '·', line.kind];
  const { vm } = line;
  return (
    <li>
      <span class="dim">{line.at.local}</span> <span class={`tag ${tone}`}><span aria-hidden="true">{mark} </span>{word}</span>{' '}
      {vm != null && line.name !== '' && <><button class="link" onClick={() => select({ kind: 'lab-machine', vm })}><bdi>{line.name}</bdi></button> </>}
      <bdi>{line.text}</bdi>
      <WhatHelps code={line.code} />
    </li>
  );
}
