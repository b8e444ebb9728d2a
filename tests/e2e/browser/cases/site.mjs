// A site in files, opened from a disk: no server answers, and everything is there.

import { pathToFileURL } from 'node:url';

import { assert, close, open, overhang, until } from '../support.mjs';
import { violations } from '../violations.mjs';

const sentence = (page) => page.locator('main p').first().textContent();
const day = (page) => page.locator('#day').textContent();

/** Waits until a page of another day is there, and returns its day. */
const moved = async (page, from) => {
  await until(async () => page.url() !== from, `another page than ${from}`);
  await page.waitForLoadState();
  return new URL(page.url()).pathname.match(/(at|then)\/(\d{4}-\d\d-\d\d)/).slice(1);
};

export default async ({ browser, env }) => {
  const first = pathToFileURL(`${env.SITE}/index.html`).href;
  const page = await open(browser);
  await page.goto(first);
  assert.match(await sentence(page), /23 July 2025/);
  assert.match(await day(page), /23 July 2025/);
  await bySlider(page);
  await otherwise(page);
  await read(page, first);
  await close(page);
  await still(browser, first);
};

const bySlider = async (page) => {
  let from = page.url();
  await page.focus('#slide');
  await page.keyboard.press('ArrowLeft');
  // What stands on 22 July stood from 26 June on.
  assert.deepEqual(await moved(page, from), ['at', '2025-06-26']);
  assert.match(await sentence(page), /26 June 2025/);
  assert.match(await day(page), /26 June 2025/);
  from = page.url();
  await page.focus('#slide');
  await page.keyboard.press('[');
  assert.deepEqual(await moved(page, from), ['at', '2025-06-02']);
  from = page.url();
  await page.focus('#slide');
  await page.keyboard.press('.');
  const [, next] = await moved(page, from);
  assert.ok(next > '2025-06-02', next);
  await page.goBack();
  await until(async () => /2 June 2025/.test(await day(page)), 'the day before');
};

const otherwise = async (page) => {
  let from = page.url();
  await page.getByRole('link', { name: 'as they knew it then' }).click();
  assert.deepEqual(await moved(page, from), ['then', '2025-06-02']);
  assert.match(await sentence(page), /with what the public could know then/);
  from = page.url();
  await page.getByText('All days on which something changes').click();
  await page.getByRole('link', { name: '24 May 2025', exact: true }).click();
  assert.deepEqual(await moved(page, from), ['then', '2025-05-24']);
};

const read = async (page, first) => {
  await page.goto(first);
  assert.deepEqual(await violations(page), []);
  await page.setViewportSize({ width: 360, height: 740 });
  assert.equal(await overhang(page), 0);
  for (const view of ['Disputes', 'Pictures', 'Events', 'Names']) {
    await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: view }).click();
    await page.waitForLoadState();
    assert.equal(await page.locator('#menu [aria-current]').textContent(), view);
    assert.equal(await overhang(page), 0, view);
    assert.deepEqual(await violations(page), [], view);
  }
};

const still = async (browser, first) => {
  const page = await open(browser, { javaScriptEnabled: false });
  await page.goto(first);
  await page.locator('a[rel=prev]').click();
  assert.match(await sentence(page), /26 June 2025/);
  await page.getByText('All days on which something changes').click();
  await page.getByRole('link', { name: '16 May 2025', exact: true }).click();
  assert.match(await sentence(page), /16 May 2025/);
  await close(page);
};
