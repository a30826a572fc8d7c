import { verifyBill } from "../invoices/verify-bill";
import { getCreditNote } from "../queries/get-credit-note";
import { getInvoice } from "../queries/get-invoice";
import { listInvoices } from "../queries/list-invoices";
import { listSigningKeys } from "../seal/signing-keys";
import type { World } from "./world";

const MOST = 1_000;

/**
 * Every invoice and credit note of an organization must verify from its JSON alone, with the agency's keys.
 * @throws Error naming the document and what is wrong with it
 */
export async function verifyDocuments({ scope }: World): Promise<void> {
  const publicKeys = (await listSigningKeys()).map(({ publicKey }) => publicKey);
  const { invoices } = await listInvoices(scope, { limit: MOST });
  for (const { id, kind, number } of invoices) {
    const document = kind === "invoice" ? await getInvoice(scope, id) : await getCreditNote(scope, id);
    const verdict = verifyBill(JSON.parse(JSON.stringify(document)), { publicKeys });
    if (!verdict.ok) {
      const problems = verdict.problems.map(({ where, problem }) => `${where}: ${problem}`);
      throw new Error(`${kind} ${number} of organization ${scope.orgId} does not verify: ${problems.join("; ")}`);
    }
  }
}
