import { parseArgs } from "node:util";
import { type BillVerdict, verifyBill } from "#billing";
import { fail, readJson } from "./read-json";

const USAGE = "Usage: npm run verify-bill -- document.json [--key <the agency's public key>]…";

type Verified = BillVerdict & { ok: true };

function readArguments(): { readonly file: string; readonly publicKeys: readonly string[] | null } {
  try {
    const options = { key: { type: "string", multiple: true } } as const;
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const [file, ...more] = positionals;
    if (!file || more.length > 0) return fail(USAGE);
    return { file, publicKeys: values.key ?? null };
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : error}\n${USAGE}`);
  }
}

/** Who stands behind it: without a key got elsewhere, the file can only name its own. */
function authorship({ signedBy, sealedBy }: Verified, isKeyGiven: boolean): string[] {
  // The agency may have changed its key between the calls and this copy of the document.
  const keys = [...new Set([signedBy, sealedBy].flatMap((signer) => signer?.publicKey ?? []))];
  if (keys.length === 0)
    return ["Nobody has signed it: it bills no call, and was exported before documents were signed."];
  const what = !signedBy ? "Its calls are" : sealedBy ? "All of it, and the chain that it is on, is" : "All of it is";
  return [
    isKeyGiven
      ? `${what} signed with a key that you gave.`
      : `${what} signed with the key ${keys.join(" and ")}: compare it with the agency's (GET /api/v1/signing-keys).`,
    ...(signedBy ? [] : ["Its names, dates and number are not: it was exported before documents were signed."]),
  ];
}

const { file, publicKeys } = readArguments();
const verdict = verifyBill(readJson(file), { publicKeys });
if (verdict.ok) {
  const { kind, number, lines, total } = verdict;
  const name = kind === "invoice" ? "invoice" : "credit note";
  console.log(
    `OK: ${name} ${number} is right in ${lines === 1 ? "its one line" : `all of its ${lines} lines`}; its total is ${total} USD.`,
  );
  for (const sentence of authorship(verdict, publicKeys !== null)) console.log(sentence);
} else {
  console.log(verdict.problems.map(({ where, problem }) => `WRONG: ${where}: ${problem}`).join("\n"));
  process.exitCode = 1;
}
