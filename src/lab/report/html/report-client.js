// The script of a report page: draws the charts from the page's JSON block. Everything else works without it.
(() => {
  const { arms, charts } = JSON.parse(document.getElementById('report-charts').textContent);
  const root = document.documentElement;
  const prefersDark = matchMedia('(prefers-color-scheme: dark)');
  const drawn = [];
  let isPrinting = false;

  /** Sets the theme's colours before each update, so that a change of theme is one update. */
  const colourPlugin = {
    id: 'themeColours',
    beforeUpdate(chart) {
      const ink = getInk();
      for (const scale of Object.values(chart.options.scales)) {
        scale.ticks.color = ink.text;
        scale.title.color = ink.text;
        scale.grid.color = ink.grid;
      }
      for (const dataset of chart.data.datasets) {
        const colour = getColour(dataset.arm);
        dataset.borderColor = fade(colour, dataset.share);
        dataset.backgroundColor = fade(colour, dataset.fillShare ?? dataset.share);
        dataset.pointBackgroundColor = colour;
        dataset.pointBorderColor = colour;
      }
    },
  };

  /** Draws each bar's interval as a whisker and each seed as a dot. */
  const spreadPlugin = {
    id: 'spread',
    afterDatasetsDraw(chart) {
      const { ctx, chartArea, scales } = chart;
      ctx.save();
      ctx.beginPath();
      ctx.rect(chartArea.left, chartArea.top - 1, chartArea.width, chartArea.height + 2);
      ctx.clip();
      for (const [index, dataset] of chart.data.datasets.entries()) {
        const colour = getColour(dataset.arm);
        for (const [position, bar] of chart.getDatasetMeta(index).data.entries()) {
          const spread = dataset.spreads[position];
          if (spread)
            drawSpread(ctx, {
              x: bar.x,
              width: bar.width,
              spread,
              colour,
              toPixel: (value) => scales.y.getPixelForValue(value),
            });
        }
      }
      ctx.restore();
    },
  };

  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  setUpTheme();
  setUpSamples();
  setUpPrinting();
  for (const chart of charts) {
    const canvas = document.getElementById(`chart-${chart.id}`);
    if (canvas) drawn.push(chart.kind === 'lines' ? drawLines(canvas, chart) : drawBars(canvas, chart));
  }

  function isDark() {
    if (isPrinting) return false;
    return root.dataset.theme ? root.dataset.theme === 'dark' : prefersDark.matches;
  }

  function getColour(arm) {
    return isDark() ? arms[arm].dark : arms[arm].light;
  }

  function fade(colour, share) {
    return `${colour}${Math.round(share * 255)
      .toString(16)
      .padStart(2, '0')}`;
  }

  function getInk() {
    return isDark() ? { text: '#aab3bd', grid: '#2c323a' } : { text: '#565f6a', grid: '#e6e8ec' };
  }

  function drawLines(canvas, chart) {
    const manySeeds = chart.lines.filter((line) => line.seed !== null).length > 12;
    const datasets = chart.lines.map((line) => {
      const isMean = line.seed === null;
      const style = arms[line.arm];
      const isDense = line.x.length > 20;
      const spacing = Math.max(1, Math.floor(line.x.length / 6));
      return {
        label: isMean ? style.label : `${style.label}, seed ${line.seed}`,
        data: line.x.map((x, index) => ({ x, y: line.y[index] ?? Number.NaN })),
        arm: line.arm,
        share: isMean ? 1 : isDense ? 0.25 : manySeeds ? 0.3 : 0.45,
        borderWidth: isMean ? (isDense ? 2 : 3) : isDense ? 0.8 : 1.2,
        borderDash: isMean ? style.dash : [],
        pointStyle: style.marker,
        pointRadius: isMean
          ? (context) => (!isDense || context.dataIndex % spacing === Math.floor(spacing / 2) ? 4 : 0)
          : 0,
        pointHitRadius: 6,
        // Markers on the border are drawn whole; later arms, which are dashed, lie over earlier ones.
        clip: 8,
        order: (isMean ? 0 : arms.length) - line.arm,
      };
    });
    return new Chart(canvas, {
      type: 'line',
      data: { datasets },
      options: {
        ...getBaseOptions(),
        parsing: false,
        interaction: { mode: 'nearest', intersect: false },
        scales: {
          x: getScale({ type: 'linear', title: chart.xLabel }),
          y: getScale({ type: 'linear', title: chart.yLabel, range: chart.yRange }),
        },
      },
      plugins: [colourPlugin],
    });
  }

  function drawBars(canvas, chart) {
    const datasets = chart.bars.map((bar) => ({
      label: arms[bar.arm].label,
      data: bar.values.map((value) => (value ? value.mean : Number.NaN)),
      spreads: bar.values,
      arm: bar.arm,
      share: 1,
      fillShare: 0.35,
      borderWidth: 1.5,
      maxBarThickness: 56,
    }));
    return new Chart(canvas, {
      type: 'bar',
      data: { labels: chart.categories, datasets },
      options: {
        ...getBaseOptions(),
        scales: {
          x: getScale({ type: 'category', title: '' }),
          y: getScale({ type: 'linear', title: chart.yLabel, range: [0, 100] }),
        },
      },
      plugins: [colourPlugin, spreadPlugin],
    });
  }

  function getBaseOptions() {
    return {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      plugins: {
        legend: { display: false },
        tooltip: { callbacks: { label: describePoint } },
      },
    };
  }

  function describePoint(context) {
    const spread = context.dataset.spreads?.[context.dataIndex];
    const value = Number(context.parsed.y.toPrecision(4));
    if (!spread || spread.low === null) return ` ${context.dataset.label}: ${value}`;
    return ` ${context.dataset.label}: ${value} (${spread.low.toFixed(1)} to ${spread.high.toFixed(1)})`;
  }

  function getScale({ type, title, range }) {
    return {
      type,
      ...(range ? { min: range[0], max: range[1] } : {}),
      title: { display: title !== '', text: title },
      ticks: { maxTicksLimit: 7, maxRotation: 0 },
      border: { display: false },
    };
  }

  function drawSpread(ctx, { x, width, spread, colour, toPixel }) {
    ctx.fillStyle = colour;
    spread.seeds.forEach((value, index) => {
      const offset = ((index + 0.5) / spread.seeds.length - 0.5) * width * 0.6;
      ctx.beginPath();
      ctx.arc(x + offset, toPixel(value), 2.2, 0, 2 * Math.PI);
      ctx.fill();
    });
    if (spread.low === null) return;
    const half = Math.min(8, width / 4);
    ctx.strokeStyle = isDark() ? '#e6e9ec' : '#1d2227';
    ctx.lineWidth = 1.5;
    ctx.beginPath();
    ctx.moveTo(x, toPixel(spread.low));
    ctx.lineTo(x, toPixel(spread.high));
    for (const end of [spread.low, spread.high]) {
      ctx.moveTo(x - half, toPixel(end));
      ctx.lineTo(x + half, toPixel(end));
    }
    ctx.stroke();
  }

  function repaint() {
    for (const chart of drawn) chart.update('none');
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
      repaint();
    });
    prefersDark.addEventListener('change', () => {
      label();
      repaint();
    });
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

  /** Paper is light, and its folded tables cannot be opened. */
  function setUpPrinting() {
    let closed = [];
    addEventListener('beforeprint', () => {
      isPrinting = true;
      closed = [...document.querySelectorAll('details:not([open])')];
      for (const details of closed) details.open = true;
      repaint();
    });
    addEventListener('afterprint', () => {
      isPrinting = false;
      for (const details of closed) details.open = false;
      repaint();
    });
  }
})();
