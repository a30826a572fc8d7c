import { Download } from "lucide-react";
import { formatBytes } from "@/_components/format-quantity";
import type { DeliveredFile } from "@/_trpc/types";
import { contentAddress } from "./files";

type FileListProps = { files: readonly Pick<DeliveredFile, "id" | "name" | "bytes">[] };

export function FileList({ files }: FileListProps) {
  if (files.length === 0) return <p className="text-muted">No files.</p>;
  return (
    <ul aria-label="Files" className="divide-y divide-border rounded-md border border-border">
      {files.map((file) => (
        <li key={file.id}>
          <a
            href={contentAddress(file)}
            download={file.name}
            className="flex items-center gap-3 px-3 py-2 text-[0.8125rem] hover:bg-sunken touch:min-h-11"
          >
            <span className="min-w-0 flex-1 break-all">{file.name}</span>
            <span className="shrink-0 text-muted tabular-nums">{formatBytes(file.bytes)}</span>
            <Download aria-label="Download" className="size-3.5 shrink-0 text-muted" />
          </a>
        </li>
      ))}
    </ul>
  );
}
