import { CircleAlert, FileText, Paperclip, X } from "lucide-react";
import { useRef } from "react";
import { DropZone } from "@/_components/drop-zone";
import { formatBytes } from "@/_components/format-quantity";
import { Button } from "@/_components/ui/button";
import { cn } from "@/_components/ui/cn";
import { FieldError } from "@/_components/ui/field";
import { ACCEPT } from "./upload-file";
import type { Upload } from "./use-uploads";

type FilePickerProps = {
  uploads: readonly Upload[];
  error: string | undefined;
  onAdd: (files: Iterable<File>) => void;
  onRemove: (key: string) => void;
};

/** Attaches files: dropped here, or chosen with the button. */
export function FilePicker({ uploads, error, onAdd, onRemove }: FilePickerProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 text-[0.8125rem] font-medium">Files</legend>
      <DropZone onDrop={({ files }) => onAdd(files)}>
        <Button onClick={() => input.current?.click()} aria-describedby="files-hint">
          <Paperclip aria-hidden />
          Choose files
        </Button>
        <p id="files-hint" className="text-[0.8125rem] text-muted">
          or drop them here. CSV, TSV, JSON, XLSX, PDF or text, up to 50 MB each.
        </p>
        <input
          ref={input}
          type="file"
          multiple
          accept={ACCEPT}
          className="sr-only"
          tabIndex={-1}
          aria-label="Files"
          onChange={(event) => {
            onAdd(event.target.files ?? []);
            event.target.value = "";
          }}
        />
      </DropZone>
      <FieldError id="files-error">{error}</FieldError>
      {uploads.length > 0 ? (
        <ul aria-label="Attached files" className="divide-y divide-border rounded-md border border-border">
          {uploads.map((upload) => (
            <UploadRow key={upload.key} upload={upload} onRemove={() => onRemove(upload.key)} />
          ))}
        </ul>
      ) : null}
    </fieldset>
  );
}

function UploadRow({ upload, onRemove }: { upload: Upload; onRemove: () => void }) {
  const { name, bytes, progress, id, error } = upload;
  const Icon = error ? CircleAlert : FileText;
  return (
    <li className="flex items-start gap-3 py-1.5 pr-1.5 pl-3">
      <Icon aria-hidden className={cn("mt-2 size-4 shrink-0 text-muted", error && "text-negative")} />
      <div className="grid min-w-0 flex-1 gap-1 py-1.5">
        <p className="flex flex-wrap gap-x-2">
          <span className="min-w-0 break-all">{name}</span>
          <span className="text-muted tabular-nums">{formatBytes(bytes)}</span>
        </p>
        {error ? (
          <p role="alert" className="text-[0.8125rem] text-negative">
            {error}
          </p>
        ) : null}
        {id === null && !error ? <progress aria-label={`Uploading ${name}`} value={progress} max={1} /> : null}
      </div>
      <Button variant="ghost" size="icon" onClick={onRemove} aria-label={`Remove ${name}`}>
        <X aria-hidden />
      </Button>
    </li>
  );
}
