// The panel Restore of the Window place: machines brought back as the command does, one storage account
// against many, who does not come back and why.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { axe, counts, launch, overflow, says, visited as visitedAt } from './page.mjs';

let site;
before(async () => {
  site = await launch();
});
after(() => site?.close());

const visited = (act, options = {}) => visitedAt(site, { hash: '#window', ...options }, act);
const panel = (page) => page.getByRole('region', { name: 'Restore', exact: true });
const table = (page, label) => panel(page).locator(`table[aria-label="${label}"]`);
const TEN = ['erp-db', 'erp-app-01', 'erp-app-02', 'sql-prod-01', 'mail-01', 'files-01', 'files-02', 'rds-01', 'rds-02', 'pg-01'];

/** What `vaultlab restore` says of each list of the golden, as it was reviewed: verdict and mean. */
async function reviewed() {
  const text = await readFile(new URL('../../tests/golden/restore.txt', import.meta.url), 'utf8');
  return [...text.matchAll(/^(.*machines are back.*)$[^]*?Mean: (.+?)\. Restored/gm)].map(([, verdict, mean]) => ({ verdict, mean }));
}

async function asksForTen(page) {
  await panel(page).getByLabel('Machines', { exact: true }).selectOption('names');
  await panel(page).getByLabel('Machines, one a line, first to last').fill(TEN.join('\n'));
  await panel(page).getByLabel('From', { exact: true }).selectOption('vault');
  await panel(page).getByLabel('Storage accounts').fill('1');
  await panel(page).getByLabel('MiB/s of each').fill('100');
}

/** RES-3 */
test('the page restores what the command restores, and one account stands beside ten', () => visited(async (page) => {
  const [one, ten] = await reviewed();
  await asksForTen(page);
  await panel(page).getByRole('button', { name: 'Restore', exact: true }).click();
  await says(panel(page).locator('.answer'), /^All 10 machines/);
  assert.equal(await panel(page).locator('.answer').textContent(), one.verdict);
  const means = table(page, 'The fleet').getByRole('row', { name: /^Until one is back, mean/ }).locator('td');
  await counts(means, 3);
  assert.deepEqual(await means.allTextContents(), ['Until one is back, mean', one.mean, ten.mean]);
  assert.notEqual(one.mean, ten.mean);
  await says(table(page, 'Machines that come back'), /waiting for storage account restore01/);
}));

/** RES-4 */
test('the whole fleet is back from its snapshots in minutes, but for who has no point', () => visited(async (page) => {
  const all = (await reviewed())[3];
  // From the keyboard alone.
  await panel(page).getByLabel('When, UTC').focus();
  await page.keyboard.press('Enter');
  await says(panel(page).locator('.answer'), /machines are back/);
  assert.equal(await panel(page).locator('.answer').textContent(), all.verdict);
  const row = table(page, 'Machines that come back').locator('button.row').first();
  await row.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await says(panel(page), /Where the time of dc-02 went/);
  await panel(page).getByRole('group', { name: 'Machines that come back, scrollable' }).evaluate((it) => { it.scrollTop = it.scrollHeight; });
  await page.getByRole('button', { name: 'web-legacy', exact: true }).and(panel(page).locator('button.row')).click();
  await says(panel(page), /NoRecoveryPoint: .*It has no point\./);
}));

test('what is wrong with a list is said, all of it', () => visited(async (page) => {
  await panel(page).getByLabel('When, UTC').fill('noon');
  await panel(page).getByLabel('At most at once').fill('0');
  await panel(page).getByRole('button', { name: 'Restore', exact: true }).click();
  await counts(panel(page).locator('li'), 2);
  await says(panel(page).locator('ul'), /at: found "noon".*at_once: found 0; allowed: 1 to 20000/);
}));

for (const [theme, width] of [['light', 1440], ['dark', 1440], ['light', 390]]) {
  test(`the panel is accessible, ${theme}, ${width} wide`, () => visited(async (page) => {
    await asksForTen(page);
    await panel(page).getByRole('button', { name: 'Restore', exact: true }).click();
    await table(page, 'Machines that come back').locator('button.row').first().click();
    await says(panel(page), /Where the time of erp-db went/);
    assert.deepEqual(await axe(page), []);
    assert.ok((await overflow(page)) <= 0, 'wider than the screen');
  }, { theme, width }));
}
