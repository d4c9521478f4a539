// What stays on this machine between visits: the scenario's text in IndexedDB, the chosen place and
// theme in local storage. Nothing here is needed: a browser that forbids storage only forgets.

import { get, set } from 'idb-keyval';
import { placeOfHash, type Place, type ThemeChoice } from './state.ts';

/** The longest scenario that is kept, in bytes; 10,000 VMs take about a tenth of it. */
export const SAVED_BYTES_MAX = 64 * 1024 * 1024;
const SCENARIO_KEY = 'vaultlab.scenario.1';
const BLOBS_KEY = 'vaultlab.blobs.1';
const PLACE_KEY = 'vaultlab.place';
const THEME_KEY = 'vaultlab.theme';

export type Saved = 'yes' | 'too-large' | 'unavailable';

export async function saveScenario(text: Uint8Array): Promise<Saved> {
  if (text.length > SAVED_BYTES_MAX) return 'too-large';
  try {
    await set(SCENARIO_KEY, text);
    return 'yes';
  } catch {
    return 'unavailable';
  }
}

export async function loadScenario(): Promise<Uint8Array | null> {
  try {
    const text: unknown = await get(SCENARIO_KEY);
    return text instanceof Uint8Array ? text : null;
  } catch {
    return null;
  }
}

/** The custom backup of the place Blobs; there is no more than one. */
export async function saveBlobs(text: string): Promise<void> {
  try {
    await set(BLOBS_KEY, text);
  } catch {
    // It holds until the page is closed.
  }
}

export async function loadBlobs(): Promise<string | null> {
  try {
    const text: unknown = await get(BLOBS_KEY);
    return typeof text === 'string' ? text : null;
  } catch {
    return null;
  }
}

export function loadTheme(): ThemeChoice {
  const theme = read(THEME_KEY);
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}
export function saveTheme(theme: ThemeChoice): void {
  write(THEME_KEY, theme);
}
export function loadPlace(): Place {
  return placeOfHash(read(PLACE_KEY) ?? '') ?? 'window';
}
export function savePlace(place: Place): void {
  write(PLACE_KEY, place);
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage is forbidden or full; the choice holds until the page is closed.
  }
}
