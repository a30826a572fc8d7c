const PRINTED_AT_ONCE = 20_000;
const VALUE_CHARACTERS = 6_000;

/**
 * What stands in the VM before foreign code: an expression that takes `host`, the VM's only way out, which takes and
 * gives strings alone. It returns how the last value is shown. It runs in the VM, so whatever foreign code does to it or to
 * the built-in objects, it does to itself.
 */
export const PRELUDE = String.raw`(host, seed) => {
  const { parse, stringify } = JSON;

  const plain = (key, value) => {
    if (typeof value === "bigint" || typeof value === "symbol" || typeof value === "function") return String(value);
    if (typeof value === "number" && !Number.isFinite(value)) return String(value);
    if (value instanceof Map) return Object.fromEntries(value);
    if (value instanceof Set) return [...value];
    if (value instanceof Error) return String(value);
    return value;
  };
  const show = (value) => {
    if (typeof value === "string") return value;
    if (value instanceof Error) return [String(value), value.stack].join("\n").trim();
    if (typeof value !== "object" || value === null) return String(value);
    try {
      return stringify(value, plain);
    } catch (error) {
      return "[" + error.message + "]";
    }
  };
  // A long text is not even copied out of the VM.
  const print = (...values) => {
    const text = values.map(show).join(" ");
    host("print", text.slice(0, ${PRINTED_AT_ONCE}), String(text.length));
  };
  const showResult = (value) => {
    const text = value === undefined ? "" : show(value);
    const rest = text.length - ${VALUE_CHARACTERS};
    return rest <= 0
      ? text
      : text.slice(0, ${VALUE_CHARACTERS}) +
          "\n[Cut: " + rest + " more characters. Write long results to a file, and read it in pages with read_file.]";
  };
  const cell = (key, value) => {
    if (typeof value !== "bigint") return value;
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  };
  const rowsOf = ({ columns, rows }) =>
    rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]])));

  // The same code makes the same numbers, so that a run which must be repeated makes the same files (mulberry32).
  let state = seed;
  Math.random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };

  Object.assign(globalThis, {
    console: { log: print, info: print, warn: print, error: print, debug: print, table: print },
    listFiles: () => parse(host("list")),
    readFile: (path) => host("read", String(path)),
    readTable: (path, sheet) => rowsOf(parse(host("table", String(path), sheet === undefined ? "" : String(sheet)))),
    writeFile: (path, text) => void host("write", String(path), typeof text === "string" ? text : show(text)),
    writeTable: (path, rows) => void host("writeTable", String(path), stringify(rows, cell) ?? "null"),
  });
  return showResult;
}`;
