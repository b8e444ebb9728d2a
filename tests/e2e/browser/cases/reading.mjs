// What is read closer: what changed, sections in their place, links that stay true, paper.

import { assert, close, open, showsDay, until } from '../support.mjs';

const headings = (page) => page.locator('main h2').allTextContents();

export default async ({ browser, base }) => {
  const page = await open(browser);
  await inPlace(page, base);
  await whatChanged(page, base);
  await asItStands(page, base);
  await onPaper(page, base);
  await byKeyboard(page, base);
  await close(page);
};

/** A part of the state opens where it is listed, and closes; it is a page of its own, too. */
const inPlace = async (page, base) => {
  await page.goto(`${base}?at=2025-06-02`);
  const link = page.locator('.parts').getByRole('link', { name: 'Commitments', exact: true });
  const part = page.locator('.opened');
  await link.focus();
  await page.keyboard.press('Enter');
  await until(async () => (await part.count()) === 1 && /r1-prisoners/.test(await part.textContent()), 'the part in its place');
  assert.equal(await link.getAttribute('aria-expanded'), 'true');
  assert.equal(new URL(page.url()).pathname, new URL(base).pathname);
  await showsDay(page, '2025-06-02');
  await page.keyboard.press('Enter');
  await until(async () => (await part.count()) === 0, 'the part to close');
  assert.equal(await link.getAttribute('aria-expanded'), 'false');
  await page.goto(await link.evaluate((part) => part.href));
  assert.match(await page.textContent('main'), /r1-prisoners/);
};

const whatChanged = async (page, base) => {
  await page.goto(`${base}?at=2025-06-02`);
  await page.getByRole('link', { name: 'what changed since the round before' }).click();
  await page.waitForURL(/\/diff\?from=2025-05-16&/);
  assert.match(await page.textContent('main'), /from open to fulfilled/);
  await page.goBack();
  await showsDay(page, '2025-06-02');
};

/** The permanent link gives the same answer, which a browser may keep for ever. */
const asItStands = async (page, base) => {
  await page.goto(`${base}?at=2025-05-24&known=2025-05-24`);
  const before = await headings(page);
  const answer = page.waitForResponse(/as-of=/);
  await page.getByRole('link', { name: 'Link to this answer as it stands' }).click();
  const { headers, status } = await answer.then((given) => ({ headers: given.headers(), status: given.status() }));
  assert.equal(status, 200);
  assert.match(headers['cache-control'], /immutable/);
  const given = new URL(page.url()).searchParams;
  assert.ok(given.get('as-of') && given.get('root').length >= 16, page.url());
  assert.deepEqual(await headings(page), before);
  assert.match(await page.textContent('main p'), /24 May 2025.*with what the public could know then/);
};

const onPaper = async (page, base) => {
  await page.goto(`${base}?at=2025-06-02`);
  const pdf = await page.pdf({ format: 'A4' });
  assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
  assert.ok(pdf.length > 10_000, `${pdf.length} bytes`);
  await page.emulateMedia({ media: 'print' });
  for (const name of ['#menu', '#time', '.parts']) assert.equal(await page.locator(name).isVisible(), false, name);
  assert.ok(await page.locator('main h2').first().isVisible());
  await page.emulateMedia({ media: null });
};

/** What has the focus is seen: the bar with the days does not cover it, whichever way it is reached. */
const byKeyboard = async (page, base) => {
  await page.goto(`${base}?at=2025-06-02`);
  await page.keyboard.press('Tab');
  assert.equal(await page.textContent(':focus'), 'Skip to the answer');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  for (const [key, times] of [['Tab', 70], ['Shift+Tab', 60]]) {
    for (let pressed = 0; pressed < times; pressed++) {
      await page.keyboard.press(key);
      const covered = await page.evaluate(() => {
        const one = document.activeElement;
        const box = one.getBoundingClientRect();
        const bar = document.querySelector('#time').getBoundingClientRect();
        const isSeen = box.bottom > bar.bottom && box.top < innerHeight;
        return !document.querySelector('main').contains(one) || isSeen ? '' : one.outerHTML;
      });
      assert.equal(covered, '', key);
    }
  }
};
