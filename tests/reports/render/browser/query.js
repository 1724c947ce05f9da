// Run the page's query language and shell quoting without a browser.
// stdin: {scripts, data, queries}; stdout: {found: [[[case, target], ...] or message], commands, words}
"use strict";
const vm = require("node:vm");

let input = "";
process.stdin.on("data", (chunk) => { input += chunk; });
process.stdin.on("end", () => {
  const { scripts, data, queries, words } = JSON.parse(input);
  const context = vm.createContext({ data, queries, words });
  vm.runInContext(scripts, context);
  const result = vm.runInContext(`
    const rows = makeRows(data);
    const run = (query) => {
      try { return rows.filter(compileQuery(query)).map((row) => [row.id, row.target]); }
      catch (error) { return error.message; }
    };
    JSON.stringify({
      found: queries.map(run),
      commands: rows.map((row) => row.command),
      words: words.map(quoteWord),
    })`, context);
  process.stdout.write(result);
});
