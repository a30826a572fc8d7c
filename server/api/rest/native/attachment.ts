import { contentDisposition } from "./content-disposition";

/** A file of an organization's own, to be saved and not to be kept by anyone between. */
export const attachment = (body: BodyInit, mediaType: string, fileName: string): Response =>
  new Response(body, {
    headers: {
      "content-type": mediaType,
      "content-disposition": contentDisposition("attachment", fileName),
      "x-content-type-options": "nosniff",
      "cache-control": "private, no-store",
    },
  });
