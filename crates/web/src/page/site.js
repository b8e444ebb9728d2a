'use strict';
(() => {
  const time = document.getElementById('time'), slide = document.getElementById('slide');
  if (!slide) return;
  const day = document.getElementById('day'), first = Date.parse(time.dataset.first), DAY = 864e5;
  const words = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: 'UTC' });
  const show = () => {
    day.textContent = words.format(first + slide.value * DAY);
    slide.setAttribute('aria-valuetext', day.textContent);
  };
  slide.hidden = false;
  show();
  slide.oninput = show;
  // What stands on a day began on the last one before it that has a page.
  slide.onchange = () => {
    const iso = new Date(first + slide.value * DAY).toISOString().slice(0, 10);
    const pages = [...time.querySelectorAll('[data-page]')];
    (pages.findLast((page) => page.dataset.page <= iso) || pages[0]).click();
  };
  slide.onkeydown = (event) => document.querySelector(`#steps [data-key="${event.key}"]`)?.click();
})();
