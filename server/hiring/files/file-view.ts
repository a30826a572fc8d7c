import type { files } from "#drizzle/schema/index";
import type { FileView } from "../schema";

/** A file as every door shows it: never where it is stored. */
export const toFileView = (file: typeof files.$inferSelect): FileView => ({
  id: file.id,
  name: file.name,
  bytes: file.bytes,
  sha256: file.sha256,
  mediaType: file.mediaType,
});
