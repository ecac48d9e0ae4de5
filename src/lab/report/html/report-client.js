// The script of a report page: theme, hidden answers, and words for what is pointed at. Everything else works without it.
(() => {
  const root = document.documentElement;
  const prefersDark = matchMedia('(prefers-color-scheme: dark)');
  /** Farther from the pointer than this, in the page's pixels, nothing is said. */
  const reach = 24;

  setUpTheme();
  setUpSamples();
  setUpPointing();

  function isDark() {
    return root.dataset.theme ? root.dataset.theme === 'dark' : prefersDark.matches;
  }

  function setUpTheme() {
    const button = document.getElementById('theme');
    const label = () => {
      button.textContent = isDark() ? 'Light theme' : 'Dark theme';
    };
    button.hidden = false;
    button.addEventListener('click', () => {
      root.dataset.theme = isDark() ? 'light' : 'dark';
      label();
    });
    prefersDark.addEventListener('change', label);
    label();
  }

  function setUpSamples() {
    const button = document.getElementById('show-samples');
    const answers = document.getElementById('sample-answers');
    if (!button || !answers) return;
    button.hidden = false;
    button.addEventListener('click', () => {
      answers.hidden = !answers.hidden;
      button.setAttribute('aria-expanded', String(!answers.hidden));
      button.textContent = answers.hidden ? button.dataset.show : button.dataset.hide;
    });
  }

  /** Says the values of the nearest point or bar beside the pointer; the tables say them to everybody. */
  function setUpPointing() {
    const tip = document.createElement('div');
    tip.className = 'tip';
    tip.hidden = true;
    tip.setAttribute('aria-hidden', 'true');
    document.body.append(tip);
    const dot = document.createElementNS('http://www.w3.org/2000/svg', 'circle');
    dot.setAttribute('r', '3.4');
    dot.setAttribute('class', 'dot');
    const hide = () => {
      tip.hidden = true;
      dot.remove();
    };
    for (const chart of document.querySelectorAll('svg.chart')) {
      chart.addEventListener('pointermove', (event) => {
        const found = findNearest(chart, event);
        if (!found) return hide();
        tip.textContent = found.words;
        tip.hidden = false;
        const left = Math.min(event.clientX + 12, innerWidth - tip.offsetWidth - 8);
        tip.style.left = `${Math.max(8, left) + scrollX}px`;
        tip.style.top = `${event.clientY + scrollY + 16}px`;
        if (found.x === undefined) return dot.remove();
        dot.setAttribute('cx', found.x);
        dot.setAttribute('cy', found.y);
        chart.append(dot);
      });
      chart.addEventListener('pointerleave', hide);
    }
  }

  function findNearest(chart, event) {
    const named = event.target.closest?.('[data-words]');
    if (named) return { words: named.dataset.words };
    if (!chart.dataset.x) return null;
    const matrix = chart.getScreenCTM();
    const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    let best = null;
    let least = reach / matrix.a;
    for (const line of chart.querySelectorAll('[data-line]')) {
      for (const [x, y] of listPoints(line)) {
        const distance = Math.hypot(x - place.x, y - place.y);
        // Of equal points the later line lies on top: means lie over seeds.
        if (distance > least) continue;
        least = distance;
        best = { x, y, name: line.dataset.line };
      }
    }
    if (!best) return null;
    const [x, y] = [readScale(chart.dataset.x, best.x), readScale(chart.dataset.y, best.y)];
    return { ...best, words: `${best.name}: ${round(y)} at ${round(x)}` };
  }

  function listPoints(line) {
    line.points ??= line
      .getAttribute('d')
      .split(/[ML]/)
      .slice(1)
      .map((pair) => pair.split(' ').map(Number));
    return line.points;
  }

  /** The value at a pixel of an axis. */
  function readScale(scale, pixel) {
    const [from, to, min, max, isLog] = scale.split(' ').map(Number);
    const share = (pixel - from) / (to - from);
    return isLog ? min * (max / min) ** share : min + share * (max - min);
  }

  /** Pixels are rounded, so that more digits would be made up. */
  function round(value) {
    return String(Number(value.toPrecision(3))).replace('-', '−');
  }
})();
