"use strict";
// Drawing: the delta chart on a canvas, the percentile curve as SVG. Colours come from the style sheet, so that both follow the theme.

const Charts = (() => {
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  const finite = Number.isFinite;

  function niceSteps(low, high, count) {
    const raw = (high - low) / count;
    const power = Math.pow(10, Math.floor(Math.log10(raw)));
    const step = [1, 2, 2.5, 5, 10].map(f => f * power).find(s => s >= raw) || raw;
    const steps = [];
    for (let v = Math.ceil(low / step) * step; v <= high + 1e-12; v += step) steps.push(Math.abs(v) < step / 1e6 ? 0 : v);
    return { steps, digits: Math.max(0, Math.min(6, -Math.floor(Math.log10(step) + 1e-9) + (step / Math.pow(10, Math.floor(Math.log10(step))) === 2.5 ? 1 : 0))) };
  }

  function range(values, padding) {
    let low = Infinity, high = -Infinity;
    for (const v of values) if (finite(v)) { low = Math.min(low, v); high = Math.max(high, v); }
    if (low > high) return null;
    const room = Math.max((high - low) * padding, Math.abs(high) * 1e-6, 1e-9);
    return [low - room, high + room];
  }

  // Where the chart ends and its scale begins.
  const rightOf = canvas => canvas.clientWidth - 62;

  // points: [utcMillis, delta, lower, upper, mid, profit]; marks: { time, isBuy }
  function delta(canvas, points, marks, fromMillis, toMillis, hoverX) {
    const ratio = window.devicePixelRatio || 1;
    const width = canvas.clientWidth, height = canvas.clientHeight;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    const g = canvas.getContext("2d");
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.clearRect(0, 0, width, height);
    g.font = "11px Inter, system-ui, sans-serif";
    const right = rightOf(canvas), top = 8, split = Math.round(height * 0.68), base = height - 20, priceTop = split + 22;
    const x = t => (t - fromMillis) / (toMillis - fromMillis) * right;
    const shown = points.filter(p => p[0] >= fromMillis - 2000 && p[0] <= toMillis);
    const deltas = range(shown.flatMap(p => [p[1], p[2], p[3]]), 0.08);
    const prices = range(shown.map(p => p[4]), 0.12);
    times(g, x, fromMillis, toMillis, right, height, top, base);
    if (!deltas) {
      g.fillStyle = colour("quiet");
      g.fillText("waiting for the first figures", 8, top + 20);
      return null;
    }

    const y = v => split - (v - deltas[0]) / (deltas[1] - deltas[0]) * (split - top);
    const py = v => base - (v - prices[0]) / (prices[1] - prices[0]) * (base - priceTop);
    scale(g, y, deltas, right, 5);
    if (prices) scale(g, py, prices, right, 3);
    g.save();
    g.beginPath();
    g.rect(0, 0, right, height);
    g.clip();
    band(g, shown, x, y);
    line(g, shown, x, p => y(p[1]), colour("blue"), 2, p => p[1]);
    if (prices) line(g, shown, x, p => py(p[4]), colour("quiet"), 1.5, p => p[4]);
    for (const mark of marks) {
      if (mark.time >= fromMillis && mark.time <= toMillis) triangle(g, x(mark.time), y(near(shown, mark.time)[1]), mark.isBuy);
    }
    g.restore();
    g.fillStyle = colour("quiet");
    g.fillText("coins", right + 8, top + 4);
    g.fillText("price, USD", 2, priceTop - 6);
    if (hoverX === null || hoverX > right || !shown.length) return null;
    const at = near(shown, fromMillis + hoverX / right * (toMillis - fromMillis));
    g.strokeStyle = colour("quiet");
    g.lineWidth = 1;
    g.beginPath();
    g.moveTo(x(at[0]), top);
    g.lineTo(x(at[0]), base);
    g.stroke();
    return at;
  }

  function near(points, time) {
    let low = 0, high = points.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (points[middle][0] < time) low = middle + 1; else high = middle;
    }
    return points[low] || [time, NaN, NaN, NaN, NaN];
  }

  function times(g, x, from, to, right, height, top, base) {
    const step = [10e3, 30e3, 60e3, 120e3, 300e3].find(s => (to - from) / s <= Math.max(3, right / 110)) || 600e3;
    g.textAlign = "center";
    for (let t = Math.ceil(from / step) * step; t <= to; t += step) {
      g.strokeStyle = colour("line");
      g.lineWidth = 1;
      g.beginPath();
      g.moveTo(Math.round(x(t)) + .5, top);
      g.lineTo(Math.round(x(t)) + .5, base);
      g.stroke();
      g.fillStyle = colour("quiet");
      if (x(t) > 24 && x(t) < right - 20) g.fillText(new Date(t).toISOString().slice(11, 19), x(t), height - 5);
    }
    g.textAlign = "left";
  }

  function scale(g, y, [low, high], right, count) {
    const { steps, digits } = niceSteps(low, high, count);
    for (const v of steps) {
      g.strokeStyle = colour(v === 0 ? "quiet" : "line");
      g.globalAlpha = v === 0 ? .6 : 1;
      g.beginPath();
      g.moveTo(0, Math.round(y(v)) + .5);
      g.lineTo(right, Math.round(y(v)) + .5);
      g.stroke();
      g.globalAlpha = 1;
      g.fillStyle = colour("quiet");
      if (y(v) > 16) g.fillText(v.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }).replace("-", "−"), right + 8, y(v) + 4);
    }
  }

  function band(g, points, x, y) {
    // Before the engine has one, both edges are 0.
    const known = points.filter(p => p[3] > p[2]);
    if (known.length < 2) return;
    g.fillStyle = colour("band");
    g.beginPath();
    known.forEach((p, i) => i ? g.lineTo(x(p[0]), y(p[3])) : g.moveTo(x(p[0]), y(p[3])));
    for (let i = known.length - 1; i >= 0; i--) g.lineTo(x(known[i][0]), y(known[i][2]));
    g.fill();
    for (const edge of [2, 3]) line(g, known, x, p => y(p[edge]), colour("green"), 1, p => p[edge]);
  }

  function line(g, points, x, y, stroke, width, value) {
    g.strokeStyle = stroke;
    g.lineWidth = width;
    g.lineJoin = "round";
    g.beginPath();
    let last = null;
    for (const p of points) {
      if (!finite(value(p))) { last = null; continue; }
      // A hole in the record is a hole in the line.
      if (last === null || p[0] - last > 3000) g.moveTo(x(p[0]), y(p)); else g.lineTo(x(p[0]), y(p));
      last = p[0];
    }
    g.stroke();
  }

  function triangle(g, cx, cy, isBuy) {
    const sign = isBuy ? 1 : -1;
    g.fillStyle = colour(isBuy ? "green" : "amber");
    g.beginPath();
    g.moveTo(cx, cy + sign * 4);
    g.lineTo(cx - 5, cy + sign * 13);
    g.lineTo(cx + 5, cy + sign * 13);
    g.fill();
  }

  // rows: { name, curve: [[percentile, nanos]], colour }
  function tail(svg, rows) {
    const width = svg.clientWidth || 400, height = svg.clientHeight || 150;
    const all = rows.flatMap(row => row.curve.map(point => point[1])).filter(v => v > 0);
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    if (!all.length) { svg.replaceChildren(); return; }
    const low = Math.floor(Math.log10(Math.min(...all))), high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...all))));
    const left = 44, bottom = height - 18;
    const nines = p => p >= 100 ? 5.4 : -Math.log10(1 - p / 100);
    const x = p => left + nines(p) / 5.4 * (width - left - 8);
    const y = v => bottom - (Math.log10(Math.max(v, 1)) - low) / (high - low) * (bottom - 6);
    const made = [];
    const add = (name, attributes, text) => {
      const node = document.createElementNS("http://www.w3.org/2000/svg", name);
      for (const key in attributes) node.setAttribute(key, attributes[key]);
      if (text !== undefined) node.textContent = text;
      made.push(node);
    };
    for (let power = low; power <= high; power++) {
      add("line", { class: "grid", x1: left, x2: width - 8, y1: y(10 ** power), y2: y(10 ** power) });
      add("text", { x: left - 6, y: y(10 ** power) + 4, "text-anchor": "end" }, ["1 ns", "10 ns", "100 ns", "1 µs", "10 µs", "100 µs", "1 ms", "10 ms", "100 ms", "1 s", "10 s"][power] || "");
    }
    for (const p of [0, 90, 99, 99.9, 99.99, 99.999]) {
      add("text", { x: x(p), y: height - 3, "text-anchor": p === 0 ? "start" : "middle" }, p === 0 ? "min" : p);
    }
    for (const row of rows) {
      add("polyline", { stroke: colour(row.colour), points: row.curve.filter(point => point[1] > 0).map(point => `${x(point[0]).toFixed(1)},${y(point[1]).toFixed(1)}`).join(" ") });
    }
    svg.replaceChildren(...made);
  }

  return { delta, tail, right: rightOf };
})();
