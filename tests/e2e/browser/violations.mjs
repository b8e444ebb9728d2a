// What axe finds wrong with a page, by WCAG 2.2 AA and good practice.

import axe from 'axe-core';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export const violations = async (page) => {
  await page.evaluate(axe.source);
  // A page opened from a disk may not read its own style sheets.
  const run = (values) => window.axe.run({ preload: false, runOnly: { type: 'tag', values } });
  const { violations } = await page.evaluate(run, TAGS);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.slice(0, 3).map(({ html, any, all, none }) => {
      const [why] = [...any, ...all, ...none];
      return `${id}: ${help}: ${html.slice(0, 160)} (${why?.message ?? ''})`;
    }));
};
