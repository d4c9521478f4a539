// Large fleets: the page answers while they run, a run can be cancelled, and no task keeps the page
// busy for more than 50 ms.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { away, finished, launch, openPreset, visit } from './page.mjs';

const TASK_MS_MAX = 50;
const TRIES_MAX = 10;

let site;
before(async () => {
  site = await launch();
});
after(() => site?.close());

async function visited(act) {
  const visitor = await visit(site);
  try {
    await finished(visitor.page, 'Demo');
    await act(visitor.page);
    assert.deepEqual(visitor.said, []);
    assert.deepEqual(away(visitor.asked, site.url), []);
  } finally {
    await visitor.context.close();
  }
}

/** Tasks over the limit since the last call. */
async function longTasks(page) {
  return page.evaluate((most) => window.longTasks.splice(0).filter((length) => length > most), TASK_MS_MAX);
}

/** Opens a large fleet, scrolls through it and goes to its cost; the tasks over the limit. */
async function lookedAt(page, id, vms) {
  await page.getByRole('button', { name: 'Open…' }).click();
  await page.waitForTimeout(300);
  await longTasks(page);
  await page.locator(`[data-preset="${id}"]`).click();
  await finished(page, `${vms} VMs`);
  const scroller = page.getByRole('group', { name: 'Fleet, scrollable' });
  await scroller.locator('.row').first().waitFor();
  for (const part of [0.3, 0.7, 1]) {
    await scroller.evaluate((element, share) => {
      element.scrollTop = element.scrollHeight * share;
    }, part);
    await page.waitForTimeout(150);
    await page.waitForFunction(() => [...document.querySelectorAll('table[aria-label="Fleet"] tr[data-index]')].every((row) => row.textContent !== ''));
  }
  assert.equal(await page.locator('table[aria-label="Fleet"]').getAttribute('aria-rowcount'), String(Number(vms.replace(',', '')) + 1));
  assert.ok((await page.locator('table[aria-label="Fleet"] tbody tr').count()) < 100, 'only rows in sight exist');
  await page.getByRole('link', { name: /^Cost/ }).click();
  await page.locator('table[aria-label="Cost by machine"] .row').first().waitFor();
  await page.waitForTimeout(300);
  return longTasks(page);
}

for (const [id, vms] of [['fleet-1000', '1,000'], ['fleet-10000', '10,000']]) {
  test(`${id} runs and is looked at without a task over ${TASK_MS_MAX} ms`, async () => {
    // A busy machine lengthens a short task now and then; one that is long is so every time.
    const tries = [];
    while (tries.length < TRIES_MAX && tries.at(-1)?.length !== 0) {
      await visited(async (page) => tries.push(await lookedAt(page, id, vms)));
    }
    assert.deepEqual(tries.at(-1), [], `tasks over ${TASK_MS_MAX} ms in each of ${tries.length} tries: ${JSON.stringify(tries)}`);
  });
}

test('a run of ten thousand machines for a year is cancelled, continued and left', () => visited(async (page) => {
  await openPreset(page, 'fleet-10000');
  await finished(page, '10,000 VMs');
  await page.getByRole('button', { name: 'Options…' }).click();
  await page.getByLabel('Days', { exact: true }).fill('365');
  await page.locator('dialog').getByRole('button', { name: 'Run', exact: true }).click();
  const cancel = page.locator('.bar').getByRole('button', { name: /^Cancel the run/ });
  const heading = page.getByRole('heading', { name: 'The run was cancelled' });
  await page.getByRole('status').waitFor();
  await cancel.click();
  await heading.waitFor({ timeout: 10_000 });
  await page.getByRole('button', { name: 'Continue the run' }).click();
  await page.getByRole('status').waitFor();
  await cancel.click();
  await heading.waitFor({ timeout: 10_000 });
  await page.getByRole('button', { name: /^Back to/ }).click();
  await finished(page, '30 days');
}));
