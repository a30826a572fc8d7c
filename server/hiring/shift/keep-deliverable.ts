import { deliverableFiles, deliverables, files } from "#drizzle/schema/index";
import type { EventData } from "#events";
import { newId, storableText } from "#kernel";
import type { Tx } from "#platform";
import type { Delivery } from "#runtime";
import { type StoredFile, storeFile } from "../files/store-file";
import type { RunRow } from "../run-changes";

/** What is known of work beside itself. */
type Findings = {
  /** Why nobody could verify it; NULL when somebody did, or nobody had to. */
  readonly unverified: string | null;
  /** Why it does not meet the acceptance criteria; NULL when it does, or none stand. */
  readonly unmet: readonly string[] | null;
};

/**
 * Brings the files of a delivery into storage, before the transaction that keeps it: a crash in between leaves copies that
 * nobody refers to, and nothing else.
 */
export async function storeDelivery(delivery: Delivery): Promise<StoredFile[]> {
  const stored: StoredFile[] = [];
  for (const file of delivery.files) stored.push(await storeFile(file.absolutePath, file.path));
  return stored;
}

/** Keeps what a locked run hands over, or wanted to. @returns it as the client reads it */
export async function keepDeliverable(
  tx: Tx,
  { id: runId, orgId, jobId }: Pick<RunRow, "id" | "orgId" | "jobId">,
  delivery: Pick<Delivery, "summary">,
  stored: readonly StoredFile[],
  { unverified, unmet }: Findings,
): Promise<EventData<"run.delivered">> {
  const rows = stored.map((file) => ({ id: newId(), orgId, runId, ...file }));
  if (rows.length > 0) await tx.insert(files).values(rows);
  const summary = storableText(delivery.summary);
  const reasons = unmet?.map(storableText) ?? null;
  await tx.insert(deliverables).values({ runId, orgId, jobId, summary, unverified, unmet: reasons });
  if (rows.length > 0) {
    await tx.insert(deliverableFiles).values(rows.map(({ id }, position) => ({ orgId, runId, fileId: id, position })));
  }
  return { summary, files: rows.map(({ id, name, bytes, mediaType }) => ({ id, name, bytes, mediaType })) };
}
