import { type Attack, check, endOf, errorOf, sql } from "./attack";

export const OUTPUT: readonly Attack[] = [
  {
    name: "JavaScript that prints 10 GB",
    run: async (stage) => {
      const outcome = await stage.code(
        "const m = 'x'.repeat(1e6); for (let i = 0; i < 1e4; i++) console.log(m)",
        stage.endless,
      );
      if (!outcome.ok) return endOf(outcome);
      check(outcome.value.printed.length < 25_000, `${outcome.value.printed.length} characters came through`);
      return "limit of what is kept: 20,000 characters";
    },
  },
  {
    name: "JavaScript that writes 10 GB",
    run: (stage) =>
      errorOf(
        stage,
        "const m = 'x'.repeat(1e7); for (let i = 0; i < 1000; i++) writeFile(i + '.txt', m)",
        /may write at most/,
      ),
  },
  {
    name: "SQL that writes 10 GB",
    run: async (stage) =>
      endOf(
        await stage.run(sql("COPY (SELECT range AS n, md5(range::VARCHAR) AS x FROM range(250000000)) TO 'big.csv'")),
        "disk",
        "crashed",
        "refused",
        "memory",
      ),
  },
  {
    name: "a child that broke out and answers 10 GB",
    run: async (stage) => endOf(await stage.brokenOut("flood"), "output"),
  },
];
