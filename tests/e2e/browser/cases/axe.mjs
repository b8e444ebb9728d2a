// Every sort of page by the rules of axe for WCAG 2.2 AA, and its good practice: in light and dark.

import { assert, close, open } from '../support.mjs';
import { violations } from '../violations.mjs';
import { login, views } from '../views.mjs';

export default async ({ browser, base, env }) => {
  const found = [];
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [1280, 360]) {
      const page = await open(browser, { colorScheme, viewport: { width, height: 900 } });
      const judge = async (name) => found.push(...(await violations(page)).map((one) => `${name}, ${colorScheme}, ${width}: ${one}`));
      for (const [name, view] of Object.entries(views)) {
        await page.goto(base + view);
        await judge(name);
      }
      await inUse(page, base, env, judge);
      await page.goto(env.SEVERAL);
      await judge('list of negotiations');
      assert.ok((await page.locator('#choice li').count()) > 1);
      await close(page, 300, 400, 401, 404, 422);
    }
  }
  assert.equal(found.length, 0, [...new Set(found)].slice(0, 40).join('\n'));
};

/** Pages as they become when they are used. */
const inUse = async (page, base, env, judge) => {
  await page.goto(base);
  await page.locator('.parts').getByRole('link', { name: 'Commitments', exact: true }).click();
  await page.locator('.opened section').first().waitFor();
  await judge('a part in its place');
  await page.goto(`${base}append`);
  await judge('login');
  await login(page, base, env);
  await page.getByLabel('Kind').selectOption('claim');
  await page.getByRole('button', { name: 'Show its form' }).click();
  await judge('form');
  await page.getByText('What may be said too').click();
  await page.locator('[name="f.key"]').fill('x');
  await page.getByRole('button', { name: 'Try' }).click();
  await page.getByRole('alert').waitFor();
  await judge('form with problems');
  await page.goto(base);
};
