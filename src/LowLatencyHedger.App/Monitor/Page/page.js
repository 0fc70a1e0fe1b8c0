"use strict";
// What the monitor tells by server-sent events ("history", "state", "slow"), put on the page.

const $ = id => document.getElementById(id);
const historyMillis = 10 * 60e3;
const stages = ["decode", "ring", "core", "encode", "send"];
const figures = { line: [], marks: new Map(), chosen: 0, minutes: 3, window: "recent", hoverX: null, startedUtc: null, lastMillis: 0, clockOffset: 0 };
let state = null, slow = null, source = null;

// ---- Words and numbers.

const number = (v, digits = 2) => v === null || v === undefined || !Number.isFinite(v) ? "–"
  : v.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: "negative" }).replace("-", "−");
const signed = (v, digits) => v === null || v === undefined ? "–" : (v > 0 ? "+" : v < 0 ? "−" : "") + number(Math.abs(v), digits);
const significant = v => v === null || v === undefined ? "–" : v === 0 ? "0" : (Math.abs(v) >= 1000 ? number(v, 0) : Math.abs(v) >= 1 ? number(v, 2)
  : Math.abs(v) < 1e-3 ? v.toExponential(1).replace("e-", "e−") : number(v, 3)).replace(/^-/, "−");
const compact = v => Math.abs(v) >= 1e6 ? number(v / 1e6, v % 1e6 ? 1 : 0) + " M" : Math.abs(v) >= 1e4 ? number(v / 1e3, 0) + " k" : number(v, v % 1 ? 2 : 0);
const micros = nanos => nanos === 0 ? "–" : nanos < 1e5 ? number(nanos / 1e3, 1) : number(nanos / 1e3, 0);
const duration = nanos => nanos < 1e4 ? number(nanos / 1e3, 1) + " µs" : nanos < 1e6 ? number(nanos / 1e3, 0) + " µs" : number(nanos / 1e6, 1) + " ms";
const age = millis => millis === null || millis === undefined ? "never" : millis < 1000 ? number(millis, 0) + " ms" : millis < 90e3 ? number(millis / 1e3, 1) + " s"
  : millis < 5400e3 ? number(millis / 60e3, 0) + " min" : number(millis / 3600e3, 1) + " h";
const counted = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;
const clock = utc => utc ? utc.slice(11, 19) : "–";
const price = v => number(v, Math.abs(v) < 10 ? 4 : 2);

// ---- Putting things on the page, touching only what changed.

function set(node, text) { if (node.textContent !== text) node.textContent = text; }
function paint(node, name) { if (node.className !== name) node.className = name; }

// rows: arrays of cells; a cell is a text or { text, name, node }. row.name is the row's class.
function fill(table, rows) {
  const body = table.tBodies[0];
  while (body.rows.length > rows.length) body.deleteRow(-1);
  rows.forEach((row, i) => {
    const line = body.rows[i] || body.insertRow();
    paint(line, row.name || "");
    const cells = row.cells || row;
    while (line.cells.length > cells.length) line.deleteCell(-1);
    cells.forEach((cell, j) => {
      const node = line.cells[j] || line.insertCell();
      const { text = "", name = "", span = 1, use, title = "" } = typeof cell === "object" ? cell : { text: cell };
      paint(node, name);
      if (node.colSpan !== span) node.colSpan = span;
      if (node.title !== title) node.title = title;
      if (use === undefined) { set(node, text); return; }
      if (!node.firstElementChild) { node.textContent = ""; node.append(document.createElement("div")); node.firstChild.append(document.createElement("i")); }
      node.firstChild.firstChild.style.width = Math.min(100, Math.max(0, use)) + "%";
      node.firstChild.firstChild.style.minWidth = use > 0 ? "" : "0";
    });
  });
}

function nothing(table, text) { fill(table, [[{ text, name: "quiet", span: 8 }]]); }

// ---- The header.

function showState() {
  const { monitor, trading, engine } = state;
  const runs = monitor.engine === "Running";
  const name = runs && trading ? trading.state : "Unknown";
  if (document.body.dataset.state !== name) document.body.dataset.state = name;
  set($("state"), runs ? { Active: "ACTIVE", Reduce: "REDUCE ONLY", Pause: "PAUSED", Halt: "HALTED" }[name] || "STARTING" : "NO ENGINE");
  set($("cause"), runs && trading.state !== "Active" ? trading.cause : "");
  set($("environment"), engine ? engine.environment : "");
  paint($("environment"), engine && engine.environment === "live" ? "badge live" : "badge");
  set($("rate"), runs && engine.inputsPerSecond !== null ? number(engine.inputsPerSecond, 0) + " events/s" : "");
  document.title = (runs ? name : "no engine") + " · hedger";
  const halt = trading && trading.halt;
  const problem = {
    Absent: monitor.problem,
    Stalled: "The engine's core has told nothing for two seconds. The figures are its last.",
    Dead: "The engine's process is gone and has not ended in order. The figures are its last.",
    Ended: "The engine has ended in order. The figures are its last.",
  }[monitor.engine];
  banner(problem ? problem : halt ? `Halted by ${halt.by} at ${clock(halt.sinceUtc)} UTC: ${halt.reason}. Only hedger resume ends it.` : "", !problem || monitor.engine !== "Ended");
  $("halt").disabled = !runs;
  if (!engine) return;
  set($("foot"), `${engine.program} · process ${engine.processId} since ${engine.startedUtc.slice(0, 19).replace("T", " ")} · layout ${engine.layout} · ` +
    `${number(engine.inputEvents, 0)} events · ${engine.rejects} rejects · ${engine.unknownOrders} orders of unknown outcome · ${engine.positionBreaks} position breaks · ` +
    `journal ${engine.journal}, ${number(engine.journalLagMillis, 0)} ms behind the disk`);
}

function banner(text, isBad) {
  set($("banner"), text);
  $("banner").hidden = text === "";
  paint($("banner"), isBad ? "banner bad" : "banner");
}

// ---- The underlyings.

function cardOf(i) {
  const cards = $("underlyings");
  if (cards.children[i]) return cards.children[i];
  const card = document.createElement("button");
  card.type = "button";
  card.className = "card";
  card.innerHTML = '<span class="top"><b></b><span class="quiet"></span><span class="chip"></span></span>' +
    '<span><span class="what">price, USD</span><br><span class="figure"></span></span>' +
    '<span><span class="what">net delta, coins</span><br><span class="figure"></span></span>' +
    '<span class="third"><span class="what">profit, USD</span><br><span class="figure"></span></span>' +
    '<span class="gauge"><span class="track"><span class="inside"></span><span class="needle"></span></span><span class="ends"><span></span><span></span><span></span></span></span>';
  for (const part of card.querySelectorAll(".track, .ends")) part.style.display = part.classList.contains("ends") ? "grid" : "block";
  card.querySelector(".gauge").style.display = "block";
  card.addEventListener("click", () => { figures.chosen = i; show(); });
  cards.append(card);
  return card;
}

function showUnderlyings() {
  const all = state.underlyings || [];
  while ($("underlyings").children.length > all.length) $("underlyings").lastChild.remove();
  all.forEach((u, i) => {
    const card = cardOf(i);
    const [priceFigure, deltaFigure, profitFigure] = card.querySelectorAll(".figure");
    card.setAttribute("aria-pressed", i === figures.chosen);
    set(card.querySelector("b"), u.hedgeInstrument);
    set(card.querySelector(".quiet"), `${counted(u.optionsHeld, "option")}, ${counted(u.hedges, "hedge")}`);
    const chip = card.querySelector(".chip");
    set(chip, u.tradingState === "Active" ? (u.unresolvedOrders > 0 ? "order working" : "") : `${u.tradingState.toLowerCase()}: ${u.cause}`);
    paint(chip, "chip " + (u.tradingState === "Active" ? "quiet" : u.tradingState === "Halt" ? "bad" : "warn"));
    set(priceFigure, price(u.hedgeMid));
    set(deltaFigure, signed(u.netDelta, 3));
    const isOut = u.netDelta < u.bandLower || u.netDelta > u.bandUpper;
    paint(deltaFigure, "figure " + (isOut ? "warn" : ""));
    set(profitFigure, signed(u.profitUsd, 0));
    // The track is twice as wide as the band.
    const half = Math.max((u.bandUpper - u.bandLower) / 2, 1e-9), center = (u.bandUpper + u.bandLower) / 2;
    const at = v => Math.min(100, Math.max(0, 50 + (v - center) / half * 25));
    const inside = card.querySelector(".inside");
    inside.style.left = at(u.bandLower) + "%";
    inside.style.width = at(u.bandUpper) - at(u.bandLower) + "%";
    card.querySelector(".needle").style.left = at(u.netDelta) + "%";
    const ends = card.querySelector(".ends").children;
    set(ends[0], `band ${signed(u.bandLower, 2)}`);
    set(ends[1], `in band ${number(u.inBandPct, 1)} % of the time`);
    set(ends[2], signed(u.bandUpper, 2));
  });
}

// ---- The tables.

function showProfit() {
  const all = state.underlyings || [], parts = all.map(u => (u.figures && u.figures.attribution) || {});
  headUnderlyings($("profit"), all);
  const line = (name, key) => [name, ...all.map((_, i) => ({ text: signed(parts[i] ? parts[i][key] : null, 2), name: "n" }))];
  const cross = (name, keys) => [name, ...all.map((_, i) => ({ text: signed(keys.reduce((sum, key) => sum + parts[i][key], 0), 2), name: "n" }))];
  const whole = (name, key, digits) => [name, ...all.map(u => ({ text: signed(u[key], digits), name: "n" }))];
  fill($("profit"), [
    line("delta of options", "deltaUsd"),
    line("hedges", "hedgeUsd"),
    line("gamma", "gammaUsd"),
    line("theta", "thetaUsd"),
    line("vega", "vegaUsd"),
    cross("other Greeks", ["vannaUsd", "volgaUsd", "charmUsd", "vetaUsd", "speedUsd"]),
    line("options traded", "optionTradesUsd"),
    line("price of coins", "coinsUsd"),
    line("fees", "feesUsd"),
    line("slippage of hedges", "slippageUsd"),
    line("unexplained", "unexplainedUsd"),
    { name: "sum", cells: line("since start", "totalUsd") },
    ["turnover of hedges", ...all.map(u => ({ text: number(u.turnoverUsd, 0), name: "n" }))],
    whole("slippage, bps", "slippageBps", 2),
  ]);
}

// A column for each underlying behind the first.
function headUnderlyings(table, all) {
  const head = table.tHead.rows[0];
  while (head.cells.length > 1 + all.length) head.deleteCell(-1);
  all.forEach((u, i) => {
    const cell = head.cells[i + 1] || head.appendChild(document.createElement("th"));
    cell.className = "n";
    set(cell, u.currency);
  });
}

function showFigures() {
  const all = state.underlyings || [];
  headUnderlyings($("figures"), all);
  const row = (name, text) => [name, ...all.map(u => ({ text: u.figures ? text(u.figures) : "–", name: "n" }))];
  const usd = key => f => number(f[key], 0);
  fill($("figures"), [
    row("loss in the worst scenario", usd("scenarioLossUsd")),
    row("  price, volatility there", f => `${signed(f.worstMovePct, 0)} %, ${f.worstVolatility}`),
    row("value at risk", usd("valueAtRiskUsd")),
    row("expected shortfall", usd("expectedShortfallUsd")),
    row("variance removed, %", f => number(f.varianceReduction === null ? null : 100 * f.varianceReduction, 1)),
    row("left over a day", usd("hedgeErrorUsdPerDay")),
    row("cost of hedging", f => number(f.hedgeCostUsd, 2)),
    row("  the best band's", f => number(f.optimalCostUsd, 2)),
  ]);
}

function showGreeks() {
  const rows = [];
  for (const u of state.underlyings || []) {
    const greek = (row, name) => ({ text: { delta: () => signed(row.delta, 3), gamma: () => significant(row.gamma), vega: () => signed(row.vega, 1), theta: () => signed(row.theta, 1) }[name](), name: "n" });
    const cells = row => ["delta", "gamma", "vega", "theta"].map(name => greek(row, name));
    rows.push({ name: "group", cells: [u.currency, { text: String(u.optionsHeld), name: "n" }, ...cells({ delta: u.optionsDelta, gamma: u.gamma, vega: u.vega, theta: u.theta })] });
    const own = (state.expiries || []).filter(e => e.index === u.index).sort((a, b) => a.expiryUtc.localeCompare(b.expiryUtc));
    for (const e of own) rows.push([e.expiryUtc.slice(0, 10), { text: String(e.options), name: "n" }, ...cells(e)]);
  }
  if (rows.length) fill($("greeks"), rows); else nothing($("greeks"), "no options held");
}

function showLimits() {
  const seen = new Set();
  const rows = (state.limits || [])
    .filter(l => l.usePct !== null || !l.isHeld)
    .sort((a, b) => (b.usePct ?? 1e9) - (a.usePct ?? 1e9))
    // What the whole engine shares is judged once for each underlying.
    .filter(l => { const key = l.name + l.value + l.limit; const isNew = !seen.has(key); seen.add(key); return isNew; })
    .map(l => {
      const level = !l.isHeld ? "bad" : l.usePct >= 80 ? "warn" : "";
      return [
        { text: `${l.name} ${l.index.split("_")[0].toUpperCase()}`, name: level },
        { name: "meter " + level, use: l.usePct ?? 100 },
        { text: number(l.usePct, l.usePct < 10 ? 1 : 0) + " %", name: "n " + level },
        { text: `of ${compact(l.limit)} ${l.unit}`, name: "quiet hide-small", title: `${significant(l.value)} of ${significant(l.limit)} ${l.unit}` },
      ];
    });
  if (rows.length) fill($("limits"), rows); else nothing($("limits"), "not known yet");
}

function showPolicies() {
  const u = (state.underlyings || [])[figures.chosen];
  const rows = ((u && u.policies) || []).map(p => ({ name: p.isLive ? "sum" : "", cells: [
    { text: p.policy + (p.isLive ? " (live)" : ""), name: "text" },
    { text: p.wants, name: "hide-small " + (p.wants === "nothing" ? "quiet" : p.wants === "buy" ? "good" : "warn") },
    { text: signed(p.delta, 3), name: "n" },
    { text: p.bandLower === null ? "–" : `${signed(p.bandLower, 2)} to ${signed(p.bandUpper, 2)}`, name: "n quiet hide-small" },
    { text: number(p.orders, 0), name: "n hide-small" },
    { text: number(p.volumeUsd, 0), name: "n hide-small" },
    { text: number(p.costUsd, 2), name: "n" },
    { text: number(p.slackUsdPerDay, 0), name: "n" },
  ] }));
  set($("h-policies"), u ? `Policies of ${u.currency} side by side` : "Policies side by side");
  if (rows.length) fill($("policies"), rows); else nothing($("policies"), "not known yet");
}

function showTape() {
  const rows = (state.tape || []).map(t => {
    const outcome = t.kind === "fill" ? `option, ${t.outcome}` : t.outcome === "filled" ? `filled at ${price(t.fillPrice)}` : t.outcome;
    return [
      clock(t.utc),
      { text: (t.kind === "fill" ? "" : "hedge ") + t.side.toLowerCase(), name: t.kind === "fill" ? "quiet" : t.side === "Buy" ? "good" : "warn", title: t.cause || "" },
      { text: t.instrument, name: t.kind === "fill" ? "quiet" : "" },
      { text: number(t.amount, t.amount >= 100 ? 0 : 2), name: "n" },
      { text: price(t.price), name: "n hide-small" },
      { text: outcome, name: "hide-small " + (t.kind === "fill" ? "quiet" : t.outcome === "filled" ? "" : "warn") },
      { text: t.kind === "fill" ? "" : `${signed(t.deltaBefore, 2)} → ${signed(t.deltaAfter, 2)}`, name: "n hide-small" },
      { text: t.kind === "fill" ? "" : number(t.decidedMicros, 0) + " µs", name: "n quiet hide-small", title: t.kind === "fill" ? "" : `after a ${t.trigger}; tightest limit ${t.tightestLimit} at ${t.tightestUsePct} %` },
    ];
  });
  if (rows.length) fill($("tape"), rows); else nothing($("tape"), "no hedge and no fill yet");
}

function showAlarms() {
  const rows = (state.alarms || []).map(a => [
    { text: clock(a.utc), name: "quiet" },
    { text: a.text + (a.instrument ? ` · ${a.instrument}` : ""), name: "text " + { Critical: "bad", Warning: "warn" }[a.severity], title: `${a.code} ${a.label} ${a.detail || ""}`.trim() },
  ]);
  if (rows.length) fill($("alarms"), rows); else nothing($("alarms"), "none");
}

function showFeeds() {
  const oldest = { "order book": 2000, index: 2000, clock: 500, "engine health": 2000 };
  fill($("feeds"), [
    ...["market", "trading", "engine"].flatMap(connection => {
      const isReady = { market: state.engine.isMarketDataReady, trading: state.engine.isTradingReady, engine: true }[connection];
      const own = (state.feeds || []).filter(f => f.connection === connection && (f.events > 0 || connection !== "market"));
      return [
        { name: "group", cells: [{ text: { market: "market data connection", trading: "trading connection", engine: "engine" }[connection] },
          { text: connection === "engine" ? "" : isReady ? "ready" : "down", name: "n " + (isReady ? "good" : "bad"), span: 2 }] },
        ...own.map(f => [f.name, { text: f.perSecond > 0 ? number(f.perSecond, f.perSecond < 10 ? 1 : 0) : "–", name: "n" },
          { text: age(f.ageMillis), name: "n " + (f.ageMillis > oldest[f.name] ? "bad" : "quiet") }]),
      ];
    }),
  ]);
}

function showPositions() {
  const positions = (slow && slow.positions) || [], orders = (state && state.orders) || [];
  set($("position-count"), `${counted(positions.length, "position")}, ${orders.length ? counted(orders.length, "order") : "no order"} working`);
  fill($("positions"), [
    ...orders.map(o => ({ name: "sum", cells: [
      { text: `${o.instrument} ${o.side.toLowerCase()} order`, name: "warn", title: o.label },
      { text: number(o.amount, 0), name: "n" }, { text: `${o.stage.toLowerCase()}, ${age(o.ageMillis)}`, name: "quiet" }, { text: price(o.price), name: "n" }, ""] })),
    ...positions.map(p => [
      p.instrument,
      { text: signed(p.position, p.unit === "USD" ? 0 : 1), name: "n" },
      { text: p.unit, name: "quiet" },
      { text: p.kind === "Option" && p.markPrice < 10 ? number(p.markPrice, 4) : price(p.markPrice), name: "n" },
      { text: p.kind === "Option" ? number(p.volatilityPct, 1) : "", name: "n quiet hide-small" },
    ]),
  ]);
}

function showLatency() {
  const rows = (slow && slow.latency && slow.latency.rows) || [];
  const colours = ["blue", "amber", "violet", "teal"];
  if (rows.length) set($("window").children[0], `last ${slow.latency.recentSeconds} s`);
  const ways = rows.filter(r => !r.isStage), parts = stages.map(name => rows.find(r => r.name === name)).filter(Boolean);
  fill($("latency"), ways.map(r => {
    const s = r[figures.window];
    return [{ text: r.name, title: r.help }, ...["p50Nanos", "p99Nanos", "p999Nanos", "maxNanos"].map(key => ({ text: s.count ? micros(s[key]) : "–", name: "n" })),
      { text: number(s.count, 0), name: "n quiet hide-small" }];
  }));
  const box = $("waterfall");
  if (!box.children.length) {
    box.innerHTML = '<div class="fall"><span class="quiet">p50</span><span class="bar"></span><span class="n"></span></div>' +
      '<div class="fall"><span class="quiet">p99</span><span class="bar"></span><span class="n"></span></div><div class="legend"></div>';
    for (const bar of box.querySelectorAll(".bar")) for (let i = 0; i < stages.length; i++) bar.append(Object.assign(document.createElement("i"), { className: "s" + i }));
    stages.forEach((name, i) => {
      const item = document.createElement("span");
      item.append(Object.assign(document.createElement("b"), { className: "s" + i }), document.createElement("span"));
      box.lastChild.append(item);
    });
  }
  ["p50Nanos", "p99Nanos"].forEach((key, n) => {
    const values = stages.map(name => { const part = parts.find(p => p.name === name); return part ? part[figures.window][key] : 0; });
    const sum = values.reduce((a, b) => a + b, 0);
    [...box.children[n].querySelectorAll("i")].forEach((bar, i) => { bar.style.flex = `${sum ? values[i] / sum : 0} 0 0`; bar.title = `${stages[i]} ${duration(values[i])}`; });
    set(box.children[n].lastChild, sum ? duration(sum) : "–");
    if (n === 0) [...box.lastChild.children].forEach((item, i) => set(item.lastChild, `${stages[i]} ${values[i] ? duration(values[i]) : "–"}`));
  });
  Charts.tail($("tail"), ways.filter(r => r.curve).map(r => ({ name: r.name, curve: r.curve, colour: colours[ways.indexOf(r)] })));
  [...$("latency").tBodies[0].rows].forEach((row, i) => { row.cells[0].style.boxShadow = `inset 3px 0 0 var(--${colours[i]})`; row.cells[0].style.paddingLeft = "9px"; });
}

function showSlow() {
  const latency = slow && slow.latency;
  const causes = (latency && latency.slowByCause) || [], ticks = (latency && latency.slowTicks) || [];
  const all = causes.reduce((sum, c) => sum + c[figures.window].count, 0);
  fill($("causes"), causes.map(c => {
    const s = c[figures.window];
    return [
      { text: c.cause, name: s.count ? "" : "quiet" }, { name: "meter", use: all ? 100 * s.count / all : 0 }, { text: number(s.count, 0), name: "n" },
      { text: s.count ? micros(s.p50Nanos) : "–", name: "n" }, { text: s.count ? micros(s.maxNanos) : "–", name: "n" }];
  }));
  const parts = t => ["decode", "ring", "core"].map(part => micros(t[part + "Nanos"])).join(" + ");
  const around = t => `${t.kind} ${t.instrument}, input ${t.sequence}; ${t.queueDepth} behind it, ${t.burstPlace} before it in its receive, ` +
    `${t.collections} collections, ${t.methods} methods compiled, ${t.involuntarySwitches} times off the processor, ${t.pageFaults} page faults`;
  const rows = ticks.map(t => [{ text: clock(t.utc), name: "quiet" }, { text: t.cause, title: around(t) },
    { text: parts(t), name: "n quiet" }, { text: micros(t.totalNanos) + " µs", name: "n" }]);
  if (rows.length) fill($("slow-ticks"), rows); else nothing($("slow-ticks"), "none");
}

function showChart() {
  const to = Date.now() + figures.clockOffset;
  const points = figures.line[figures.chosen] || [];
  const u = state && state.underlyings && state.underlyings[figures.chosen];
  const marks = u ? [...figures.marks.values()].filter(mark => mark.instrument === u.hedgeInstrument && points.length > 0 && mark.time >= points[0][0]) : [];
  set($("h-delta"), u ? `Net delta of ${u.currency} against its band` : "Net delta against its band");
  // A line that has just begun fills the chart all the same.
  const from = Math.max(to - figures.minutes * 60e3, Math.min(to - 30e3, points.length ? points[0][0] : to));
  const at = Charts.delta($("delta"), points, marks, from, to, figures.hoverX);
  set($("chart-read"), at ? `${new Date(at[0]).toISOString().slice(11, 19)}  delta ${signed(at[1], 4)}  price ${price(at[4])}` : "");
}

function show() {
  if (!state) return;
  showState();
  showUnderlyings();
  if (state.engine) { showProfit(); showFigures(); showGreeks(); showLimits(); showPolicies(); showTape(); showAlarms(); showFeeds(); showPositions(); }
  showChart();
  for (const button of $("span").children) button.setAttribute("aria-pressed", Number(button.dataset.minutes) === figures.minutes);
  for (const button of $("window").children) button.setAttribute("aria-pressed", button.dataset.window === figures.window);
}

// ---- What comes in.

function takeState(next) {
  state = next;
  figures.lastMillis = performance.now();
  const now = Date.parse(next.monitor.utc);
  figures.clockOffset = now - Date.now();
  if (next.engine && next.engine.startedUtc !== figures.startedUtc) {
    // Another engine: its line begins anew.
    if (figures.startedUtc) { figures.line = []; figures.marks.clear(); }
    figures.startedUtc = next.engine.startedUtc;
  }
  if (next.monitor.engine === "Running") {
    (next.underlyings || []).forEach((u, i) => {
      const line = figures.line[i] || (figures.line[i] = []);
      if (!line.length || now - line[line.length - 1][0] >= 400) line.push([now, u.netDelta, u.bandLower, u.bandUpper, u.hedgeMid, u.profitUsd].map(v => v === null ? NaN : v));
      while (line.length && line[0][0] < now - historyMillis) line.shift();
    });
  }
  for (const t of next.tape || []) if (t.kind === "hedge") figures.marks.set(t.label, { time: Date.parse(t.utc), isBuy: t.side === "Buy", instrument: t.instrument });
  for (const [label, mark] of figures.marks) if (mark.time < now - historyMillis) figures.marks.delete(label);
  set($("clock"), clock(next.monitor.utc) + " UTC");
  show();
}

function connect() {
  if (source) source.close();
  source = new EventSource("/events");
  source.addEventListener("history", e => { figures.line = JSON.parse(e.data).underlyings.map(line => line.map(p => p.map(v => v === null ? NaN : v))); });
  source.addEventListener("state", e => takeState(JSON.parse(e.data)));
  source.addEventListener("slow", e => { slow = JSON.parse(e.data); showLatency(); showSlow(); if (state) showPositions(); });
}

setInterval(() => {
  if (performance.now() - figures.lastMillis < 3000) return;
  document.body.dataset.state = "Unknown";
  set($("state"), "NO CONNECTION");
  set($("cause"), "");
  banner("The monitor does not answer. The engine is not touched by that. Trying again.", true);
  if (source.readyState === EventSource.CLOSED || performance.now() - figures.lastMillis > 8000) { figures.lastMillis = performance.now() - 3000; connect(); }
}, 1000);

// ---- What the reader does.

const token = {
  get: () => sessionStorage.getItem("token") || "",
  set: value => sessionStorage.setItem("token", value),
};
if (location.hash.startsWith("#token=")) {
  token.set(location.hash.slice(7));
  history.replaceState(null, "", location.pathname);
}

function setTheme(name) {
  document.documentElement.dataset.theme = name;
  localStorage.setItem("theme", name);
  if (slow) showLatency();
  showChart();
}
const wanted = new URLSearchParams(location.search).get("theme") || localStorage.getItem("theme");
setTheme(wanted || (matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark"));
$("theme").addEventListener("click", () => setTheme(document.documentElement.dataset.theme === "light" ? "dark" : "light"));
$("span").addEventListener("click", e => { if (e.target.dataset.minutes) { figures.minutes = Number(e.target.dataset.minutes); show(); } });
$("window").addEventListener("click", e => { if (e.target.dataset.window) { figures.window = e.target.dataset.window; show(); showLatency(); showSlow(); } });
$("delta").addEventListener("mousemove", e => { figures.hoverX = e.offsetX; showChart(); });
$("delta").addEventListener("keydown", e => {
  const step = { ArrowLeft: -8, ArrowRight: 8 }[e.key];
  if (step) { figures.hoverX = Math.min(Charts.right($("delta")), Math.max(0, (figures.hoverX ?? Charts.right($("delta"))) + step)); showChart(); e.preventDefault(); }
});
$("delta").addEventListener("blur", () => { figures.hoverX = null; showChart(); });
$("delta").addEventListener("mouseleave", () => { figures.hoverX = null; showChart(); });
addEventListener("resize", () => { showChart(); if (slow) showLatency(); });

$("halt").addEventListener("click", () => {
  $("halt-answer").textContent = "";
  $("halt-reason").value = "";
  $("token-field").hidden = token.get() !== "";
  $("halt-confirm").disabled = false;
  $("halt-dialog").showModal();
  $("halt-reason").focus();
});
$("halt-cancel").addEventListener("click", () => $("halt-dialog").close());
$("halt-form").addEventListener("submit", async e => {
  e.preventDefault();
  if ($("halt-token").value) token.set($("halt-token").value.trim());
  $("halt-confirm").disabled = true;
  set($("halt-answer"), "halting…");
  try {
    const answer = await fetch("/halt", {
      method: "POST",
      headers: { "content-type": "application/json", authorization: "Bearer " + token.get() },
      body: JSON.stringify({ reason: $("halt-reason").value }),
    });
    const reply = await answer.json();
    if (answer.ok) {
      $("halt-dialog").close();
    } else {
      if (answer.status === 401) { sessionStorage.removeItem("token"); $("token-field").hidden = false; }
      set($("halt-answer"), answer.status === 401 ? "That is not the token." : `Not halted: ${reply.message}`);
    }
  } catch (problem) {
    set($("halt-answer"), `Not halted: ${problem.message}`);
  }
  $("halt-confirm").disabled = false;
});

connect();
