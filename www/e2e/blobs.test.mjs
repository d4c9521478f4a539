// The Blobs place: a custom backup by snapshots, step by step and by hand.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { counts, drawn, drop, launch, says, visited as visitedAt } from './page.mjs';

let site;
before(async () => {
  site = await launch();
});
after(() => site?.close());

const visited = (act) => visitedAt(site, {}, async (page) => {
  await page.getByRole('link', { name: 'Blobs', exact: true }).click();
  await act(page);
});

const button = (page, name) => page.getByRole('button', { name, exact: true });
const chip = (page) => page.getByRole('region', { name: 'Where the run is' }).locator('.chip');
const steps = (page) => page.locator('table[aria-label="Steps, the newest first"]');
const newest = (page) => steps(page).locator('tr[data-index="0"]');
const answered = (page) => page.getByRole('status', { name: 'What the service answered' });

async function start(page) {
  await button(page, 'Start with the 12-hourly procedure').click();
  await says(chip(page), /^step 0$/);
}

const SMALL = JSON.stringify({
  kind: 'incremental-snapshots', schema: 1, name: 'A small disk', start: '2026-03-01', days: 2, every_hours: 12, vm: 'small-01',
  disk: { name: 'smalldisk', account: 'premium', size_gib: 32, used_gib: 4, change_percent_per_day: 2 },
  backup: { name: 'smallbackup', account: 'standard' },
});

test('nothing is there at first, and the place says what to do', () => visited(async (page) => {
  await page.getByRole('heading', { name: 'What does each copy move?' }).waitFor();
  await start(page);
  await says(page.locator('main'), /mypremiumdisk.*the machine's disk/s);
  await counts(steps(page), 0);
  await page.getByText('No step yet.').waitFor();
}));

async function openSmall(page) {
  await drop(page, { 'small.json': SMALL });
  await page.getByRole('heading', { name: 'A small disk' }).waitFor();
}

/** INC-6: every step of the procedure is seen, checked and timed. */
test('the procedure goes step by step, and each step is explained', () => visited(async (page) => {
  await start(page);
  await button(page, 'Next step').click();
  await says(newest(page), /^1 Snapshot Blob/);
  await says(page.locator('.why h2').first(), /^1 Snapshot Blob$/);
  await button(page, 'Next window').click();
  await says(newest(page), /.*0.*2026-03-01/);
  await button(page, 'Next window').click();
  await steps(page).locator('tr', { hasText: 'Put Page From URL' }).first().waitFor();
  await steps(page).locator('tr', { hasText: 'Put Page From URL' }).locator('.row').first().click();
  await says(page.locator('.why-body'), /Put Page From URL.*Changed.*Cleared.*Ranges.*A full copy would have taken/s);
  await steps(page).locator('tr', { hasText: 'proven equal' }).first().waitFor();
  const before = await chip(page).textContent();
  await button(page, 'Back').click();
  await page.waitForFunction((seen) => document.querySelector('.blobs-clock')?.closest('section')?.querySelector('.chip')?.textContent !== seen, before);
  await button(page, 'Next step').click();
  await says(chip(page), new RegExp(`^${before}$`));
  await page.getByText('What this rests on').click();
  await page.locator('.why .rule .source').first().waitFor();
}));

/** INC-8: full copies, incremental copies and the service are compared in bytes, time and money. */
test('at the end the ways are compared, and any step is a slider away', () => visited(async (page) => {
  await openSmall(page);
  await button(page, 'To the end').click();
  const ways = page.locator('table[aria-label="Ways of keeping a backup"]');
  await says(ways, /Full copies.*Incremental copies.*Azure Backup/s);
  await page.getByText('The run is over').waitFor();
  assert.equal(await button(page, 'Next step').isDisabled(), true);
  await says(chip(page), /^step (\d+) of \1$/);
  const slider = page.getByRole('slider', { name: 'Step' });
  await slider.fill('7');
  await says(chip(page), /^step 7 of/);
  await counts(ways, 0);
  await slider.focus();
  await page.keyboard.press('ArrowRight');
  await says(chip(page), /^step 8 of/);
  await button(page, 'First').click();
  await says(chip(page), /^step 0 of/);
}));

test('a request by hand is done, and one that the service refuses shows its code', () => visited(async (page) => {
  await start(page);
  await button(page, 'Next window').click();
  await page.locator('.blob', { hasText: 'mypremiumdisk' }).click();
  await page.getByLabel('Request').selectOption('put');
  await page.getByLabel('Offset in bytes').fill('100');
  await button(page, 'Write').click();
  await says(answered(page), /refused.*InvalidHeaderValue/s);
  await says(newest(page), /Put Page.*refused.*by hand/s);
  await says(page.locator('.why-body'), /InvalidHeaderValue/);
  await page.getByLabel('Offset in bytes').fill('0');
  await button(page, 'Write').click();
  await says(answered(page), /done.*Writes 7 to 1 MiB/s);
  await page.getByLabel('Request').selectOption('delete');
  await button(page, 'Delete').click();
  await says(answered(page), /refused.*SnapshotsPresent/s);
  await button(page, 'First').click();
  await page.getByText('3 requests by hand are still to come.').waitFor();
  await button(page, 'Take them out').click();
  await counts(page.getByText('still to come'), 0);
}));

test('what no request can say is a problem, and nothing changes', () => visited(async (page) => {
  await start(page);
  await button(page, 'Next step').click();
  await page.getByLabel('Request').selectOption('put');
  await page.getByLabel('Fill, a number').fill('300');
  await button(page, 'Write').click();
  await page.locator('[role="alert"] .problems li').first().waitFor();
  await says(chip(page), /^step 1$/);
}));

test('the map has a table with the same cells, and a keyboard walks it', () => visited(async (page) => {
  await start(page);
  await button(page, 'Next window').click();
  await button(page, 'Next window').click();
  const map = page.getByRole('application', { name: /^Map of mybackupstdpageblob, a row for each snapshot/ });
  // Drawn once more after the second window: what is pointed at before that is forgotten.
  await drawn(map.and(page.locator('[aria-label*="3 layers"]')));
  await says(page.getByRole('region', { name: 'Map of mybackupstdpageblob' }).locator('.chip'), /a cell is 8.00 GiB/);
  await map.focus();
  await page.keyboard.press('ArrowRight');
  await says(page.locator('.note'), /The blob as it is.*0 B to 8 GiB.*Holds data/s);
  await page.keyboard.press('ArrowDown');
  await says(page.locator('.note'), /^mybackupstdpageblob_ss2/);
  await page.keyboard.press('ArrowRight');
  await says(page.locator('.note'), /^mybackupstdpageblob_ss2.*8 GiB to 16 GiB/s);
  await page.keyboard.press('Escape');
  await counts(page.locator('.note'), 0);
  await button(page, 'Table: map').click();
  const table = page.locator('table[aria-label="Cells of the map, the newest layer first"]');
  await says(table.locator('tr[data-index="0"]'), /as it is/);
  assert.equal(await table.getAttribute('aria-rowcount'), String(3 * 128 + 1));
}));

test('a document that is dropped anywhere opens here, is kept, and a wrong one lists its problems', () => visitedAt(site, {}, async (page) => {
  await openSmall(page);
  assert.match(page.url(), /#blobs$/);
  await says(page.locator('.crumb'), /Demo/);
  await drop(page, { 'wrong.json': SMALL.replace('"days":2', '"days":0') });
  await page.locator('dialog .problems li').first().waitFor();
  await page.keyboard.press('Escape');
  await page.reload();
  await page.getByRole('heading', { name: 'A small disk' }).waitFor();
}));
