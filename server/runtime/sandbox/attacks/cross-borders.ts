import { listFiles } from "../../tools/workspace";
import { adoptChanges } from "../../tools/workspace-sandbox";
import { type Attack, check, firstLine } from "./attack";
import type { Stage } from "./stage";

/** Each is one call of a tool; afterwards nothing outside the workspace has changed, and nothing of outside is in the answer. */
const TRESPASSES: readonly (readonly [name: string, tool: string, args: (stage: Stage) => Record<string, string>])[] = [
  [
    "JavaScript that writes outside",
    "run_code",
    ({ secretPath }) =>
      code(
        [
          "../escape.txt",
          "/tmp/escape.txt",
          "a/../../escape.txt",
          "..\\escape.txt",
          ".hidden",
          "x\0.txt",
          "link.csv",
          "deep/way/escape.txt",
          secretPath,
        ].map((path) => `writeFile(${JSON.stringify(path)}, 'x')`),
      ),
  ],
  [
    "JavaScript that reads outside",
    "run_code",
    ({ secretPath }) =>
      code(
        [secretPath, "link.csv", "deep/way/secret.csv", "../../secret.csv", "/proc/self/environ", "/etc/passwd"].map(
          (path) => `console.log(readFile(${JSON.stringify(path)}))`,
        ),
      ),
  ],
  [
    "SQL that reads a file outside",
    "query_sql",
    ({ secretPath }) => ({ sql: `SELECT * FROM read_text('${secretPath}')` }),
  ],
  ["SQL that follows a link", "query_sql", () => ({ sql: "SELECT * FROM read_text('link.csv')" })],
  ["SQL that reads /proc", "query_sql", () => ({ sql: "SELECT * FROM read_text('/proc/self/environ')" })],
  ["SQL that writes outside", "query_sql", () => ({ sql: "COPY (SELECT 1) TO '../../escape.csv'" })],
  ["SQL that frees itself", "query_sql", () => ({ sql: "SET enable_external_access = true" })],
  ["a link among the files of the workspace", "read_file", () => ({ path: "link.csv" })],
  ["a link on the way", "write_file", () => ({ path: "deep/way/escape.txt", content: "x" })],
];

const code = (lines: readonly string[]) => ({
  language: "javascript",
  code: lines.map((line) => `try { ${line} } catch (error) { console.log(error.message) }`).join("\n"),
});

export const BORDERS: readonly Attack[] = [
  ...TRESPASSES.map(
    ([name, tool, args]): Attack => ({
      name,
      run: async (stage) => {
        const before = await stage.outside();
        const output = await stage.tool(tool, args(stage));
        check(!/the secret beside|root:x:|PATH=/.test(output.content), `it was read: ${output.content}`);
        check((await stage.outside()) === before, "something was written");
        return output.isError ? firstLine(output.content) : "nothing was found there, and nothing written";
      },
    }),
  ),
  {
    name: "a child that broke out and leaves links for us to follow",
    run: async (stage) => {
      const adopted = await stage.leaves(`link ${stage.secretPath}`, (files) =>
        adoptChanges(stage.workspace, files, []),
      );
      check(adopted.written.length === 0, `taken over: ${JSON.stringify(adopted.written)}`);
      check((await listFiles(stage.workspace)).length === 1, "the workspace has more files than before");
      return "links are never taken over";
    },
  },
  {
    name: "JavaScript that reaches for what is outside its engine",
    run: async (stage) => {
      const reach = [
        "({}).constructor.constructor('return typeof process')()",
        "readFile.constructor.constructor('return typeof require')()",
        "typeof fetch + typeof WebAssembly + typeof SharedArrayBuffer.prototype.wait + typeof module + typeof Deno",
        "(() => { try { readFile('nothing') } catch (error) { return error.constructor.constructor('return typeof process')() } })()",
        "(() => { const seen = []; const { map } = Array.prototype; Array.prototype.map = function (...a) { seen.push(this); return map.apply(this, a) }; console.log('x'); return seen.every((a) => a.every((v) => typeof v === 'string')) ? 'undefined' : 'leak' })()",
        "new Error().stack.includes('/') ? 'leak' : 'undefined'",
      ];
      const outcome = await stage.code(`[${reach.join(",\n")}].join()`);
      check(outcome.ok && /^(undefined,?)+$/.test(outcome.value.value), JSON.stringify(outcome));
      const imported = await stage.code("import('node:fs').then(() => 'leak')");
      check(imported.ok && imported.value.error !== null, JSON.stringify(imported));
      return "nothing of Node is there";
    },
  },
  {
    name: "rows that reach for the prototypes of the host",
    run: async (stage) => {
      const outcome = await stage.code(
        `writeTable("x.csv", [JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'), {a: 1}])`,
      );
      check(outcome.ok && outcome.value.error === null, JSON.stringify(outcome));
      check(!("polluted" in {}), "a prototype was changed");
      return "only own fields of rows are read";
    },
  },
];
