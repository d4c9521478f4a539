// One link or limit explained: the figure, where it comes from, how full it was, what it held.

import { capital, percent } from '../format.ts';
import type { LinkRow, OriginView } from '../views.ts';
import { Facts } from './why.tsx';

const KINDS: Record<string, string> = {
  published: 'Published in', measured: 'Measured', guess: 'A guess of the model', scenario: 'Set by this scenario',
};

/** How a figure's source is introduced. */
export function originWord({ kind }: OriginView): string {
  return KINDS[kind] ?? kind;
}

export function LimitExplained({ row }: { row: LinkRow }) {
  const { kind, what, name, capacity, origin, fullest_percent: fullest, peak_percent: peak, held, held_percent, setting } = row;
  const share = (value: number | null | undefined) => (value == null ? '–' : percent(value));
  return (
    <>
      <h2>{capital(what)}{name != null && <> <bdi>{name}</bdi></>}</h2>
      <Facts facts={[
        [kind === 'service' || setting?.unit === '%' ? 'Is' : 'Carries', capacity],
        ...(fullest == null ? [] : [['Fullest quarter of an hour, this night', share(fullest)] as const, ['The same in the run', share(peak)] as const]),
        ...(kind === 'service' ? [] : [['Held transfers this night', held == null ? 'not at all' : `${held}, ${share(held_percent)} of their time`] as const]),
      ]} />
      <div class="rule">
        <p>{originWord(origin)}: <bdi>{origin.source}</bdi>{origin.date != null && ` (${origin.date})`}</p>
        {setting && <p class="source">In the scenario’s text: <span class="mono">{setting.path}</span></p>}
      </div>
      {kind === 'disk' && <p class="dim">It limits each disk by itself. It held a transfer as long as the disk that arrived last moved no faster because of it.</p>}
      {fullest != null && <p class="dim">It is shared. What it held is the time by which transfers ended later than each would have alone, put down to the link that was full then.</p>}
    </>
  );
}
