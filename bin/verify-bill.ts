import { verifyBill } from "#billing";
import { readJsonArgument } from "./read-json";

const verdict = verifyBill(readJsonArgument("npm run verify-bill -- invoice.json"));
if (verdict.ok) {
  console.log(
    `OK: invoice ${verdict.number} is right in all of its ${verdict.lines} lines; its total is ${verdict.total} USD.`,
  );
} else {
  console.log(verdict.problems.map(({ where, problem }) => `WRONG: ${where}: ${problem}`).join("\n"));
  process.exitCode = 1;
}
