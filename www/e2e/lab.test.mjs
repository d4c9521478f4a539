// The Lab place: a fleet is protected by hand, played, broken and mended.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, counts, finished, launch, openPreset, says, visited as visitedAt } from './page.mjs';

let site;
before(async () => {
  site = await launch();
});
after(() => site?.close());

const visited = (act) => visitedAt(site, { hash: '#lab' }, act);

const button = (page, name) => page.getByRole('button', { name, exact: true });
const machines = (page) => page.locator('table[aria-label="Machines of the lab"]');
const jobs = (page) => page.locator('table[aria-label="Jobs of the lab"] tbody tr:not(.spare)');
const state = (page, machine) => machines(page).locator('tr', { hasText: machine }).locator('td').nth(1);
const count = (page, label) => page.locator('.card', { hasText: label }).locator('.v');
const now = (page) => page.locator('.lab-clock output');

async function start(page, profile) {
  await button(page, 'Start a lab…').click();
  await page.locator(`[data-lab="${profile}"]`).click();
  await finished(page, `${profile} service`);
  await counts(page.locator('[data-lab]'), 0);
}

/** Presses “Next thing” until something is so. */
async function play(page, isSo) {
  for (let presses = 0; presses < 30; presses += 1) {
    if (await isSo()) return;
    const before = await now(page).textContent();
    await button(page, 'Next thing').click();
    await page.waitForFunction((seen) => document.querySelector('.lab-clock output')?.textContent !== seen, before, { timeout: 3000 }).catch(() => {});
    await page.locator('.lab-clock').locator('..').and(page.locator('[aria-busy="false"]')).waitFor();
  }
  assert.fail('30 things have happened, and it is not so');
}

test('a fleet of 2015 is discovered, registered and protected, and its first backup opens from the dashboard', () => visited(async (page) => {
  await start(page, 'classic-2015');
  await says(state(page, 'web-01'), /Not discovered/);
  await button(page, 'Discover').click();
  await says(count(page, 'In progress'), /^1$/);
  await play(page, async () => /Not registered/.test(await state(page, 'web-01').textContent()));
  await button(page, 'Register 3 machines').click();
  await says(count(page, 'In progress'), /^3$/);
  await says(state(page, 'web-01'), /Registering/);
  await play(page, async () => await button(page, 'Protect 3 machines').count() === 1);
  await page.getByLabel('files-01').uncheck();
  await button(page, 'Protect 2 machines').click();
  await play(page, async () => /initial backup pending/.test(await state(page, 'web-01').textContent()));
  await button(page, 'Next backup').click();
  await says(count(page, 'In progress'), /^2$/);
  await play(page, async () => /^Protected$/.test(await state(page, 'web-01').textContent()));
  await page.locator('.card', { hasText: 'Succeeded, last 24 h' }).click();
  await page.locator('.card[aria-pressed="true"]', { hasText: 'Succeeded' }).waitFor();
  await counts(jobs(page), Number(await count(page, 'Succeeded').textContent()));
  await page.getByLabel('Operation of the jobs').selectOption('discover');
  await counts(jobs(page), 1);
}));

test('a network that breaks fails a backup, says why, and is mended', () => visited(async (page) => {
  await start(page, 'current');
  await button(page, 'Protect 3 machines').click();
  await button(page, 'Next backup').click();
  await play(page, async () => /^Protected$/.test(await state(page, 'db-01').textContent()));
  await machines(page).getByRole('button', { name: /^web-01/ }).click();
  await page.locator('.why h2', { hasText: 'web-01' }).waitFor();
  const network = page.locator('.why details', { has: page.getByText('Network', { exact: true }) });
  await network.locator('summary').click();
  await network.getByRole('combobox').selectOption('no-outbound');
  await network.getByRole('button').click();
  await says(page.locator('.said'), /web-01/);
  await button(page, 'Next backup').click();
  await play(page, async () => await count(page, 'Failed').textContent() === '1');
  await page.locator('.card', { hasText: 'Failed, last 24 h' }).click();
  await counts(jobs(page), 1);
  await jobs(page).locator('.row').click();
  await says(page.locator('.why-body'), /Backup of web-01.*What leads to it.*What helps/s);
  await page.locator('.why').getByRole('button', { name: 'Show web-01' }).click();
  await network.getByRole('combobox').selectOption('open');
  await network.getByRole('button').click();
  await button(page, 'Next backup').click();
  await play(page, async () => /succeeded/.test(await machines(page).locator('tr', { hasText: 'web-01' }).textContent()));
  await says(page.locator('.story').first(), /web-01/);
}));

test('a trouble is a switch, and its cure stands below it', () => visited(async (page) => {
  await start(page, 'current');
  await machines(page).getByRole('button', { name: /^db-01/ }).click();
  const trouble = page.locator('.why details', { has: page.locator('summary', { hasText: 'Break something' }) });
  await trouble.locator('summary').click();
  await page.getByLabel('Filter what can be wrong with the machine').fill('VSS');
  const first = trouble.getByRole('checkbox').first();
  const name = await first.getAttribute('data-trouble');
  await first.focus();
  await page.keyboard.press('Space');
  const begun = page.locator(`[data-trouble="${name}"]`);
  await trouble.getByRole('group', { name: 'Wrong now' }).locator(begun).waitFor();
  assert.equal(await begun.isChecked(), true);
  await trouble.getByText('1 wrong now').waitFor();
  await begun.click();
  await counts(trouble.getByRole('group', { name: 'Wrong now' }), 0);
}));

test('a machine is switched to blocks, and each disk shows what was written and sent', () => visited(async (page) => {
  await start(page, 'current');
  await button(page, 'Protect 3 machines').click();
  await button(page, 'Next backup').click();
  await play(page, async () => /^Protected$/.test(await state(page, 'web-01').textContent()));
  await machines(page).getByRole('button', { name: /^web-01/ }).click();
  const blocks = page.locator('.why details', { has: page.locator('summary', { hasText: /^Blocks/ }) });
  await blocks.locator('summary').click();
  await says(blocks, /Only amounts are simulated/);
  assert.equal(await blocks.getByRole('application').count(), 0);
  await blocks.getByRole('combobox').selectOption('256');
  await button(page, 'Simulate block by block').click();
  await says(blocks.locator('summary'), /of 256 KiB/);
  // What is pointed at goes when the whole run is over and the chart is drawn anew.
  await page.locator('progress').waitFor({ state: 'detached' });
  await finished(page, 'Lab');
  await button(page, '+1 h').click();
  await says(blocks, /Since the snapshot of .*newest in the vault/);
  await says(blocks, /A backup now would send .* MiB: what the storage says differs/);
  const chart = blocks.getByRole('application').first();
  await chart.and(page.locator('[aria-label*="written since:"]')).waitFor();
  assert.match(await chart.getAttribute('aria-label'), /^Blocks of .*holds data: [\d,]+ blocks, .*sent last: /);
  await chart.focus();
  await page.keyboard.press('ArrowRight');
  await says(chart.locator('[aria-live]'), /^0 B to .*Holds data: .*Sent last: /);
  await blocks.getByRole('button', { name: /^Table: blocks of/ }).first().click();
  await blocks.locator('table tbody tr:not(.spare)').first().waitFor();
  for (const theme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: theme });
    assert.deepEqual(await axe(page), [], theme);
  }
  await button(page, 'Only amounts').click();
  await counts(blocks.getByRole('application'), 0);
  await says(blocks, /Only amounts are simulated/);
}));

test('time moves by slider, keyboard and buttons, and a refusal is said', () => visited(async (page) => {
  await start(page, 'current');
  const slider = page.getByRole('slider', { name: 'Now' });
  await slider.focus();
  await page.keyboard.press('ArrowRight');
  await says(now(page), /01:10 Europe\/Madrid/);
  await page.keyboard.press('PageUp');
  await says(now(page), /^2026-03-02 01:10/);
  await button(page, '+1 h').click();
  await says(now(page), /^2026-03-02 02:10/);
  await button(page, 'To the end').click();
  await page.getByText('The run is over.').waitFor();
  assert.equal(await button(page, 'Next thing').isDisabled(), true);
  await button(page, 'To the start').click();
  await machines(page).getByRole('button', { name: /^db-01/ }).click();
  await page.locator('.why').getByText('More to ask for').click();
  await page.locator('.why').getByRole('button', { name: 'Back up now' }).click();
  await says(page.locator('.said'), /refused/);
}));

test('what is done is kept in the scenario, and what comes later can be taken out', () => visited(async (page) => {
  await start(page, 'current');
  await button(page, '+1 day').click();
  await button(page, 'Protect 3 machines').click();
  await says(count(page, 'Protected machines'), /^[03]$/);
  await button(page, 'To the start').click();
  await page.getByText('3 actions of the scenario are still to come.').waitFor();
  await page.getByText('saved on this machine').waitFor();
  await page.reload();
  await finished(page, 'Lab');
  await page.getByText('3 actions of the scenario are still to come.').waitFor();
  await page.getByRole('link', { name: /^Points/ }).click();
  await page.getByRole('combobox', { name: 'Machine' }).waitFor();
  await page.getByRole('link', { name: 'Lab', exact: true }).click();
  await button(page, 'Take them out').click();
  await counts(page.getByText('still to come'), 0);
}));

test('a restore says where its time went', () => visited(async (page) => {
  await openPreset(page, 'lifecycle-current');
  await finished(page, 'A life today');
  await button(page, 'To the end').click();
  await page.getByLabel('Operation of the jobs').selectOption('restore');
  await says(jobs(page).first(), /Restore/);
  await jobs(page).first().locator('.row').click();
  await says(page.locator('.why-body'), /Restore of .*Where the time went.*preparing/s);
}));

test('a fleet that is too large for the lab says so, and offers a small one', () => visited(async (page) => {
  await openPreset(page, 'fleet-1000');
  await page.getByRole('heading', { name: 'This scenario can’t be opened in the lab' }).waitFor({ timeout: 60_000 });
  await page.locator('[data-lab="current"]').click();
  await finished(page, 'Lab');
  await machines(page).locator('.row').first().waitFor();
}));
