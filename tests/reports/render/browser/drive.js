// Open pages in headless Chromium and tell what a user, a reader's program or an attacker would see.
// argv: the browser's path, a JSON object {scenario: file}; stdout: {scenario: what was found}
"use strict";
const { chromium } = require("playwright-core");
const axeSource = require("node:fs").readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const [, , executablePath, jobs] = process.argv;
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const PHONE = { width: 390, height: 844 };
const LAPTOP = { width: 1366, height: 850 };

/** Open a page that remembers requests, dialogs, errors and policy violations. */
async function open(browser, file, { hash = "", ...options } = {}) {
  const context = await browser.newContext({ viewport: LAPTOP, ...options });
  const page = await context.newPage();
  const seen = { requests: [], dialogs: [], errors: [] };
  page.on("request", (request) => seen.requests.push(request.url().slice(0, 200)));
  page.on("dialog", (dialog) => { seen.dialogs.push(dialog.message()); dialog.dismiss(); });
  page.on("pageerror", (error) => seen.errors.push(error.message));
  page.on("console", (message) => { if (message.type() === "error") seen.errors.push(message.text()); });
  const session = await context.newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  await page.goto(`file://${file}${hash}`);
  if (options.javaScriptEnabled !== false)
    await page.waitForFunction(() => performance.getEntriesByName("rows").length, null, { timeout: 120000 });
  /** Milliseconds of processor time of the page's main thread so far. */
  const busy = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return 1000 * metrics.find((metric) => metric.name === "TaskDuration").value;
  };
  return { page, seen, busy, close: () => context.close() };
}

const shown = (page) => page.evaluate(() => ({
  found: document.getElementById("found").textContent,
  where: document.getElementById("where").textContent,
  rows: document.getElementById("rows").childElementCount,
  first: document.querySelector("#rows tr")?.cells[1].textContent ?? "",
  outcome: document.querySelector("#rows tr")?.cells[0].textContent.trim() ?? "",
  problem: document.getElementById("problem").textContent,
  hash: decodeURIComponent(location.hash.replaceAll("+", " ")),
  open: document.getElementById("case").open,
  title: document.getElementById("case-title").textContent,
  sorted: [...document.querySelectorAll("th[aria-sort]")].map((th) => th.ariaSort)
    .filter((text) => text !== "none"),
  width: document.documentElement.scrollWidth,
}));

async function filter(page, query) {
  await page.fill("#query", query);
  await page.press("#query", "Enter");
  return shown(page);
}

const scenarios = {
  /** Every case's dialog is opened; nothing may run or leave. */
  async hostile(browser, file) {
    const { page, seen, close } = await open(browser, file);
    const titles = [];
    const count = await page.locator("#rows a").count();
    for (let place = 0; place < Math.min(count, 40); place += 1) {
      await page.locator("#rows a").nth(place).click();
      titles.push(await page.locator("#case-title").textContent());
      await page.keyboard.press("Escape");
    }
    for (const details of await page.locator("details").all())
      await details.evaluate((element) => { element.open = true; });
    const dom = await page.evaluate(() => ({
      hit: window.hit ?? null,
      scripts: document.scripts.length,
      handlers: [...document.querySelectorAll("*")].flatMap((element) =>
        [...element.attributes].map((attribute) => attribute.name))
        .filter((name) => name.startsWith("on") || name === "style"),
      links: [...document.links].map((link) => link.protocol).filter((name, place, all) => all.indexOf(name) === place),
      foreign: document.querySelectorAll("iframe, object, embed, img, base, form[action]").length,
      title: document.title,
      text: document.body.innerText,
    }));
    await close();
    return { ...seen, ...dom, titles };
  },

  /** What a user does. */
  async use(browser, file) {
    const { page, seen, close } = await open(browser, file);
    const result = { start: await shown(page) };
    result.filtered = await filter(page, "torch !pass");
    result.different = await filter(page, "is:different");
    result.mistake = await filter(page, "colour:red");
    result.nothing = await filter(page, "nosuchthing");
    await filter(page, "");
    await page.click("button[data-sort=case]");
    result.byCase = await shown(page);
    await page.click("button[data-sort=case]");
    result.byCaseReversed = await shown(page);
    await page.click("#next");
    result.second = await shown(page);
    await page.click("button[data-sort=outcome]");
    await page.click("button[data-query='is:unexpected']");
    result.example = await shown(page);
    await page.focus("#rows a");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.getElementById("case").open);
    result.opened = await shown(page);
    result.body = await page.locator("#case-body").innerText();
    await page.keyboard.press("ArrowRight");
    result.next = await shown(page);
    await page.keyboard.press("ArrowLeft");
    result.back = await shown(page);
    await page.keyboard.press("Escape");
    result.closed = await shown(page);
    result.focusInRows = await page.evaluate(() => document.activeElement.closest("#rows") !== null);
    await page.focus("#matrix-table td a[tabindex='0']");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    result.cell = await page.evaluate(() => document.activeElement.getAttribute("href"));
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.getElementById("query").value.startsWith("feature:"));
    result.fromCell = { query: await page.inputValue("#query"), ...(await shown(page)) };
    result.tabStops = await page.locator("#matrix-table a[tabindex='0']").count();
    await page.check("#only-differences");
    result.features = await page.locator("#matrix-table tr[data-feature]:not([hidden])").count();
    result.live = await page.locator("#found").getAttribute("role");
    await close();
    const link = await open(browser, file, { hash: result.opened.hash.replaceAll(" ", "+") });
    result.deep = await shown(link.page);
    await link.close();
    return { ...result, ...seen };
  },

  /** Reading without a script, on paper, and on a phone. */
  async read(browser, file) {
    const plain = await open(browser, file, { javaScriptEnabled: false });
    const text = await plain.page.locator("body").innerText();
    const cases = await plain.page.locator("#explorer").isVisible();
    await plain.close();
    const paper = await open(browser, file);
    await paper.page.emulateMedia({ media: "print" });
    await paper.page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    const printed = await paper.page.locator("body").innerText();
    const closed = await paper.page.locator("details:not([open])").count();
    const pdf = (await paper.page.pdf()).length;
    await paper.close();
    const phone = await open(browser, file, { viewport: PHONE, colorScheme: "dark" });
    const { width } = await shown(phone.page);
    await phone.close();
    return { text, cases, printed, closed, pdf, width };
  },

  /** axe-core in each look, with the dialog closed and open. */
  async axe(browser, file) {
    const result = {};
    for (const [name, options] of Object.entries({
      light: { colorScheme: "light" }, dark: { colorScheme: "dark" },
      forced: { forcedColors: "active" }, phone: { viewport: PHONE },
    })) {
      const { page, close } = await open(browser, file, options);
      for (const details of await page.locator("details").all())
        await details.evaluate((element) => { element.open = true; });
      await page.evaluate(axeSource);
      const check = () => page.evaluate(async () => {
        const { violations, passes } = await axe.run(document);
        return { rules: passes.length, violations: violations.map(({ id, nodes }) =>
          `${id}: ${nodes.length} x ${nodes[0].html.slice(0, 200)} ${nodes[0].failureSummary}`) };
      });
      result[name] = await check();
      await page.locator("#rows a").first().click();
      result[`${name}, dialog`] = await check();
      await close();
    }
    return result;
  },

  /** Times in milliseconds, and the processor's share of them. */
  async budget(browser, file) {
    const runs = [];
    for (let run = 0; run < 3; run += 1) {
      const { page, busy, close } = await open(browser, file);
      const spent = await busy();
      const first = await page.evaluate(() => performance.getEntriesByName("rows")[0].startTime);
      const filters = [];
      for (const query of ["torch !pass", "is:different", "function7 or text:cause", "only:torch", "feature:fft.f* dtype:float32"]) {
        const before = await busy();
        await filter(page, query);
        filters.push((await busy()) - before);
      }
      const { found } = await filter(page, "");
      runs.push({ first, busy: spent, filters, found });
      await close();
    }
    return runs;
  },
};

async function main() {
  const result = {};
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  try {
    for (const [name, file] of Object.entries(JSON.parse(jobs)))
      result[name] = await scenarios[name.split(" ")[0]](browser, file);
  } finally {
    await browser.close();
  }
  process.stdout.write(JSON.stringify(result));
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
