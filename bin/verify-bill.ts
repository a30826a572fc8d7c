import { verifyBill } from "#billing";
import { readJsonArgument } from "./read-json";

const verdict = verifyBill(readJsonArgument("npm run verify-bill -- invoice.json"));
if (verdict.ok) {
  console.log(
    `OK: invoice ${verdict.number} is right in all of its ${verdict.lines} lines; its total is ${verdict.total} USD.`,
  );
} else {
  for (const { where, problem } of verdict.problems) console.log(`WRONG: ${where}: ${problem}`);
  process.exitCode = 1;
}
