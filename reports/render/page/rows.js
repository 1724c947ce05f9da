// The rows of the page, made from columns as _page_data.py writes them.

const number = (value) => (value === null ? NaN : value === "nan" ? NaN
  : value === "inf" ? Infinity : value === "-inf" ? -Infinity : value);

/** One case on one target. What few rows need is found when it is asked for. */
class Row {
  constructor(data, index, id, place) {
    const { rows } = data;
    this.data = data;
    this.index = index;
    this.id = id.text;
    this.lowId = id.low;
    this.feature = id.feature;
    this.lowFeature = id.lowFeature;
    this.dtype = id.dtype;
    this.group = id.group;
    this.target = data.targets[place];
    this.lowTarget = data.lowTargets[place];
    this.outcome = rows.outcome.of[rows.outcome.at[index]];
    this.label = rows.label.of[rows.label.at[index]];
    this.kind = rows.kind.of[rows.kind.at[index]];
    this.cell = id.cells ? id.cells[place] : "unknown";
    this.flaky = rows.flaky[index] === 1;
    id.group.push(this);
  }

  value(name) {
    const column = this.data.rows[name];
    return Array.isArray(column) ? column[this.index] : column.of[column.at[this.index]];
  }

  get text() { return this.data.texts[this.value("text")] ?? ""; }

  get headline() { return this.text.split("\n").map((line) => line.trim()).find(Boolean) ?? ""; }

  get failure() { return this.data.failures[this.value("failure")] ?? null; }

  get issue() { return this.failure?.issue ?? ""; }

  get expected() { return this.data.expected[this.value("expected")] ?? null; }

  get accuracy() {
    const known = this.data.accuracy[this.value("accuracy")];
    if (!known) return null;
    const [unit, limit, points] = known;
    return { error: this.value("error"), unit, limit, points };
  }

  /** The error in units of its limit. */
  get share() {
    const { error, limit } = this.accuracy ?? { error: null, limit: null };
    return number(error) / number(limit);
  }

  get nodeid() {
    const [node, shortened] = this.data.nodes[this.value("node")] ?? [null, false];
    if (!shortened) return node;
    const parameters = this.id.split("/").slice(2).join("/");
    const own = [this.feature, parameters, targetText(this.target)].filter(Boolean).join("-");
    return `${node}[${own}]`;
  }

  get command() { return reproduce(this, this.data.parts[this.value("part")]); }

  lowTexts() { return [this.text.toLowerCase(), (this.failure?.trace ?? "").toLowerCase()]; }
}

function parameter(id, name) {
  const pairs = id.split("/").slice(2).join("/").split(",");
  const found = pairs.filter((pair) => pair.startsWith(`${name}=`)).at(-1);
  return found ? found.slice(name.length + 1) : "";
}

function makeRows(data) {
  data.lowTargets = data.targets.map((key) => key.toLowerCase());
  const cells = new Map(data.features.map((name, place) => [name, data.cells[place]]));
  const ids = data.ids.map((text) => {
    const feature = text.split("/", 1)[0];
    return {
      text, feature, low: text.toLowerCase(), lowFeature: feature.toLowerCase(),
      dtype: parameter(text, "dtype").toLowerCase(), cells: cells.get(feature), group: [],
    };
  });
  return data.rows.id.map((place, index) =>
    new Row(data, index, ids[place], data.rows.target[index]));
}
