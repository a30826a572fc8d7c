import { type Attack, endOf, errorOf, sql } from "./attack";

export const TIME: readonly Attack[] = [
  {
    name: "JavaScript without an end",
    run: (stage) => errorOf(stage, "for (;;) {}"),
  },
  {
    name: "JavaScript that catches every error, without an end",
    run: (stage) => errorOf(stage, "for (;;) try { readFile('x') } catch {}"),
  },
  {
    name: "a regular expression that backtracks for ever",
    run: (stage) => errorOf(stage, "/^(a+)+$/.test('a'.repeat(50) + 'b')"),
  },
  {
    name: "SQL without an end",
    run: async (stage) =>
      endOf(await stage.run(sql("SELECT max(hash(range)) FROM range(1000000000000)"), {}, stage.endless)),
  },
  {
    name: "a page of a million nested elements",
    run: async (stage) => {
      const html = Buffer.from("<div>".repeat(1_000_000));
      const outcome = await stage.run(
        { kind: "html", path: "page", url: stage.origin, charset: "" },
        { page: html },
        stage.endless,
      );
      if (outcome.ok) return "limit of depth: read no deeper";
      return endOf(outcome, "memory", "refused", "crashed");
    },
  },
  {
    name: "a child that broke out and never ends, with a child of its own",
    run: async (stage) => endOf(await stage.brokenOut("hang 1000003", stage.endless)),
  },
  {
    name: "a child that broke out and forks",
    run: async (stage) => endOf(await stage.brokenOut("fork 1000003"), "processes"),
  },
];
