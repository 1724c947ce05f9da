// The page's own script: all cases in pages of 200, filter, sort, and one case in a dialog.
// Texts come from tests and are hostile: they only ever become text nodes.

const PAGE = 200;
const SYMBOLS = {
  pass: "✓", fail: "✕", error: "!", crash: "☠", timeout: "⧖", skip: "–", notrun: "?", xfail: "≈",
  xpass: "↑",
};

const byId = (id) => document.getElementById(id);

/** Make an element: attributes by name, children are elements or texts. */
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "onclick") element.addEventListener("click", value);
    else if (value !== null && value !== false) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

/** Return text with places where a long name may break. */
function breakable(text) {
  return text.split(/(?<=[/.,:+@=_])/).flatMap((piece, index) =>
    index ? [document.createElement("wbr"), piece] : [piece]);
}

const short = (value) => (typeof value === "number" ? String(Number(value.toPrecision(3))) : value);
const count = (value) => value.toLocaleString("en-US");

/** A link, only to where the web is. */
function webLink(address, text) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return document.createTextNode(address);
  }
  if (!["http:", "https:"].includes(url.protocol)) return document.createTextNode(address);
  return make("a", { href: url.href, rel: "noopener noreferrer" }, text ?? address);
}

/* ---- data ---- */

async function unpack() {
  const bytes = Uint8Array.from(atob(byId("data").textContent.trim()), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

/* ---- the table of cases ---- */

const compareNumbers = (one, other) => (Number.isNaN(one) ? -1 : one) - (Number.isNaN(other) ? -1 : other);
const compareTexts = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
const ORDERS = {
  outcome: (a, b) => LABELS.indexOf(a.label) - LABELS.indexOf(b.label),
  case: (a, b) => compareTexts(a.id, b.id),
  target: (a, b) => compareTexts(a.target, b.target),
  kind: (a, b) => (a.kind ? KINDS.indexOf(a.kind) : 99) - (b.kind ? KINDS.indexOf(b.kind) : 99),
  error: (a, b) => compareNumbers(b.share, a.share),
};

const state = { rows: [], shown: [], query: "", sort: "outcome", reversed: false, page: 0, open: null };

function choose() {
  const started = performance.now();
  try {
    const test = compileQuery(state.query);
    state.shown = state.rows.filter(test);
    byId("query").removeAttribute("aria-invalid");
    byId("problem").textContent = "";
  } catch (error) {
    byId("query").setAttribute("aria-invalid", "true");
    byId("problem").textContent = error.message;
    return;
  }
  const order = ORDERS[state.sort];
  state.shown.sort(state.reversed ? (a, b) => order(b, a) : order);
  const pages = Math.max(1, Math.ceil(state.shown.length / PAGE));
  state.page = Math.min(Math.max(state.page, 0), pages - 1);
  showRows(pages);
  performance.measure("choose", { start: started });
}

function showRows(pages) {
  const first = state.page * PAGE;
  const visible = state.shown.slice(first, first + PAGE);
  byId("rows").replaceChildren(...visible.map(rowElement));
  const all = state.rows.length;
  const found = state.shown.length;
  byId("found").textContent = found === all ? `${count(all)} cases` : `${count(found)} of ${count(all)} cases`;
  byId("where").textContent = found
    ? `${count(first + 1)}–${count(first + visible.length)} of ${count(found)}` : "none";
  byId("previous").disabled = state.page === 0;
  byId("next").disabled = state.page >= pages - 1;
  byId("nothing").hidden = found > 0;
  for (const button of document.querySelectorAll("#cases-table th button")) {
    const direction = button.dataset.sort !== state.sort ? "none"
      : state.reversed ? "descending" : "ascending";
    button.closest("th").setAttribute("aria-sort", direction);
  }
}

function outcomeElement(row) {
  return make("span", { class: `outcome ${row.label}` }, make("b", { "aria-hidden": "true" },
    SYMBOLS[row.label]), ` ${row.label}`);
}

function errorText({ error, unit, limit }) {
  const percent = Math.ceil((100 * number(error)) / number(limit));
  return `${short(error)} ${unit}${Number.isFinite(percent) ? ` (${percent} % of the limit)` : ""}`;
}

function briefError({ accuracy, share }) {
  const percent = Math.ceil(100 * share);
  return `${short(accuracy.error)} ${accuracy.unit}${Number.isFinite(percent) ? `, ${percent} %` : ""}`;
}

function rowElement(row) {
  const link = make("a", { href: address({ case: row.id, target: row.target }) }, row.id);
  return make("tr", {},
    make("td", {}, outcomeElement(row), row.flaky ? make("small", {}, " flaky") : ""),
    make("td", {}, link),
    make("td", {}, row.target),
    make("td", {}, row.kind),
    make("td", {}, row.headline),
    make("td", { class: "number" }, row.accuracy ? briefError(row) : ""));
}

/* ---- one case ---- */

function pair(name, ...values) {
  return [make("dt", {}, name), make("dd", {}, ...values)];
}

function copyButton(text) {
  return make("button", { type: "button", class: "copy", onclick: (event) => copy(event, text) }, "Copy");
}

async function copy(event, text) {
  const button = event.currentTarget;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    const range = document.createRange();
    const code = button.closest(".command")?.querySelector("code");
    if (code) {
      range.selectNodeContents(code);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
    }
    button.textContent = "Press Ctrl+C";
  }
  setTimeout(() => { button.textContent = "Copy"; }, 2000);
}

function commandElement(text) {
  return make("div", { class: "command" }, make("pre", { tabindex: "0" }, make("code", {}, text)), copyButton(text));
}

function facts(row) {
  const { accuracy, expected } = row;
  return [
    ...pair("Target", ...breakable(row.target)),
    ...(row.kind ? pair("Kind", row.kind, row.failure?.exception ? ` (${row.failure.exception})` : "") : []),
    ...(expected ? pair("Expected", `${expected[0]}: ${expected[1] || "no reason given"} `,
      expected[2] ? webLink(expected[2]) : "") : []),
    ...(row.issue ? pair("Issue", webLink(row.issue)) : []),
    ...(accuracy ? pair("Largest error", errorText(accuracy), accuracy.limit === null ? ""
      : `, limit ${short(accuracy.limit)}`, accuracy.points === null ? "" : `, over ${count(accuracy.points)} points`) : []),
    ...(row.value("ms") === null ? [] : pair("Took", `${short(row.value("ms"))} ms, checks included`)),
  ];
}

function sideBySide(row) {
  const order = (one, other) => row.data.targets.indexOf(one.target) - row.data.targets.indexOf(other.target);
  const lines = [...row.group].sort(order).map((other) => make("tr",
    other === row ? { "aria-current": "true" } : {},
    make("th", { scope: "row" }, other === row ? make("span", {}, ...breakable(other.target))
      : make("a", { href: address({ case: other.id, target: other.target }) }, ...breakable(other.target))),
    make("td", {}, outcomeElement(other)),
    make("td", {}, [other.kind, other.headline].filter(Boolean).join(": ")),
    make("td", { class: "number" }, other.accuracy ? `${short(other.accuracy.error)} ${other.accuracy.unit}` : "")));
  const head = ["Target", "Outcome", "What happened", "Largest error"].map((text) =>
    make("th", { scope: "col" }, text));
  return make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "This case on all targets" },
    make("table", {}, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...lines)));
}

function showCase(row) {
  state.open = row;
  const { command } = row;
  const trace = row.failure?.trace;
  byId("case-title").replaceChildren(outcomeElement(row), " ", ...breakable(row.id));
  byId("case-body").replaceChildren(
    make("dl", {}, ...facts(row)),
    ...(row.text ? [make("h3", {}, "Message"), make("pre", { tabindex: "0" }, row.text)] : []),
    ...(trace ? [make("details", {}, make("summary", {}, "Trace"), make("pre", { tabindex: "0" }, trace))] : []),
    ...(command ? [make("h3", {}, "Run it again"), commandElement(command)] : []),
    make("h3", {}, "On all targets"), sideBySide(row));
  const place = state.shown.indexOf(row);
  byId("case-where").textContent = place < 0 ? "" : `${count(place + 1)} of ${count(state.shown.length)}`;
  byId("case-previous").disabled = place <= 0;
  byId("case-next").disabled = place < 0 || place >= state.shown.length - 1;
  if (!byId("case").open) byId("case").showModal();
  byId("case-body").scrollTop = 0;
}

function step(by) {
  const place = state.shown.indexOf(state.open);
  const row = place < 0 ? null : state.shown[place + by];
  if (!row) return;
  history.replaceState(null, "", address({ case: row.id, target: row.target }));
  showCase(row);
}

/* ---- addresses: #q=...&sort=...&page=..., #case=...&target=... ---- */

function address(fields) {
  return `#${new URLSearchParams(fields)}`;
}

function viewAddress() {
  const fields = {};
  if (state.query) fields.q = state.query;
  if (state.sort !== "outcome" || state.reversed) fields.sort = (state.reversed ? "-" : "") + state.sort;
  if (state.page) fields.page = state.page + 1;
  return Object.keys(fields).length ? address(fields) : "#cases";
}

function readAddress(scroll) {
  const fields = new URLSearchParams(location.hash.slice(1));
  if (fields.has("case")) {
    const row = state.rows.find((one) => one.id === fields.get("case") && one.target === fields.get("target"));
    if (row) showCase(row);
    return;
  }
  if (byId("case").open) byId("case").close();
  if (!["q", "sort", "page"].some((name) => fields.has(name))) return;
  state.query = fields.get("q") ?? "";
  const sort = fields.get("sort") ?? "outcome";
  state.reversed = sort.startsWith("-");
  state.sort = Object.hasOwn(ORDERS, sort.replace("-", "")) ? sort.replace("-", "") : "outcome";
  state.page = Number.parseInt(fields.get("page") ?? "1", 10) - 1 || 0;
  byId("query").value = state.query;
  choose();
  if (scroll) byId("cases").scrollIntoView();
}

function change(fields) {
  Object.assign(state, { page: 0 }, fields);
  choose();
  history.replaceState(null, "", viewAddress());
}

/* ---- the matrix: cells lead to their cases, arrow keys move ---- */

const quoted = (text) => (/[\s"]/.test(text) ? `"${text.replaceAll('"', "")}"` : text);

function linkMatrix(data) {
  const links = [...document.querySelectorAll("#matrix-table td a")];
  for (const link of links) {
    const cell = link.parentElement;
    const feature = quoted(cell.parentElement.dataset.feature);
    const target = quoted(data.targets[cell.cellIndex - 1]);
    link.href = address({ q: `feature:${feature} target:${target}${cell.className === "yes" ? "" : " !pass"}` });
    link.tabIndex = -1;
  }
  if (links.length) links[0].tabIndex = 0;
  byId("matrix-table").addEventListener("keydown", moveInMatrix);
  const box = byId("only-differences");
  byId("matrix-options").hidden = false;
  box.addEventListener("change", () => {
    for (const row of document.querySelectorAll("#matrix-table tr[data-feature]"))
      row.hidden = box.checked && row.dataset.whole === "yes";
  });
}

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function moveInMatrix(event) {
  const move = MOVES[event.key];
  const cell = event.target.closest("td");
  if (!move || !cell) return;
  event.preventDefault();
  const rows = [...document.querySelectorAll("#matrix-table tr[data-feature]:not([hidden])")];
  const row = rows[rows.indexOf(cell.parentElement) + move[0]];
  const next = row?.cells[cell.cellIndex + move[1]]?.querySelector("a");
  if (!next) return;
  event.target.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

function moveInRows(event) {
  const move = MOVES[event.key];
  const row = event.target.closest("tr");
  if (!move || move[1] || !row) return;
  event.preventDefault();
  const next = move[0] > 0 ? row.nextElementSibling : row.previousElementSibling;
  next?.querySelector("a")?.focus();
}

/* ---- wiring ---- */

function wire() {
  const query = byId("query");
  let waiting;
  query.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => change({ query: query.value }), 60);
  });
  byId("filter").addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    change({ query: query.value });
  });
  for (const button of document.querySelectorAll("#examples button"))
    button.addEventListener("click", () => {
      query.value = button.dataset.query;
      change({ query: query.value });
    });
  for (const button of document.querySelectorAll("#cases-table th button"))
    button.addEventListener("click", () => {
      const { sort } = button.dataset;
      change({ sort, reversed: state.sort === sort && !state.reversed });
    });
  const turn = (by) => {
    const page = state.page + by;
    change({ page });
    byId("cases").scrollIntoView();
  };
  byId("previous").addEventListener("click", () => turn(-1));
  byId("next").addEventListener("click", () => turn(1));
  byId("rows").addEventListener("keydown", moveInRows);
  byId("rows").addEventListener("click", (event) => {
    if (!event.target.closest("a") && !String(getSelection())) event.target.closest("tr")?.querySelector("a")?.click();
  });
  wireDialog();
  addEventListener("hashchange", () => readAddress(true));
}

function wireDialog() {
  const dialog = byId("case");
  dialog.addEventListener("close", () => {
    state.open = null;
    if (location.hash.startsWith("#case=")) history.replaceState(null, "", viewAddress());
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.target.closest("pre, .scroll")) return;
    if (event.key === "ArrowLeft") step(-1);
    if (event.key === "ArrowRight") step(1);
  });
  byId("case-close").addEventListener("click", () => dialog.close());
  byId("case-previous").addEventListener("click", () => step(-1));
  byId("case-next").addEventListener("click", () => step(1));
  byId("case-link").addEventListener("click", (event) => copy(event, location.href));
}

function wireStatic() {
  for (const command of document.querySelectorAll("main .command"))
    command.append(copyButton(command.querySelector("code").textContent));
  const closed = () => [...document.querySelectorAll("details:not([open])")];
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = closed();
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });
}

async function start() {
  wireStatic();
  const data = await unpack();
  state.rows = makeRows(data);
  byId("shortened").hidden = !data.shortened;
  linkMatrix(data);
  wire();
  byId("explorer").hidden = false;
  byId("loading").hidden = true;
  choose();
  performance.mark("rows");
  readAddress(true);
}

start().catch((error) => {
  byId("loading").hidden = false;
  byId("loading").textContent = `The table of all cases can't be shown: ${error.message}`;
});
