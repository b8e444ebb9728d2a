'use strict';
(() => {
  const $ = (id) => document.getElementById(id);
  const time = $('time'), slide = $('slide'), body = document.body, DAY = 864e5;
  const first = time && Date.parse(time.dataset.first);
  const words = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: 'UTC' });
  let asked = 0, running, dragging = false;

  const show = (days) => {
    slide.value = days;
    $('day').textContent = words.format(first + slide.value * DAY);
    slide.setAttribute('aria-valuetext', $('day').textContent);
  };

  const fetched = async (url, signal) => {
    const answer = await fetch(url, { signal });
    return new DOMParser().parseFromString(await answer.text(), 'text/html');
  };

  const settle = (page) => {
    const form = page.getElementById('time');
    if (!form) return;
    const now = new FormData(form);
    for (const name of ['at', 'known', 'known-on']) time[name].value = now.get(name) || '';
    if (slide && form.dataset.day) show((Date.parse(form.dataset.day) - first) / DAY);
  };

  // Shows a page in the place of this one. Of several asked for, the last is shown.
  const load = async (url, how) => {
    const number = ++asked;
    running?.abort();
    running = new AbortController();
    body.classList.add('waits');
    try {
      const page = await fetched(url, running.signal);
      if (number !== asked) return;
      for (const id of ['main', 'steps', 'menu', 'foot']) {
        const next = page.getElementById(id);
        if (next) $(id)?.replaceWith(next);
      }
      document.title = page.title;
      $('said').textContent = '';
      if (how) history[how](null, '', url);
      if (!dragging) settle(page);
      if (slide) slide.defaultValue = slide.value;
    } catch {
      if (number !== asked) return;
      $('said').textContent = 'No answer came.';
      if (slide) show(slide.defaultValue);
    }
    body.classList.remove('waits');
  };

  const ask = (how) => {
    const url = new URL(time.action), given = url.searchParams;
    for (const [name, value] of new FormData(time)) if (value) given.set(name, value);
    if (given.get('known') !== 'on') given.delete('known-on');
    if (given.get('known') === 'then') given.set('known', given.get('at'));
    load(url.href, how);
  };

  if (slide) {
    slide.hidden = false;
    show(slide.value);
    slide.oninput = () => {
      show(slide.value);
      time.at.value = new Date(first + slide.value * DAY).toISOString().slice(0, 10);
      ask(dragging ? 'replaceState' : 'pushState');
      dragging = true;
    };
    slide.onchange = () => { dragging = false; };
    slide.onkeydown = (event) => document.querySelector(`#steps [data-key="${event.key}"]`)?.click();
  }
  if (time) {
    time.onchange = ({ target }) => {
      if (target !== slide && time.at.value && (time.known.value !== 'on' || time['known-on'].value)) {
        ask('pushState');
      }
    };
    onpopstate = () => load(location.href);
  }

  document.onclick = async (event) => {
    const link = event.target.closest('a');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.dataset.key) {
      event.preventDefault();
      load(link.href, 'pushState');
    } else if ('opens' in link.dataset) {
      event.preventDefault();
      const old = link.parentNode.querySelector('.opened');
      link.setAttribute('aria-expanded', !old);
      if (old) return old.remove();
      const opened = document.createElement('div');
      opened.className = 'opened';
      opened.append(...(await fetched(link.href)).getElementById('main').children);
      link.parentNode.append(opened);
    }
  };

  const find = $('find');
  if (find) find.oninput = () => {
    for (const item of $('choice').children) {
      item.hidden = !item.textContent.toLowerCase().includes(find.value.toLowerCase());
    }
  };

  if (body.dataset.head) setInterval(async () => {
    if (document.hidden) return;
    const { head } = await (await fetch(body.dataset.head)).json();
    $('news').hidden = head <= $('foot').dataset.head;
  }, 5e3);
})();
