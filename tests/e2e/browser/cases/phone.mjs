// A phone, and a page that is enlarged: nothing reaches beyond the screen, and what is touched is large enough.

import { assert, close, open, overhang } from '../support.mjs';
import { views } from '../views.mjs';

/** Links within a sentence are as high as its lines. */
const ALONE = 'button, input, select, textarea, summary, nav a, #steps a, .parts > ul > li > a, .pages a';
const SMALLEST = 24;

export default async ({ browser, base }) => {
  for (const width of [360, 320]) {
    const page = await open(browser, { viewport: { width, height: 740 }, hasTouch: true });
    for (const [name, view] of Object.entries(views)) {
      await page.goto(base + view);
      assert.equal(await overhang(page), 0, `${name} at ${width} pixels`);
      assert.deepEqual(await small(page), [], `${name} at ${width} pixels`);
    }
    await page.goto(base);
    await page.locator('.parts').getByRole('link', { name: 'Attendance' }).click();
    await page.locator('.opened section').first().waitFor();
    assert.equal(await overhang(page), 0, `a part opened at ${width} pixels`);
    await asCards(page, base);
    await close(page, 400, 404);
  }
};

/** Returns what is touched and is too small for that. */
const small = (page) => page.evaluate(([alone, smallest]) => {
  const seen = [...document.querySelectorAll(alone)].filter((one) => one.checkVisibility() && one.type !== 'hidden');
  const boxes = seen.map((one) => {
    const box = (one.type === 'radio' ? one.closest('label') : one).getBoundingClientRect();
    return { box, words: one.outerHTML.slice(0, 90) };
  });
  return boxes
    .filter(({ box }) => box.width < smallest || box.height < smallest)
    .map(({ box, words }) => `${Math.round(box.width)}x${Math.round(box.height)} ${words}`);
}, [ALONE, SMALLEST]);

/** A row of a table is a card: its cells stand below each other, each with the name of its column. */
const asCards = async (page, base) => {
  await page.goto(`${base}state/positions`);
  const row = page.locator('.wide tbody tr', { has: page.locator('td[data-label] >> nth=1') }).first();
  const cells = row.locator('td[data-label]');
  const [first, second] = [await cells.nth(0).boundingBox(), await cells.nth(1).boundingBox()];
  assert.ok(second.y >= first.y + first.height, 'cells below each other');
};
