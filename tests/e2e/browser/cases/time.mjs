// The day is moved: by keys, by the mouse, by a date, by links; and what was known then is asked for.

import { assert, close, open, pause, shown, showsDay, until } from '../support.mjs';

export default async ({ browser, base }) => {
  const page = await open(browser);
  await byKeys(page, base);
  await byMouse(page, base);
  await byDate(page, base);
  await theLastIsShown(page, base);
  await withoutServer(page, base);
  await close(page, 500);
};

const byKeys = async (page, base) => {
  await page.goto(`${base}?at=2025-06-02`);
  await showsDay(page, '2025-06-02');
  await page.focus('#slide');
  await page.keyboard.press('ArrowLeft');
  await showsDay(page, '2025-06-01');
  for (let days = 0; days < 8; days++) await page.keyboard.press('ArrowLeft');
  await showsDay(page, '2025-05-24');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'slide');
  await page.keyboard.press(',');
  await showsDay(page, '2025-05-23');
  await page.keyboard.press(']');
  await showsDay(page, '2025-06-02');
  await page.keyboard.press('[');
  await showsDay(page, '2025-05-16');
  // Single keys mean something only where the slider has the focus.
  await page.focus('#time [name=at]');
  await page.keyboard.press(']');
  await pause(200);
  await showsDay(page, '2025-05-16');
};

const byMouse = async (page, base) => {
  await page.goto(`${base}?at=2025-06-02`);
  await showsDay(page, '2025-06-02');
  // Answers that take longer than the way to the next day.
  await page.route(/at=2025/, async (route) => {
    await pause(60);
    await route.continue().catch(() => {});
  });
  const pages = await page.evaluate(() => history.length);
  const box = await page.locator('#slide').boundingBox();
  const [middle, at] = [box.y + box.height / 2, (share) => box.x + 8 + (box.width - 16) * share];
  const share = await page.evaluate(() => document.querySelector('#slide').value / document.querySelector('#slide').max);
  await page.mouse.move(at(share), middle);
  await page.mouse.down();
  for (let step = 1; step <= 30; step++) await page.mouse.move(at(share - (share - 0.1) * step / 30), middle);
  await page.mouse.up();
  await until(async () => (await shown(page)).urlAt !== '2025-06-02', 'the URL after a drag');
  const { at: day } = await shown(page);
  assert.ok(day < '2025-05-20' && day > '2025-05-10', day);
  await showsDay(page, day);
  // A drag is one step of the history, however many days it passed.
  assert.equal(await page.evaluate(() => history.length), pages + 1);
  await page.goBack();
  await showsDay(page, '2025-06-02');
  await page.goForward();
  await showsDay(page, day);
  await page.unroute(/at=2025/);
};

const byDate = async (page, base) => {
  await page.goto(base);
  await page.fill('#time [name=at]', '2025-05-24');
  await showsDay(page, '2025-05-24');
  assert.match((await shown(page)).sentence, /with everything this log knows today/);
  await page.getByLabel('as they knew it then').check();
  await until(async () => (await shown(page)).urlKnown === '2025-05-24', 'what was known then');
  await showsDay(page, '2025-05-24');
  assert.match((await shown(page)).sentence, /with what the public could know then/);
  // Another day is asked for as it was known by then, too.
  await page.getByRole('link', { name: 'next' }).click();
  await until(async () => (await shown(page)).urlAt !== '2025-05-24', 'the next day');
  const next = await shown(page);
  assert.equal(next.urlKnown, next.urlAt);
  await page.goBack();
  await showsDay(page, '2025-05-24');
  await page.goBack();
  await showsDay(page, '2025-05-24');
  await until(() => page.getByLabel('with what we know now').isChecked(), 'what is known now');
  await until(async () => /with everything/.test((await shown(page)).sentence), 'what is known now, in words');
  await page.goForward();
  await until(() => page.getByLabel('as they knew it then').isChecked(), 'what was known then, again');
  // Known by a day of its own.
  await page.fill('#time [name=known-on]', '2025-06-01');
  await until(async () => /by Sun 1 June 2025/.test((await shown(page)).sentence), 'a day of knowledge');
  assert.ok(await page.getByLabel('as known on', { exact: true }).isChecked());
  assert.equal(new URL(page.url()).searchParams.get('known-on'), '2025-06-01');
};

/** An answer that comes late does not take the place of what was asked after it. */
const theLastIsShown = async (page, base) => {
  await page.goto(`${base}?at=2025-06-02`);
  await showsDay(page, '2025-06-02');
  // No request is called off here: the answer comes, and is not wanted any more.
  await page.evaluate(() => { AbortController.prototype.abort = () => {}; });
  let late = 0;
  await page.route(/at=2025-06-01/, async (route) => {
    const answer = await route.fetch();
    await pause(700);
    await route.fulfill({ response: answer });
    late += 1;
  });
  await page.focus('#slide');
  await page.keyboard.press('ArrowLeft');
  await pause(100);
  await page.keyboard.press('ArrowLeft');
  await showsDay(page, '2025-05-31');
  await until(async () => late > 0, 'the late answer');
  await pause(200);
  await showsDay(page, '2025-05-31');
  await page.unroute(/at=2025-06-01/);
};

/** Without an answer the page says so, and its slider stands at the day that is shown. */
const withoutServer = async (page, base) => {
  await page.goto(`${base}?at=2025-06-02`);
  await showsDay(page, '2025-06-02');
  await page.route(/at=2025-06-01/, (route) => route.fulfill({ status: 500, body: 'no' }));
  await page.focus('#slide');
  await page.keyboard.press('ArrowLeft');
  await until(async () => /no answer/i.test(await page.textContent('#said')), 'that no answer came');
  await showsDay(page, '2025-06-02');
};
