import { parseArgs } from "node:util";
import { type BillVerdict, verifyBill } from "#billing";
import { fail, readJson } from "./read-json";

const USAGE = "Usage: npm run verify-bill -- invoice.json [--key <the agency's public key>]";

function readArguments(): { readonly file: string; readonly publicKey?: string } {
  try {
    const { values, positionals } = parseArgs({ options: { key: { type: "string" } }, allowPositionals: true });
    const [file, ...more] = positionals;
    if (!file || more.length > 0) return fail(USAGE);
    return values.key === undefined ? { file } : { file, publicKey: values.key };
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : error}\n${USAGE}`);
  }
}

/** Who stands behind the bill: without a key got elsewhere, the file can only name its own. */
function authorship(signedBy: (BillVerdict & { ok: true })["signedBy"], publicKey?: string): string {
  if (!signedBy) return "It bills no call, so there is nothing to sign.";
  if (publicKey !== undefined) return "Its calls are signed with the key you gave.";
  return `Its calls are signed with the key ${signedBy.publicKey}: compare it with the agency's (GET /api/v1/signing-keys).`;
}

const { file, publicKey } = readArguments();
const verdict = verifyBill(readJson(file), publicKey === undefined ? {} : { publicKey });
if (verdict.ok) {
  const { number, lines, total, signedBy } = verdict;
  console.log(`OK: invoice ${number} is right in all of its ${lines} lines; its total is ${total} USD.`);
  console.log(authorship(signedBy, publicKey));
} else {
  console.log(verdict.problems.map(({ where, problem }) => `WRONG: ${where}: ${problem}`).join("\n"));
  process.exitCode = 1;
}
