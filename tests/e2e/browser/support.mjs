// What the cases share: a page that is watched, and ways to wait for what it is to show.

import assert from 'node:assert/strict';

export { assert };

/** Opens a page. What it complains of, such as a script that fails or a file that its policy forbids, is kept. */
export const open = async (browser, options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB', ...options });
  const page = await context.newPage();
  page.faults = [];
  page.on('console', (said) => {
    if (['error', 'warning'].includes(said.type())) page.faults.push(`${said.text()} (${said.location().url})`);
  });
  page.on('pageerror', (error) => page.faults.push(error.message));
  return page;
};

/** Closes a page, which complained of nothing but of answers with these statuses. */
export const close = async (page, ...statuses) => {
  const isForeseen = (fault) => statuses.some((status) => fault.includes(`responded with a status of ${status} `));
  assert.deepEqual(page.faults.filter((fault) => !isForeseen(fault)), []);
  await page.context().close();
};

/** Waits until something holds. */
export const until = async (holds, what, seconds = 10) => {
  const end = Date.now() + seconds * 1000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((again) => setTimeout(again, 20));
  }
};

export const pause = (milliseconds) => new Promise((again) => setTimeout(again, milliseconds));

/** Returns what a page shows, each time where it says so. */
export const shown = async (page) => {
  const said = await page.evaluate(() => ({
    sentence: document.querySelector('main p').textContent,
    day: document.querySelector('#day').textContent,
    spoken: document.querySelector('#slide').getAttribute('aria-valuetext'),
    at: document.querySelector('#time').at.value,
    url: location.href,
    waits: document.body.classList.contains('waits'),
  }));
  const parameters = new URL(said.url).searchParams;
  return { ...said, at: said.at, urlAt: parameters.get('at'), urlKnown: parameters.get('known') };
};

const inWords = (iso) => {
  const words = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' };
  return new Intl.DateTimeFormat('en-GB', words).format(Date.parse(iso));
};

/** Waits until a page shows a day: in its text, its slider, its date and its URL. */
export const showsDay = async (page, iso) => {
  let last;
  const words = inWords(iso);
  try {
    await until(async () => {
      last = await shown(page);
      const { sentence, day, spoken, at, urlAt, waits } = last;
      return !waits && sentence.includes(words) && day.endsWith(words) && spoken === day && at === iso && urlAt === iso;
    }, iso);
  } catch {
    assert.fail(`not ${iso}: ${JSON.stringify(last)}`);
  }
};

/** Returns how far a page reaches to the right beyond what is seen. */
export const overhang = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
