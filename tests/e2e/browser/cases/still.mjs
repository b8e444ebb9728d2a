// Without scripts everything is reached by links and forms.

import { assert, close, open } from '../support.mjs';
import { views } from '../views.mjs';

const sentence = (page) => page.locator('main p').first().textContent();

export default async ({ browser, base }) => {
  const page = await open(browser, { javaScriptEnabled: false });
  for (const [name, view] of Object.entries(views)) {
    await page.goto(base + view);
    assert.ok((await page.locator('main').innerText()).length > 20, name);
    assert.equal(await page.locator('#news').isVisible(), false, name);
  }
  await byForm(page, base);
  await byLinks(page, base);
  await close(page, 400, 404);
};

const byForm = async (page, base) => {
  await page.goto(base);
  assert.equal(await page.locator('#slide').isVisible(), false, 'a slider that does nothing');
  await page.getByLabel('Day', { exact: true }).fill('2025-05-24');
  await page.getByRole('button', { name: 'Show' }).click();
  assert.match(await sentence(page), /24 May 2025.*with everything this log knows today/);
  await page.getByLabel('as they knew it then').check();
  await page.getByRole('button', { name: 'Show' }).click();
  assert.match(await sentence(page), /24 May 2025.*with what the public could know then/);
  await page.getByLabel('as known on', { exact: true }).check();
  await page.getByLabel('Known by the end of').fill('2025-06-01');
  await page.getByRole('button', { name: 'Show' }).click();
  assert.match(await sentence(page), /24 May 2025.*by Sun 1 June 2025/);
  await page.getByPlaceholder('Search').fill('Medinsky');
  await page.getByRole('button', { name: 'Search' }).click();
  assert.match(await page.textContent('main'), /Vladimir Medinsky/);
};

const byLinks = async (page, base) => {
  await page.goto(`${base}?at=2025-05-24&known=2025-05-24`);
  await page.locator('a[rel=next]').click();
  assert.match(await sentence(page), /25 May 2025.*with what the public could know then/);
  await page.locator('a[rel=prev]').click();
  assert.match(await sentence(page), /24 May 2025/);
  await page.getByRole('link', { name: 'round »' }).click();
  assert.match(await sentence(page), /2 June 2025/);
  await page.locator('.parts').getByRole('link', { name: 'Attendance' }).click();
  assert.equal(new URL(page.url()).searchParams.get('at'), '2025-06-02');
  assert.match(await page.textContent('main h2'), /Attendance/);
};
