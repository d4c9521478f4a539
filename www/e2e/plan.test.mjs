// The plan of the Window place: searched in the browser as the command does, and opened as a scenario.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { finished, launch, openPreset, says, visited as visitedAt } from './page.mjs';

let site;
before(async () => {
  site = await launch();
});
after(() => site?.close());

const visited = (act) => visitedAt(site, { hash: '#window' }, act);
const sides = (page) => page.locator('table[aria-label="The run before and after"]');

test('the page plans what the command plans, and opens it', () => visited(async (page) => {
  await openPreset(page, 'crowded-night');
  await finished(page);
  await page.getByRole('button', { name: 'Find start times' }).click();
  await sides(page).waitFor({ timeout: 120_000 });
  // What `vaultlab plan` prints first for this preset, as it was reviewed.
  const reviewed = await readFile(new URL('../../tests/golden/plan.txt', import.meta.url), 'utf8');
  const [verdict] = /^.+nights hold.+?(?=:)/m.exec(reviewed);
  await page.getByText(verdict).waitFor();
  const [, held] = /^Nights that hold +(.+?) {2,}/m.exec(reviewed);
  assert.match(await sides(page).textContent(), new RegExp(held));
  await page.getByRole('button', { name: 'Open as planned' }).click();
  await says(page.locator('.lead'), /All 14 nights hold/);
}));

test('a search is stopped by who began it', () => visited(async (page) => {
  await openPreset(page, 'crowded-night');
  await finished(page);
  await page.getByRole('button', { name: 'Find start times' }).click();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('button', { name: 'Find start times' }).waitFor();
  assert.equal(await sides(page).count(), 0);
}));
