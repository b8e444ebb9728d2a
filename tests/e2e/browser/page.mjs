// Runs one case in a browser: `node page.mjs CASE`, with what the case needs in the environment. Ends with 1 if it fails.

import { chromium } from 'playwright-core';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const { default: run } = await import(`./cases/${process.argv[2]}.mjs`);
const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
try {
  await run({ browser, base: process.env.BASE, env: process.env });
  console.log('passed');
} catch (error) {
  console.error(error.stack);
  process.exitCode = 1;
} finally {
  await browser.close();
}
