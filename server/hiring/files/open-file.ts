import type { Readable } from "node:stream";
import { eq } from "drizzle-orm";
import { files } from "#drizzle/schema/index";
import { isId, NotFound, type OrgScope } from "#kernel";
import { storage, withOrg } from "#platform";
import type { FileView } from "../schema";
import { toFileView } from "./file-view";

/** A file of this organization, to be read once. @throws NotFound */
export async function openFile(scope: OrgScope, fileId: string): Promise<{ file: FileView; content: Readable }> {
  const [row] = isId(fileId) ? await withOrg(scope, (tx) => tx.select().from(files).where(eq(files.id, fileId))) : [];
  if (!row) throw new NotFound("file", fileId);
  return { file: toFileView(row), content: await storage().get(row.storageKey) };
}
