import type { DeliveredFile } from "@/_trpc/types";

export const isPicture = ({ mediaType }: DeliveredFile): boolean =>
  mediaType === "image/png" || mediaType === "image/svg+xml";

/** Where a file's bytes are. `inline` shows a PNG in the browser instead of saving it. */
export const contentAddress = ({ id }: Pick<DeliveredFile, "id">, how?: "inline"): string =>
  `/api/v1/files/${encodeURIComponent(id)}/content${how ? "?inline=1" : ""}`;
