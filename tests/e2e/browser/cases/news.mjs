// The log grows while a page is read: the page says so, and changes only when it is asked to.

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { assert, close, open, until } from '../support.mjs';

const DRAFT = '{"key":"new-place","what":{"registered":{"place":{"names":[{"name":"A new place"}]}}}}\n';

export default async ({ browser, base, env }) => {
  const page = await open(browser);
  await page.goto(`${base}?at=2025-06-02`);
  const main = await page.innerText('main');
  const entries = Number((await page.textContent('#foot')).match(/has (\d+) entries/)[1]);
  assert.equal(await page.isVisible('#news'), false);
  const draft = join(dirname(env.LOG), 'draft.jsonl');
  writeFileSync(draft, DRAFT);
  execFileSync(env.ASOF, ['--log', env.LOG, 'append', draft]);
  await until(() => page.isVisible('#news'), 'news of the log', 15);
  assert.match(await page.textContent('#news'), /The log has grown/);
  assert.equal(await page.innerText('main'), main, 'the page under its reader');
  await page.locator('#news a').click();
  await until(async () => (await page.textContent('#foot')).includes(`has ${entries + 1} entries`), 'the log as it is');
  assert.equal(await page.isVisible('#news'), false);
  // Where nobody answers any more, the page stays as it is.
  await page.route(/head/, (route) => route.abort());
  await page.waitForTimeout(5500);
  assert.equal(await page.isVisible('#news'), false);
  page.faults = page.faults.filter((fault) => !fault.includes('net::ERR_FAILED'));
  await close(page);
};
