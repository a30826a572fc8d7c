import { FileArchive, FolderOpen } from "lucide-react";
import { type DragEvent, useEffect, useRef, useState } from "react";
import { Button } from "@/_components/ui/button";
import { cn } from "@/_components/ui/cn";
import { chosenFiles, droppedFiles, type PathFile } from "./pack-folders";

type FolderDropProps = { onFiles: (files: readonly PathFile[]) => void; isBusy: boolean };

/** Takes a folder or a zip file: dropped here, or chosen with a button. */
export function FolderDrop({ onFiles, isBusy }: FolderDropProps) {
  const folder = useRef<HTMLInputElement>(null);
  const zip = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  // React knows no attribute for it.
  useEffect(() => folder.current?.setAttribute("webkitdirectory", ""), []);
  const drop = async (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onFiles(await droppedFiles(event.dataTransfer));
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the buttons inside do the same
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={cn(
        "flex flex-wrap items-center gap-x-3 gap-y-2 rounded-md border border-dashed border-border-strong px-4 py-4 transition-colors",
        isOver && "border-accent bg-accent-soft",
      )}
    >
      <Button onClick={() => folder.current?.click()} disabled={isBusy}>
        <FolderOpen aria-hidden />
        Choose a folder
      </Button>
      <Button onClick={() => zip.current?.click()} disabled={isBusy}>
        <FileArchive aria-hidden />
        Choose a zip file
      </Button>
      <p className="text-[0.8125rem] text-muted">or drop either here: one agent, or a folder with several.</p>
      {[
        { ref: folder, label: "Folder", accept: undefined },
        { ref: zip, label: "Zip file", accept: ".zip,application/zip" },
      ].map(({ ref, label, accept }) => (
        <input
          key={label}
          ref={ref}
          type="file"
          accept={accept}
          className="sr-only"
          tabIndex={-1}
          aria-label={label}
          onChange={(event) => {
            onFiles(chosenFiles(event.target.files));
            event.target.value = "";
          }}
        />
      ))}
    </div>
  );
}
