'use strict';
// Filters cases and differences, and moves between differences by keyboard. The page is whole without it.
(() => {
  const form = document.getElementById('filter');
  const text = document.getElementById('text');
  const shown = document.getElementById('shown');
  const rows = [...document.querySelectorAll('table.matrix tbody tr')];
  const differences = [...document.querySelectorAll('details.difference')];
  const holds = (element, words) => words.every((word) => element.textContent.toLowerCase().includes(word));

  const filter = () => {
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdict = form.elements.verdict.value;
    for (const row of rows) {
      row.hidden = (verdict && row.dataset.verdict !== verdict) || !holds(row, words);
    }
    for (const difference of differences) {
      difference.hidden = (verdict && verdict !== 'different') || !holds(difference, words);
    }
    const count = (all) => all.filter((element) => !element.hidden).length;
    shown.textContent = `${count(rows)} of ${rows.length} cases, ${count(differences)} of ${differences.length} differences`;
  };

  const move = (step) => {
    const there = differences.filter((difference) => !difference.hidden);
    if (!there.length) return;
    const now = there.findIndex((difference) => difference.contains(document.activeElement));
    const at = now < 0 ? (step > 0 ? 0 : there.length - 1) : (now + step + there.length) % there.length;
    there[at].open = true;
    const summary = there[at].querySelector('summary');
    summary.focus({ preventScroll: true });
    summary.scrollIntoView({ block: 'start' });
  };

  const openTarget = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (target && target.matches('details')) {
      target.open = true;
      target.querySelector('summary').focus({ preventScroll: true });
      target.scrollIntoView({ block: 'start' });
    }
  };

  const keys = {
    '/': () => text.focus(),
    j: () => move(1),
    k: () => move(-1),
    e: () => {
      const open = differences.some((difference) => !difference.open);
      for (const difference of differences) difference.open = open;
    },
  };
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && event.target === text) {
      text.value = '';
      filter();
      text.blur();
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches('input')) return;
    const act = keys[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });
  form.addEventListener('input', filter);
  form.addEventListener('submit', (event) => event.preventDefault());
  window.addEventListener('hashchange', openTarget);
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link && link.hash === location.hash) openTarget();
  });
  form.hidden = rows.length === 0;
  filter();
  openTarget();
})();
