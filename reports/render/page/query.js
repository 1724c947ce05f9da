// The query language, term for term what reports/_query.py does; both are tested with one table.
"use strict";

const TOKEN = /(!?)(?:([\p{L}\p{N}_-]+):)?(?:"([^"]*)"|(\S+))/gu;
const FIELDS = ["feature", "target", "backend", "device", "dtype", "outcome", "kind", "cell", "text",
  "is", "only", "any"];
const LABELS = ["crash", "timeout", "error", "fail", "notrun", "xpass", "xfail", "pass", "skip"];
const KINDS = ["wrong-value", "silent-transfer", "wrong-device", "wrong-namespace", "wrong-dtype",
  "wrong-shape", "accuracy", "crash", "timeout", "exception", "not-implemented", "harness"];
const FAILED = ["crash", "timeout", "error", "fail"];
const PYTEST = { passed: "pass", skipped: "skip", xfailed: "xfail", xpassed: "xpass" };
const OUTCOMES = [...LABELS, "failed", ...Object.keys(PYTEST)];
const VALUES = {
  outcome: OUTCOMES,
  kind: KINDS,
  cell: ["yes", "partial", "no", "unknown", "n/a"],
  is: ["different", "flaky", "unexpected", "untriaged"],
};

/** Return the alternatives of a query, each a list of terms; throws with what is wrong. */
function parseQuery(text) {
  const alternatives = [[]];
  for (const [, not, field, quoted, plain] of text.matchAll(TOKEN)) {
    const value = quoted || plain || "";
    if (value.toLowerCase() === "or" && !not && !field && !quoted) alternatives.push([]);
    else alternatives.at(-1).push(makeTerm(field, value, Boolean(not)));
  }
  return alternatives;
}

function makeTerm(field, text, negated) {
  const value = text.toLowerCase();
  if (!field && value.endsWith(":") && FIELDS.includes(value.slice(0, -1)))
    throw new Error(`${text} needs its value right behind it`);
  if (!field) field = OUTCOMES.includes(value) ? "outcome" : KINDS.includes(value) ? "kind" : "any";
  else if (!FIELDS.includes(field))
    throw new Error(`no field “${field}”${nearest(field, FIELDS)}, or quote the text`);
  if (VALUES[field] && !VALUES[field].includes(value))
    throw new Error(`no ${field}:${text}${nearest(value, VALUES[field])}`);
  return { field, value, negated };
}

/** Return the words to choose from, and first the one that begins like a word. */
function nearest(word, known) {
  const alike = (other) => {
    let length = 0;
    while (length < word.length && word[length] === other[length]) length += 1;
    return length;
  };
  const best = known.reduce((one, other) => (alike(other) > alike(one) ? other : one));
  return `${alike(best) > 1 ? `; did you mean ${best}?` : ";"} choose one of ${known.join(", ")}`;
}

/** Return a function that tells whether a whole text fits a pattern with * and ?, or \\* and \\?. */
function glob(pattern) {
  if (!/[*?\\]/.test(pattern)) return (text) => text === pattern;
  const parts = [""];
  for (const [, escaped, wild, other] of pattern.matchAll(/\\([*?\\])|([*?])|([^])/gu)) {
    if (wild === "*") parts.push("");
    else parts[parts.length - 1] += wild ? "." : (escaped ?? other).replace(/[\\^$.*?|+()[\]{}\/]/, "\\$&");
  }
  const [first, ...rest] = parts;
  const last = rest.pop();
  // What stands between two stars is taken where it first fits: a lookahead is not tried again, so
  // that the time grows with the text alone, whatever the pattern.
  const middle = rest.filter(Boolean).map((part, k) => `(?=(.*?${part}))\\${k + 1}`).join("");
  const regex = new RegExp(`^${first}${last === undefined ? "" : `${middle}.*${last}`}$`, "su");
  return (text) => regex.test(text);
}

const either = (one, other) => (text) => one(text) || other(text);

/** Remember a predicate's answer per text: there are few targets and features. */
function remembering(test) {
  const answers = new Map();
  return (text) => {
    let answer = answers.get(text);
    if (answer === undefined) answers.set(text, (answer = test(text)));
    return answer;
  };
}

const targetText = (key) => key.split("@", 1)[0];
const base = (key) => targetText(key).split("+", 1)[0];
const backendOf = (key) => base(key).split(":", 1)[0];
const deviceOf = (key) => (base(key).includes(":") ? base(key).slice(base(key).indexOf(":") + 1) : "");

function isTarget(value) {
  const fits = glob(value);
  return remembering((key) => fits(key) || fits(targetText(key)));
}

function isBackend(value) {
  const fits = glob(value);
  return remembering((key) => fits(backendOf(key)));
}

// Each maker takes a value and returns a predicate over rows, whose texts are in lower case.
const TESTS = {
  feature(value) {
    const fits = remembering(either(glob(value), glob(`${value}.*`)));
    return (row) => fits(row.lowFeature);
  },
  target(value) {
    const fits = isTarget(value);
    return (row) => fits(row.lowTarget);
  },
  backend(value) {
    const fits = isBackend(value);
    return (row) => fits(row.lowTarget);
  },
  device(value) {
    const fits = either(glob(value), glob(`${value}:*`));
    const known = remembering((key) => fits(deviceOf(key)));
    return (row) => known(row.lowTarget);
  },
  dtype(value) {
    const fits = remembering(glob(value));
    return (row) => fits(row.dtype);
  },
  outcome(value) {
    const wanted = PYTEST[value] ?? value;
    if (wanted === "failed") return (row) => FAILED.includes(row.label);
    // Also where it may pass: its label is then `pass`, for nothing is wrong.
    if (wanted === "xpass") return (row) => row.outcome === "pass" && row.expected !== null;
    return (row) => row.outcome === wanted || row.label === wanted;
  },
  kind: (value) => (row) => row.kind === value,
  cell: (value) => (row) => row.cell === value,
  text: (value) => (row) => row.lowTexts().some((text) => text.includes(value)),
  any: (value) => (row) => row.lowId.includes(value) || row.lowTarget.includes(value),
  is: (value) => STATES[value],
  only(value) {
    const fits = either(isTarget(value), isBackend(value));
    return (row) => ran(row) && row.outcome !== "pass" && fits(row.lowTarget) && othersPass(row);
  },
};

const STATES = {
  different: (row) => row.group.some((other) => ran(other) && (other.outcome === "pass"))
    && row.group.some((other) => ran(other) && other.outcome !== "pass"),
  flaky: (row) => row.flaky,
  unexpected: (row) => FAILED.includes(row.label) || row.label === "xpass",
  untriaged: (row) => FAILED.includes(row.label) && !row.issue,
};

const ran = (row) => row.outcome !== "skip" && row.outcome !== "notrun";

function othersPass(row) {
  return row.group.length > 1
    && row.group.every((other) => other === row || other.outcome === "pass");
}

/** Return a predicate over rows for a query. */
function compileQuery(text) {
  const alternatives = parseQuery(text).map((terms) => terms.map(({ field, value, negated }) => {
    const test = TESTS[field](value);
    return negated ? (row) => !test(row) : test;
  }));
  return (row) => alternatives.some((tests) => tests.every((test) => test(row)));
}

/** Quote a word for a POSIX shell, as Python's shlex.quote does. */
function quoteWord(word) {
  if (word === "") return "''";
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
}

/** Quote a word for PowerShell, as _repro.py does. */
const quoteForPowerShell = (word) => `'${word.replace(/['\u2018-\u201b]/g, "$&$&")}'`;
const BARE = /^(-{0,2}[A-Za-z0-9_][A-Za-z0-9_=/\\-]*|[A-Za-z0-9_][A-Za-z0-9_=.:/\\+-]*)$/;

/** Return the command that runs a row again, as _repro.py does. */
function reproduce(row, part) {
  const values = {
    nodeid: row.nodeid, case: row.id, target: targetText(row.target), seed: part.seed,
  };
  let lacking = !part.argv.length || part.env.some(([name]) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  const words = part.argv.map((word) => word.replace(/\{(nodeid|case|target|seed)\}/g, (_, name) => {
    if (values[name] === null) lacking = true;
    return values[name] ?? "";
  }));
  if (lacking) return "";
  if (!part.windows)
    return [...part.env.map(([name, value]) => `${name}=${quoteWord(value)}`), ...words.map(quoteWord)].join(" ");
  const settings = part.env.map(([name, value]) => `$env:${name} = ${quoteForPowerShell(value)};`);
  const call = words.map((word) => (BARE.test(word) ? word : quoteForPowerShell(word)));
  return [...settings, ...(call[0].startsWith("'") ? ["&"] : []), ...call].join(" ");
}
