// An entry is appended by the form: only with the token, only after what is wrong was said at its field and tried.

import { readFileSync } from 'node:fs';

import { assert, close, open, overhang } from '../support.mjs';
import { login } from '../views.mjs';

const lines = (env) => readFileSync(env.LOG, 'utf8').trimEnd().split('\n');

const fill = async (page, fields) => {
  for (const [name, value] of Object.entries(fields)) await page.locator(`[name="f.${name}"]`).fill(value);
};

export default async ({ browser, base, env }) => {
  const page = await open(browser);
  const before = lines(env);
  await theToken(page, base, env);
  await page.getByLabel('Kind').selectOption('claim');
  await page.getByRole('button', { name: 'Show its form' }).click();
  await problems(page);
  assert.equal(lines(env).length, before.length);
  await fill(page, { occurred: '2025-07-23' });
  await page.getByRole('button', { name: 'Try' }).click();
  await page.getByRole('heading', { name: 'What it would change' }).waitFor();
  assert.match(await page.textContent('main'), /browser-claim/);
  assert.deepEqual(lines(env), before, 'what is tried is not written');
  await page.setViewportSize({ width: 360, height: 740 });
  assert.equal(await overhang(page), 0, 'what it would change, on a phone');
  await page.getByRole('button', { name: 'Append', exact: true }).click();
  await page.getByRole('heading', { name: 'Appended' }).waitFor();
  const after = lines(env);
  assert.deepEqual(after.slice(0, -1), before);
  assert.match(after.at(-1), /"key":"browser-claim"/);
  await page.goto(`${base}event/istanbul-2025/browser-claim`);
  assert.match(await page.textContent('main'), /Rustem Umerov/);
  await close(page, 401, 403, 422);
};

const theToken = async (page, base, env) => {
  await page.goto(`${base}append`);
  await page.getByLabel('Token').fill('this-is-not-the-token-of-this-log');
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByText('That is not the token.').waitFor();
  assert.equal((await page.context().cookies()).length, 0);
  await login(page, base, env);
  const [cookie, ...others] = await page.context().cookies();
  assert.deepEqual([cookie.httpOnly, cookie.sameSite, others.length], [true, 'Strict', 0]);
  assert.ok(!page.url().includes(env.TOKEN) && !(await page.content()).includes(env.TOKEN));
};

/** What is wrong is said at its field, for eyes and for screen readers, and nothing that was filled in is lost. */
const problems = async (page) => {
  const isWrong = (name) => page.locator(`[name="f.${name}"]`).getAttribute('aria-invalid');
  const attempt = async (fields) => {
    await fill(page, fields);
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Try' }).click()]);
    await page.getByRole('alert').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Append', exact: true }).count(), 0);
  };
  await attempt({ key: 'browser-claim', occurred: '2025-13-40', known: '2025-07-23' });
  assert.deepEqual([await isWrong('says'), await isWrong('known')], ['true', null]);
  await attempt({
    says: 'a third exchange was agreed',
    attributed_to: 'umerov',
    sources: 'kure-2025 1',
    summary: 'Umerov said that a third exchange was agreed.',
  });
  assert.deepEqual([await isWrong('says'), await isWrong('occurred')], [null, 'true']);
  const date = page.locator('[name="f.occurred"]');
  assert.equal(await date.inputValue(), '2025-13-40');
  const about = page.locator(`[id="${await date.getAttribute('aria-describedby')}"]`);
  assert.match(await about.textContent(), /there are 12 months/);
};
