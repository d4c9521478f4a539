// The catalogue of the generation that the Errors place shows, for the place and for the panel
// beside it.

import { signal } from '@preact/signals';
import { engine } from './app.ts';
import type { ErrorsView } from './views.ts';

export const catalogue = signal<ErrorsView | null>(null);
let wanted = '';

export async function loadCatalogue(profile: string): Promise<void> {
  wanted = profile;
  if (catalogue.peek()?.profile === profile) return;
  const view = await engine.errors(profile);
  if (wanted === profile) catalogue.value = view;
}
