// The script of a report page's tables: sorting, searching, and charts read by keyboard. Everything else works without it.
(() => {
  /** Fewer rows are seen at a glance. */
  const fewestToSearch = 9;

  for (const table of document.querySelectorAll('table.sortable')) {
    setUpSorting(table);
    if (table.tBodies[0].rows.length >= fewestToSearch) setUpSearch(table);
  }
  for (const chart of document.querySelectorAll('svg.chart')) setUpKeys(chart);

  function setUpSorting(table) {
    const heads = [...table.tHead.rows[0].cells];
    const body = table.tBodies[0];
    const original = [...body.rows];
    heads.forEach((head, column) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'sort';
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener('click', () => {
        const next = { ascending: 'descending', descending: 'none' }[head.getAttribute('aria-sort')] ?? 'ascending';
        for (const other of heads) other.removeAttribute('aria-sort');
        if (next !== 'none') head.setAttribute('aria-sort', next);
        const isNumber = head.classList.contains('number');
        const rows =
          next === 'none'
            ? original
            : original.toSorted((left, right) => compare(left, right, { column, isNumber, next }));
        body.append(...rows);
      });
    });
  }

  /** What is missing comes last both ways. */
  function compare(left, right, { column, isNumber, next }) {
    const [first, second] = [left, right].map((row) => row.cells[column]?.textContent ?? '');
    const sign = next === 'ascending' ? 1 : -1;
    if (!isNumber) return sign * first.localeCompare(second, undefined, { numeric: true });
    const [before, after] = [readNumber(first), readNumber(second)];
    if (Number.isNaN(before) || Number.isNaN(after)) return Number.isNaN(before) - Number.isNaN(after);
    return sign * (before - after);
  }

  /** The number at the beginning of "−77.7 (−81.1 to −74.3)". */
  function readNumber(text) {
    return Number.parseFloat(text.replace(/^[<+\s]+/, '').replace('−', '-'));
  }

  function setUpSearch(table) {
    const box = document.createElement('p');
    box.className = 'search';
    const label = document.createElement('label');
    const input = document.createElement('input');
    input.type = 'search';
    label.append('Search ', input);
    const count = document.createElement('span');
    count.setAttribute('role', 'status');
    box.append(label, ' ', count);
    const place = table.closest('.scroll') ?? table;
    place.before(box);
    const rows = [...table.tBodies[0].rows];
    input.addEventListener('input', () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
        if (!row.hidden) shown += 1;
      }
      count.textContent = words.length === 0 ? '' : `${shown} of ${rows.length} rows`;
    });
  }

  /** Left and right go from value to value of a chart, and each is said; the table below has them all. */
  function setUpKeys(chart) {
    const rows = [...(chart.closest('figure')?.querySelectorAll('tbody tr') ?? [])];
    if (rows.length === 0) return;
    const heads = [...chart.closest('figure').querySelectorAll('thead th')].map((head) => head.textContent);
    const said = document.createElement('p');
    said.className = 'said';
    said.setAttribute('role', 'status');
    chart.after(said);
    chart.setAttribute('tabindex', '0');
    let at = -1;
    chart.addEventListener('keydown', (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      at = Math.min(rows.length - 1, Math.max(0, at + step));
      said.textContent = [...rows[at].cells]
        .map((cell, column) => (column === 0 ? cell.textContent : `${heads[column]} ${cell.textContent}`))
        .join(', ');
    });
    chart.addEventListener('blur', () => {
      said.textContent = '';
      at = -1;
    });
  }
})();
