// Of a log with several negotiations one is chosen, found by what is typed.

import { assert, close, open } from '../support.mjs';

export default async ({ browser, env }) => {
  const page = await open(browser);
  await page.goto(env.SEVERAL);
  const titles = () => page.locator('#choice li:visible a').allTextContents();
  assert.equal((await titles()).length, 3);
  await page.getByLabel('Find by title or key').pressSequentially('HARB');
  assert.deepEqual(await titles(), ['Harbour talks']);
  await page.getByLabel('Find by title or key').fill('istanbul-2025');
  await page.locator('#choice li:visible a').click();
  assert.match(await page.textContent('main p'), /23 July 2025/);
  await close(page, 300);
  const still = await open(browser, { javaScriptEnabled: false });
  await still.goto(env.SEVERAL);
  assert.equal(await still.locator('#find').isVisible(), false);
  assert.equal(await still.locator('#choice li').count(), 3);
  await close(still, 300);
};
