import { formatBytes } from "../../../_components/format-quantity";

const MAX_BYTES = 50 * 1024 * 1024;
const EXTENSIONS = ["csv", "tsv", "json", "xlsx", "pdf", "txt", "md"];

/** For the file dialog. */
export const ACCEPT = EXTENSIONS.map((extension) => `.${extension}`).join(",");

type ChosenFile = Pick<File, "name" | "size">;

/** Why a file cannot be attached; NULL when it can. The agency looks into the file itself once it has it. */
export function refusalOf({ name, size }: ChosenFile): string | null {
  const extension = name.split(".").at(-1)?.toLowerCase() ?? "";
  if (!EXTENSIONS.includes(extension))
    return "Agents read CSV, TSV, JSON, XLSX, PDF and text files. Save it as one of these.";
  if (size === 0) return "This file is empty.";
  if (size > MAX_BYTES) return `${formatBytes(size)} is more than 50 MB. Send a smaller file, or split it.`;
  return null;
}

type Uploaded = { readonly id: string };
type Answer = Partial<Uploaded> & { readonly error?: { readonly message?: string } };

const UNREACHABLE = "The upload broke off. Check your connection and try again.";

/**
 * Uploads one file. `fetch` tells nothing about the progress of what it sends, hence XMLHttpRequest.
 * @param onProgress from 0 to 1
 * @throws Error whose message is for the person
 */
export function uploadFile(file: File, onProgress: (part: number) => void, signal: AbortSignal): Promise<Uploaded> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/api/v1/files");
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onerror = () => reject(new Error(UNREACHABLE));
    request.onabort = () => reject(new Error("Cancelled."));
    request.onload = () => {
      const answer = request.response as Answer | null;
      if (request.status === 201 && answer?.id) resolve({ id: answer.id });
      else reject(new Error(answer?.error?.message ?? UNREACHABLE));
    };
    signal.addEventListener("abort", () => request.abort(), { once: true });
    const form = new FormData();
    form.append("file", file);
    request.send(form);
  });
}
