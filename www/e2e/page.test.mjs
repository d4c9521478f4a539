// The page as a visitor meets it: it starts with a simulated fleet, keeps what was chosen, and says
// nothing to the console or to anybody else.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { counts, drawn, finished, launch, openPreset, reads, visit, visited as visitedAt } from './page.mjs';

let site;
before(async () => {
  site = await launch();
});
after(() => site?.close());

const visited = (options, act) => visitedAt(site, options, act);

test('the first visit shows the demo, simulated and explained', () => visited({}, async (page) => {
  assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'Does the night hold?');
  assert.equal(await page.locator('.card').count(), 4);
  await page.locator('.why h2').waitFor();
  await page.locator('table[aria-label="Fleet"] .row').first().waitFor();
  await page.getByText('saved on this machine').waitFor();
}));

test('the hash names the place, and the rail goes there', () => visited({ hash: '#cost' }, async (page) => {
  assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'What will it cost?');
  await page.getByRole('link', { name: /^Window/ }).click();
  assert.match(page.url(), /#window$/);
  await page.getByRole('heading', { level: 1, name: 'Does the night hold?' }).waitFor();
}));

test('a reload keeps the scenario, the place and the theme', () => visited({}, async (page) => {
  await page.getByRole('button', { name: 'Options…' }).click();
  await page.getByLabel('Seed', { exact: true }).fill('7');
  await page.getByLabel('Days', { exact: true }).fill('12');
  await page.locator('dialog').getByRole('button', { name: 'Run', exact: true }).click();
  await finished(page, '12 days · seed 7');
  await page.getByText('saved on this machine').waitFor();
  await page.getByRole('button', { name: 'Dark theme' }).click();
  await page.getByRole('link', { name: /^Cost/ }).click();
  await page.getByRole('heading', { name: 'What will it cost?' }).waitFor();
  await page.goto('about:blank');
  await page.goto(site.url);
  await finished(page, '12 days · seed 7');
  assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'What will it cost?');
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
}));

test('the theme follows the system until one is chosen', () => visited({ theme: 'dark' }, async (page) => {
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.locator('html[data-theme="light"]').waitFor();
}));

test('options that can’t be run are refused with every problem, and the results stay', () => visited({}, async (page) => {
  await page.getByRole('button', { name: 'Options…' }).click();
  await page.getByLabel('Days', { exact: true }).fill('99999999');
  await page.locator('dialog').getByRole('button', { name: 'Run', exact: true }).click();
  await page.locator('.problems li').first().waitFor();
  assert.match(await page.locator('.problems').textContent(), /days.*found.*99999999.*allowed/s);
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('dialog').count(), 0);
  await finished(page, 'Demo');
}));

test('another preset replaces what is shown', () => visited({}, async (page) => {
  const before = await page.locator('.crumb').textContent();
  await page.getByRole('button', { name: 'Open…' }).click();
  const other = await page.locator('[data-preset]').evaluateAll((list) => list.map((item) => item.dataset.preset));
  await page.keyboard.press('Escape');
  assert.ok(other.includes('demo') && other.includes('fleet-1000') && other.includes('fleet-10000'), other.join());
  await openPreset(page, 'fleet-1000');
  await finished(page, '1,000 VMs');
  assert.notEqual(await page.locator('.crumb').textContent(), before);
  await page.getByText('1–25 of 1,000').waitFor();
  await page.getByRole('button', { name: 'Next 25' }).click();
  await page.getByText('26–50 of 1,000').waitFor();
}));

test('a chart is walked by keyboard, and Enter explains the bar', () => visited({}, async (page) => {
  const chart = await drawn(page.getByRole('application').first());
  await chart.focus();
  await page.keyboard.press('ArrowDown');
  await page.locator('.note').waitFor();
  const first = await page.locator('.note strong').textContent();
  await page.keyboard.press('ArrowDown');
  await page.waitForFunction((seen) => document.querySelector('.note strong')?.textContent !== seen, first);
  const name = await page.locator('.note strong').textContent();
  await page.keyboard.press('Enter');
  await page.locator('.why h2', { hasText: name.split(' ')[0] }).waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('.note').count(), 0);
}));

test('keys that come faster than the answers each go a step', () => visited({}, async (page) => {
  const chart = await drawn(page.getByRole('application').first());
  await chart.focus();
  const walk = async (...keys) => {
    await chart.evaluate((element, pressed) => {
      for (const key of pressed) element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    }, keys);
  };
  await walk('Home');
  await page.locator('.note').waitFor();
  const first = await page.locator('.note').textContent();
  for (let step = 0; step < 3; step++) {
    const before = await page.locator('.note').textContent();
    await page.keyboard.press('ArrowDown');
    await page.waitForFunction((seen) => document.querySelector('.note')?.textContent !== seen, before);
  }
  const fourth = await page.locator('.note').textContent();
  await walk('Home');
  await reads(page.locator('.note'), first);
  await walk('ArrowDown', 'ArrowDown', 'ArrowDown');
  await reads(page.locator('.note'), fourth);
}));

test('every chart has a table with the same figures', () => visited({}, async (page) => {
  for (const of of ['backups of the night', 'throughput', 'nights', 'age of the newest point', 'protected and stored']) {
    const toggle = page.getByRole('button', { name: `Table: ${of}` });
    await toggle.click();
    assert.equal(await toggle.getAttribute('aria-pressed'), 'true');
  }
  assert.equal(await page.getByRole('application').count(), 0);
  await counts(page.locator('main table'), 7);
  await page.getByRole('link', { name: /^Cost/ }).click();
  await page.getByRole('button', { name: 'Table: months' }).click();
  await page.getByRole('table', { name: 'Months by meter' }).waitFor();
}));

test('the fleet is sorted and filtered, and a row is explained', () => visited({}, async (page) => {
  const fleet = page.getByRole('table', { name: 'Fleet' });
  await fleet.getByRole('button', { name: 'Used' }).click();
  await fleet.locator('th[aria-sort="descending"]', { hasText: 'Used' }).waitFor();
  await page.waitForFunction(() => {
    const cells = [...document.querySelectorAll('table[aria-label="Fleet"] tbody td:nth-child(3)')].map((cell) => parseFloat(cell.textContent.replaceAll(',', '')));
    return cells.length > 1 && cells.every((value, index) => index === 0 || cells[index - 1] >= value);
  });
  const name = await fleet.locator('.row').first().textContent();
  await fleet.locator('.row').first().click();
  await page.locator('.why h2', { hasText: name }).waitFor();
  await page.getByLabel('Filter by name or policy').fill('no such machine');
  await page.getByText('No machine or policy contains “no such machine”').waitFor();
}));

test('an engine that breaks is called a bug, and restarts', async () => {
  const { page, context } = await visit(site, { hash: '#window' });
  await finished(page, 'Demo');
  await page.route('**/*.wasm', (route) => route.fulfill({ status: 200, contentType: 'application/wasm', body: 'no module' }));
  await page.reload();
  await page.getByRole('alert').getByRole('heading', { name: 'This is a bug in Vaultlab, not in your input' }).waitFor();
  await page.unroute('**/*.wasm');
  await page.getByRole('button', { name: 'Restart with this scenario' }).click();
  await finished(page, 'Demo');
  await context.close();
});
