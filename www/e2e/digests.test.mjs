// The same run in Chromium as natively and in Node: every preset has the digest that
// `tests/golden/digests.txt` holds the others to.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { finished, launch, openPreset, visit } from './page.mjs';

const golden = readFileSync(new URL('../../tests/golden/digests.txt', import.meta.url), 'utf8').trim().split('\n').map((line) => line.split(' '));

let site, visitor;
before(async () => {
  site = await launch();
  visitor = await visit(site);
  await finished(visitor.page, 'Demo');
});
after(async () => {
  await visitor?.context.close();
  await site?.close();
});

for (const [id, digest] of golden) {
  test(`${id} has the digest that it has natively`, async () => {
    const { page } = visitor;
    await openPreset(page, id);
    await page.locator(`.rail code[title="${digest}"]`).waitFor({ timeout: 60_000 });
    assert.equal(await page.locator('.rail code').getAttribute('title'), digest);
  });
}
