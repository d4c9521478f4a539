// What shares a night's time: where each backup's time went, what every link and limit carries, a
// figure set and put back, the throughput of one link, the calendar that says who missed the window.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, counts, finished, launch, openPreset, overflow, reads, says, visited as visitedAt } from './page.mjs';

let site;
before(async () => {
  site = await launch();
});
after(() => site?.close());

const visited = (options, act) => visitedAt(site, options, act);
const digest = (page) => page.locator('.rail code').textContent();
const focused = (page) => page.evaluate(() => document.activeElement?.ariaLabel ?? document.activeElement?.textContent);
const table = (page) => page.locator('table[aria-label="Links and limits"]');
const panel = (page) => page.getByRole('region', { name: 'Links and limits' });
const filter = (page) => page.getByLabel('Filter links and limits; a machine without a limit is found by its name');

/** Only the rows that contain this. */
async function only(page, text, rows) {
  await filter(page).fill(text);
  await counts(table(page).locator('tbody tr[data-index]'), rows);
  await says(table(page).locator('tbody tr').first(), new RegExp(text, 'i'));
}
async function apply(page) {
  const before = await digest(page);
  await panel(page).getByRole('button', { name: 'Apply limits' }).click();
  await page.waitForFunction((old) => document.querySelector('.rail code')?.textContent !== old, before);
  await finished(page, 'Demo');
  return digest(page);
}

test('a bar says where its time went, and so do the panel and the table', () => visited({}, async (page) => {
  await page.locator('[role="application"][aria-busy="false"][aria-label^="Backups of"]').focus();
  await page.keyboard.press('Home');
  await page.locator('.note dt', { hasText: 'Until its start' }).waitFor();
  const note = await page.locator('.note').textContent();
  assert.match(note, /Preparing/);
  assert.match(note, /Recording the point|Long because of|Outcomefailed/);
  await page.keyboard.press('Enter');
  await page.locator('.why h3', { hasText: 'Where its time went' }).waitFor();
  await page.locator('.why dt', { hasText: 'Until its start' }).waitFor();
  await page.getByRole('button', { name: 'Table: backups of the night' }).click();
  const heads = page.locator('table[aria-label^="Backups of"] th');
  await heads.filter({ hasText: 'Lost to shared links' }).waitFor();
  await heads.filter({ hasText: 'Reading to compare' }).waitFor();
}));

test('a limit is set, run with the same night in sight, and put back', () => visited({}, async (page) => {
  const first = await digest(page);
  await page.getByLabel('Night', { exact: true }).selectOption({ index: 3 });
  const night = page.getByRole('heading', { name: /^The night of/ });
  const title = 'The night of Wednesday 4 March 2026';
  await reads(night, title);
  await only(page, 'region', 2);
  await page.getByLabel('Region, all transfers, MiB/s').fill('30');
  await says(panel(page).locator('.pager [aria-live]'), /1 figure is not applied yet/);
  await page.getByRole('link', { name: 'Cost' }).click();
  await page.getByRole('link', { name: 'Window' }).click();
  await only(page, 'region', 2);
  assert.equal(await page.getByLabel('Region, all transfers, MiB/s').inputValue(), '30', 'kept while another place was looked at');
  const slow = await apply(page);
  assert.notEqual(slow, first);
  await reads(night, title);
  await says(table(page).locator('tbody tr').first(), /30 MiB\/s.*this scenario.*without it no limit/);
  assert.equal(await page.getByLabel('Region, all transfers, MiB/s').inputValue(), '30');
  await page.getByRole('button', { name: 'Region, all transfers, back to the default: no limit' }).click();
  assert.equal(await apply(page), first);
}));

test('every figure says whether it is published or a guess', () => visited({}, async (page) => {
  await only(page, 'reading a disk', 1);
  await says(table(page).locator('tbody tr').first(), /31 requests\/s.*guess.*200 GB of change a day/);
  await only(page, 'first backup', 1);
  await says(table(page).locator('tbody tr').first(), /20 MB\/s.*VM backup planning guide \(2017\)/);
}));

test('everything that is wrong is said at once, and the run and what was typed stay', () => visited({}, async (page) => {
  const before = await digest(page);
  await only(page, 'region', 2);
  await page.getByLabel('Region, all transfers, MiB/s').fill('fast');
  await page.getByLabel(/^Region, busy hours/).fill('0');
  await page.keyboard.press('Enter');
  const refused = panel(page).getByRole('alert');
  await says(refused, /calibration\.region_mib_per_s.*found.*fast.*allowed.*a whole number/s);
  await says(refused, /calibration\.region_busy_mib_per_s.*found.*0.*allowed.*1 to 1000000/s);
  assert.equal(await page.getByLabel('Region, all transfers, MiB/s').getAttribute('aria-invalid'), 'true');
  assert.equal(await page.getByLabel('Region, all transfers, MiB/s').inputValue(), 'fast');
  assert.deepEqual(await axe(page), []);
  assert.equal(await digest(page), before);
  await page.getByLabel('Region, all transfers, MiB/s').fill('');
  assert.equal(await page.getByLabel('Region, all transfers, MiB/s').getAttribute('aria-invalid'), null);
  assert.doesNotMatch(await refused.textContent(), /calibration\.region_mib_per_s/);
  await page.getByLabel('Region, all transfers, MiB/s').fill('fast');
  await panel(page).getByRole('button', { name: 'Discard changes' }).click();
  await counts(refused, 0);
  assert.equal(await focused(page), 'Discard changes');
  assert.equal(await page.getByLabel('Region, all transfers, MiB/s').inputValue(), '');
}));

test('a figure put back and rows in another order leave the focus on the same figure', () => visited({}, async (page) => {
  await only(page, 'requests', 3);
  const name = await page.getByLabel(/^Storage account, requests .*requests\/s$/).last().getAttribute('aria-label');
  const field = page.getByLabel(name, { exact: true });
  const index = () => field.evaluate((input) => Number(input.closest('tr').dataset.index));
  await field.fill('7');
  await field.press('Tab');
  await page.keyboard.press('Enter');
  assert.equal(await focused(page), name, 'put back');
  await page.keyboard.type('2');
  const [before, old] = [await index(), await digest(page)];
  await page.keyboard.press('Enter');
  await page.waitForFunction((was) => document.querySelector('.rail code')?.textContent !== was, old);
  await finished(page, 'Demo');
  await says(table(page).locator('tbody tr[data-index]').first(), /this scenario/);
  assert.ok((await index()) < before, 'the row is elsewhere');
  assert.equal(await focused(page), name, 'after the run');
  assert.equal(await field.inputValue(), '2');
}));

test('a machine that limits nothing is found by its name and limited', () => visited({}, async (page) => {
  const first = await digest(page);
  const name = await page.locator('table[aria-label="Fleet"] .row').first().textContent();
  await only(page, name, 1);
  await says(table(page).locator('tbody tr').first(), /no limit/);
  await page.getByLabel(`Machine, all its disks ${name}, MiB/s`).fill('2');
  assert.notEqual(await apply(page), first);
}));

test('the throughput of one link is drawn and tabled with what it can carry', () => visited({}, async (page) => {
  await only(page, 'region', 2);
  await page.getByLabel('Region, all transfers, MiB/s').fill('100');
  await page.getByLabel(/^Region, busy hours/).fill('60');
  await apply(page);
  await page.getByLabel('Link', { exact: true }).selectOption({ label: '\u2068the region\u2069' });
  await page.locator('[role="application"][aria-label^="Throughput of the region"]').waitFor();
  await page.getByRole('button', { name: 'Table: throughput' }).click();
  const heads = page.locator('table[aria-label^="Throughput"] th');
  await counts(heads, 3);
  await says(heads.last(), /at most/);
  await says(page.locator('table[aria-label^="Throughput"] tbody'), /60\.0/);
}));

test('a chosen link that the next run lacks leaves the page standing, and is back when a run has it', () => visited({}, async (page) => {
  const chosen = page.getByLabel('Link', { exact: true });
  await only(page, 'region', 2);
  await page.getByLabel('Region, all transfers, MiB/s').fill('100');
  await apply(page);
  await chosen.selectOption({ label: '\u2068the region\u2069' });
  await page.locator('[role="application"][aria-label^="Throughput of the region"]').waitFor();
  await page.getByRole('button', { name: /^Region, all transfers, back to/ }).click();
  await apply(page);
  await page.locator('[role="application"][aria-busy="false"][aria-label^="Throughput by link"]').waitFor();
  assert.equal(await chosen.inputValue(), '');
  await page.getByLabel('Region, all transfers, MiB/s').fill('100');
  await apply(page);
  await page.locator('[role="application"][aria-busy="false"][aria-label^="Throughput of the region"]').waitFor();
}));

test('a shorter run keeps what was typed and lacks the night; another scenario forgets it', () => visited({}, async (page) => {
  const field = page.getByLabel('Region, all transfers, MiB/s');
  const nights = page.getByLabel('Night', { exact: true });
  await nights.selectOption({ index: (await nights.locator('option').count()) - 1 });
  await only(page, 'region', 2);
  await field.fill('30');
  const old = await digest(page);
  await page.getByRole('button', { name: 'Options…' }).click();
  await page.getByLabel('Days', { exact: true }).fill('3');
  await page.locator('dialog').getByRole('button', { name: 'Run', exact: true }).click();
  await page.waitForFunction((was) => document.querySelector('.rail code')?.textContent !== was, old);
  await finished(page, 'Demo');
  await counts(table(page).locator('tbody tr[data-index]'), 2);
  assert.equal(await field.inputValue(), '30');
  await openPreset(page, 'crowded-night');
  await finished(page, 'Crowded');
  await says(panel(page).locator('.pager [aria-live]'), /^Type a figure/);
  assert.equal(await field.inputValue(), '');
}));

test('the calendar says how a night went and who missed it, and Enter opens it', () => visited({}, async (page) => {
  await page.locator('[role="application"][aria-busy="false"][aria-label^="Calendar of nights"]').focus();
  await page.keyboard.press('Home');
  await page.locator('.note dt', { hasText: 'Window' }).waitFor();
  const title = await page.locator('.note strong').textContent();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 2, name: `The night of ${title}` }).waitFor();
  await page.locator('.why h2', { hasText: title }).waitFor();
  await page.getByRole('button', { name: 'Table: nights' }).click();
  const row = page.locator('table[aria-label="Nights"] tbody tr', { hasText: 'late' }).first();
  await says(row, /◷ late.*late/);
}));

test('a phone scrolls the table, not the page', () => visited({ width: 390, height: 844 }, async (page) => {
  await only(page, 'region', 2);
  await page.getByLabel('Region, all transfers, MiB/s').fill('fast');
  await page.keyboard.press('Enter');
  await panel(page).getByRole('alert').waitFor();
  assert.ok((await overflow(page)) <= 0);
  assert.deepEqual(await axe(page), []);
}));
