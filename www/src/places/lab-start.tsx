// Where the lab begins: a few machines that nothing protects yet, in a generation of the service that
// a person chooses, or a ready-made story.

import { useEffect, useState } from 'preact/hooks';
import { engine, openPreset, state } from '../app.ts';
import { startLab } from '../lab.ts';
import type { ProfileView } from '../views.ts';

/** Presets that are made to be played. */
const STORIES = /^(lifecycle|lab)-/;

export function LabStart({ onClose }: { onClose?: () => void }) {
  const [profiles, setProfiles] = useState<ProfileView[]>([]);
  useEffect(() => {
    void engine.profiles().then(setProfiles);
  }, []);
  const stories = state.value.presets.filter(({ id }) => STORIES.test(id));
  return (
    <section class="panel" aria-labelledby="lab-start">
      <header><h2 id="lab-start">Start a lab</h2><span class="spacer" />{onClose && <button class="btn" onClick={onClose}>Close</button>}</header>
      <div class="body">
        <p class="dim">Three machines that nothing protects yet, a vault and two policies. It takes the place of the scenario on the page. Which generation of the service?</p>
        <ul class="presets">
          {profiles.map(({ name, about }) => (
            <li key={name}><button data-lab={name} onClick={() => startLab(name)}><strong>{name}</strong><span>{about}</span></button></li>
          ))}
        </ul>
        {stories.length > 0 && (
          <>
            <h3>Or a story to play</h3>
            <ul class="presets">
              {stories.map((preset) => <li key={preset.id}><button data-story={preset.id} onClick={() => openPreset(preset.id)}><strong>{preset.title}</strong><span>{preset.about}</span></button></li>)}
            </ul>
          </>
        )}
      </div>
    </section>
  );
}
