import { openFile } from "#hiring";
import { requireMember } from "../../require-member";
import { streamOf } from "../byte-stream";
import type { NativeRoute } from "../route";
import { contentDisposition } from "./content-disposition";

const permission = "job.read";

/** Types that a browser may know by name: it saves them, or shows an image in a page of ours. All others are just bytes. */
const NAMED = [
  "application/json",
  "application/pdf",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  "image/png",
  "image/svg+xml",
  "text/csv",
  "text/markdown",
  "text/plain",
  "text/tab-separated-values",
];

/** The only type that is shown in a window of its own: it cannot hold a script. */
const SHOWN = "image/png";

export const downloadFile: NativeRoute = {
  method: "GET",
  path: "/files/{fileId}/content",
  summary: "A file's bytes",
  tag: "Files",
  permission,
  content: { mediaType: "application/octet-stream", description: "The file" },
  parameters: [{ name: "inline", in: "query", description: "1 to show a PNG in the browser instead of saving it" }],
  async answer({ params, query, ctx }) {
    const { file, content } = await openFile(requireMember(ctx, permission), params.fileId ?? "");
    const mediaType = file.mediaType.split(";")[0] ?? "";
    const inline = query.inline === "1" && mediaType === SHOWN;
    return new Response(streamOf(content), {
      headers: {
        "content-type": contentType(mediaType),
        "content-length": String(file.bytes),
        "content-disposition": contentDisposition(inline ? "inline" : "attachment", file.name),
        "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
        "x-content-type-options": "nosniff",
        "cache-control": "private, no-store",
      },
    });
  },
};

const contentType = (mediaType: string): string => {
  if (!NAMED.includes(mediaType)) return "application/octet-stream";
  return mediaType.startsWith("text/") ? `${mediaType}; charset=utf-8` : mediaType;
};
