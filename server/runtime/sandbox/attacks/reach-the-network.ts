import { type Attack, check, endOf, firstLine, sql } from "./attack";

export const NETWORK: readonly Attack[] = [
  ...[
    ["SQL that loads httpfs", "INSTALL httpfs; LOAD httpfs; SELECT * FROM read_csv('ORIGIN')"],
    ["SQL that reads an address", "SELECT * FROM read_csv('ORIGIN/x.csv')"],
    ["SQL that attaches a database", "ATTACH 'ORIGIN/x.db'"],
  ].map(
    ([name = "", text = ""]): Attack => ({
      name,
      run: async (stage) => {
        const held = endOf(await stage.run(sql(text.replace("ORIGIN", stage.origin))), "refused");
        check(stage.visits() === 0, "the server was reached");
        return held;
      },
    }),
  ),
  {
    name: "a child that broke out and calls the network",
    run: async (stage) => {
      const outcome = await stage.brokenOut(`connect ${stage.origin}`);
      check(outcome.ok && outcome.value !== "connected" && stage.visits() === 0, "the server was reached");
      return `namespace without a network: ${outcome.ok ? outcome.value : ""}`;
    },
  },
  {
    name: "a child that broke out and reads our environment in /proc",
    run: async (stage) => {
      const outcome = await stage.brokenOut(`readFile /proc/${process.pid}/environ`);
      check(outcome.ok && /^E[A-Z]+$/.test(String(outcome.value)), JSON.stringify(outcome));
      return `namespace without our processes: ${outcome.ok ? outcome.value : ""}`;
    },
  },
  {
    name: "fetch_url to this machine",
    run: async (stage) => {
      const output = await stage.tool("fetch_url", { url: stage.origin.replace("127.0.0.1", "localhost") });
      check(output.isError && stage.visits() === 0, "the server was reached");
      return firstLine(output.content);
    },
  },
  {
    name: "fetch_url to a page that redirects to this machine",
    run: async (stage) => {
      stage.serve((_, response) => response.writeHead(302, { location: "http://localhost/" }).end());
      const output = await stage.tool("fetch_url", { url: stage.origin });
      check(output.isError && stage.visits() === 1, "it went on");
      return firstLine(output.content);
    },
  },
];
