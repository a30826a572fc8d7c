import type { Readable } from "node:stream";
import { files } from "#drizzle/schema/index";
import { DomainError, newId, type OrgScope, storableText } from "#kernel";
import { storage, withOrg } from "#platform";
import { safeFileName } from "#runtime";
import { FileTooLarge, FileUnsuitable } from "../errors";
import type { FileView } from "../schema";
import { toFileView } from "./file-view";
import { mediaTypeOf } from "./store-file";
import { findFault, HEAD_BYTES } from "./suitability";

export const MAX_UPLOAD_BYTES = 50_000_000;

/**
 * Takes a client's file. The name loses any path; the type is what the name's ending says, and the first bytes must not
 * contradict it. Refused files leave nothing behind.
 * @throws FileTooLarge | FileUnsuitable
 */
export async function uploadFile(
  scope: OrgScope,
  upload: { readonly name: string; readonly content: Readable },
): Promise<FileView> {
  const name = safeFileName(storableText(upload.name));
  const head: Buffer[] = [];
  let headBytes = 0;
  async function* watched(): AsyncGenerator<Buffer> {
    for await (const chunk of upload.content as AsyncIterable<Buffer>) {
      if (headBytes < HEAD_BYTES) {
        head.push(chunk);
        headBytes += chunk.byteLength;
      }
      yield chunk;
    }
  }
  const stored = await storage()
    .put(watched(), { maxBytes: MAX_UPLOAD_BYTES })
    .catch((error) => {
      if (error instanceof DomainError && error.code === "too_large") throw new FileTooLarge(name, MAX_UPLOAD_BYTES);
      throw error;
    });
  try {
    const fault = findFault(name, Buffer.concat(head).subarray(0, HEAD_BYTES));
    if (fault) throw new FileUnsuitable(name, fault);
    const row = {
      id: newId(),
      orgId: scope.orgId,
      name,
      bytes: stored.bytes,
      sha256: stored.sha256,
      mediaType: mediaTypeOf(name),
      storageKey: stored.key,
    };
    const [file] = await withOrg(scope, (tx) => tx.insert(files).values(row).returning());
    if (!file) throw new Error("the new file has no row");
    return toFileView(file);
  } catch (error) {
    await storage().remove(stored.key);
    throw error;
  }
}
