'use strict';
(() => {
  const $ = (id) => document.getElementById(id);
  const time = $('time'), slide = $('slide'), body = document.body, DAY = 864e5;
  const first = Date.parse(time?.dataset.first);
  const words = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: 'UTC' });
  let last = document.cloneNode(true), newest, drags, pushed;

  const show = (days) => {
    slide.value = days;
    $('day').textContent = words.format(first + slide.value * DAY);
    slide.ariaValueText = $('day').textContent;
  };

  const fetched = async (url, signal) =>
    new DOMParser().parseFromString(await (await fetch(url, { signal })).text(), 'text/html');

  const settle = () => {
    const form = last.getElementById('time');
    if (!form) return;
    [...form.elements].forEach(({ value, checked }, i) => Object.assign(time.elements[i], { value, checked }));
    if (slide && form.dataset.day) show((Date.parse(form.dataset.day) - first) / DAY);
  };

  // Of several, the last is shown.
  const load = async (url, isNew) => {
    pushed &&= drags;
    newest?.abort();
    const own = newest = new AbortController();
    body.className = 'waits';
    try {
      const page = await fetched(url, own.signal);
      if (own !== newest) return;
      if (!page.getElementById('main')) throw page;
      for (const id of ['main', 'steps', 'menu', 'foot']) {
        const next = page.getElementById(id);
        if (next) $(id)?.replaceWith(next);
      }
      document.title = page.title;
      $('said').textContent = '';
      if (isNew) history[pushed ? 'replaceState' : 'pushState'](null, '', url);
      pushed = drags;
      last = page;
      if (!drags) settle();
    } catch {
      if (own !== newest) return;
      $('said').textContent = 'No answer came.';
      settle();
    }
    body.className = '';
  };

  const ask = () => {
    const url = new URL(time.action), given = url.searchParams, known = time.known.value;
    for (const [name, value] of new FormData(time)) if (value) given.set(name, value);
    if (known !== 'on') given.delete('known-on');
    if (known === 'then') given.set('known', time.at.value);
    load(url.href, true);
  };

  if (slide) {
    slide.hidden = false;
    show(slide.value);
    slide.oninput = () => {
      show(slide.value);
      time.at.value = new Date(first + slide.value * DAY).toISOString().slice(0, 10);
      ask();
      drags = true;
    };
    slide.onchange = () => { drags = false; };
    slide.onkeydown = ({ key }) => time.querySelector(`[data-key="${key}"]`)?.click();
  }
  if (time) {
    time.onchange = ({ target }) => {
      if (target === time['known-on']) time.known.value = 'on';
      if (target !== slide && time.at.value && (time.known.value !== 'on' || time['known-on'].value)) ask();
    };
    onpopstate = () => load(location.href);
  }

  const unfold = (link) => {
    const old = link.parentNode.querySelector('.opened');
    link.ariaExpanded = !old;
    if (old) return old.remove();
    const opened = document.createElement('div');
    opened.className = 'opened';
    link.parentNode.append(opened);
    fetched(link.href).then(
      (page) => opened.append(...page.querySelectorAll('main > section')),
      () => location.assign(link.href),
    );
  };

  document.onclick = (event) => {
    const link = event.target.closest('a');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.hash === '#main') $('main').focus();
    else if (link.dataset.key) load(link.href, true);
    else if ('opens' in link.dataset) unfold(link);
    else return;
    event.preventDefault();
  };

  $('find')?.addEventListener('input', ({ target }) => {
    for (const item of $('choice').children) {
      item.hidden = !item.textContent.toLowerCase().includes(target.value.toLowerCase());
    }
  });

  if (body.dataset.head) setInterval(async () => {
    if (document.hidden) return;
    const answer = await fetch(body.dataset.head).catch(() => {});
    if (answer?.ok) $('news').hidden = (await answer.json()).head <= $('foot').dataset.head;
  }, 5e3);
})();
