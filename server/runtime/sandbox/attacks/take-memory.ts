import { type Attack, check, endOf, errorOf, firstLine, sql } from "./attack";
import { gzipBomb, workbookBomb } from "./bombs";

export const MEMORY: readonly Attack[] = [
  {
    name: "JavaScript that fills memory",
    run: (stage) =>
      errorOf(stage, "const a = []; for (;;) a.push(new Array(1e5).fill(1))", /^InternalError: out of memory/),
  },
  {
    name: "JavaScript that doubles a string",
    run: (stage) => errorOf(stage, "let s = 'x'; for (;;) s += s", /out of memory|string too long/i),
  },
  {
    name: "SQL that fills memory",
    run: async (stage) =>
      endOf(
        await stage.run(
          sql("SELECT length(repeat('x', 2000000000)), length(repeat('y', 2100000000) || repeat('z', 2100000000))"),
        ),
        "memory",
        "refused",
        "crashed",
      ),
  },
  {
    name: "a child that broke out and fills memory",
    run: async (stage) => endOf(await stage.brokenOut("allocate"), "memory", "crashed"),
  },
  {
    name: "a workbook of 3 MB that unpacks to 4 GB",
    run: async (stage) => {
      const bomb = await workbookBomb(3_900);
      const table = { path: "bomb.xlsx", table: "bomb", format: "xlsx" } as const;
      const outcome = await stage.run(
        { ...sql("SELECT * FROM bomb"), tables: [table] },
        { "bomb.xlsx": bomb },
        stage.endless,
      );
      return endOf(outcome, "memory", "refused", "crashed");
    },
  },
  {
    name: "a page of 10 MB that unpacks to 10 GB",
    run: async (stage) => {
      const bomb = gzipBomb(10_000);
      stage.serve((_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(bomb));
      const before = process.memoryUsage().rss;
      const output = await stage.tool("fetch_url", { url: stage.origin });
      check(output.isError && output.content.includes("larger than"), output.content);
      check(process.memoryUsage().rss - before < 300 * 1024 * 1024, "it took more than 300 MB");
      return firstLine(output.content);
    },
  },
  {
    name: "a page without an end",
    run: async (stage) => {
      stage.serve((_, response) => {
        const more = () => {
          while (!response.destroyed && response.write("<p>more".repeat(10_000))) {}
        };
        response.on("drain", more);
        more();
      });
      const output = await stage.tool("fetch_url", { url: stage.origin });
      check(output.isError && output.content.includes("larger than"), output.content);
      return firstLine(output.content);
    },
  },
];
