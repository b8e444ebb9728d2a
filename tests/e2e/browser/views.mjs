// One page of each sort, by its path, as the shipped record has it.

export const views = {
  state: '?at=2025-06-02',
  'state as it was known': '?at=2025-05-24&known=2025-05-24',
  part: 'state/commitments',
  open: 'open',
  due: 'due',
  'came out later': 'hindsight?at=2025-06-02',
  disputes: 'disputes',
  diff: 'diff?from=round:1&to=round:2',
  event: 'event/istanbul-2025/r1-prisoners',
  person: 'person/medinsky',
  meeting: 'meeting/istanbul-2025/r2-trilateral',
  why: 'why?path=commitments/r1-prisoners',
  history: 'history?path=commitments/r1-prisoners',
  log: 'log',
  names: 'names',
  search: 'search?text=Medinsky',
  'when it was public': 'plot/knowledge',
  'who did what': 'plot/timeline',
  deliveries: 'plot/deliveries',
  delegations: 'plot/delegations',
  'a date that is none': '?at=2025-13-40',
  'a thing that is not there': 'person/nobody',
};

/** Shows the token, and goes on to the form. */
export const login = async (page, base, env) => {
  await page.goto(`${base}append`);
  await page.getByLabel('Token').fill(env.TOKEN);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByLabel('Kind').waitFor();
};
