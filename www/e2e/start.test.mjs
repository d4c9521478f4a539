import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { axe, launch, open, serve } from './page.mjs';

let server, browser;
before(async () => {
  server = await serve();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

test('the page starts, complains of nothing and asks nobody else for anything', async () => {
  const { page, complaints, close } = await open(browser, server.url);
  await page.getByRole('heading', { level: 1 }).waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test('the page is accessible', async () => {
  const { page, close } = await open(browser, server.url);
  await page.getByRole('heading', { level: 1 }).waitFor();
  assert.deepEqual(await axe(page), []);
  await close();
});
