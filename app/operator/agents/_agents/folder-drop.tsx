import { FileArchive, FolderOpen } from "lucide-react";
import { useEffect, useRef } from "react";
import { DropZone } from "@/_components/drop-zone";
import { Button } from "@/_components/ui/button";
import { chosenFiles, droppedFiles, type PathFile } from "./pack-folders";

type FolderDropProps = { onFiles: (files: readonly PathFile[]) => void; isBusy: boolean };

/** Takes a folder or a zip file: dropped here, or chosen with a button. */
export function FolderDrop({ onFiles, isBusy }: FolderDropProps) {
  const folder = useRef<HTMLInputElement>(null);
  const zip = useRef<HTMLInputElement>(null);
  // React knows no attribute for it.
  useEffect(() => folder.current?.setAttribute("webkitdirectory", ""), []);
  return (
    <DropZone onDrop={async (dropped) => onFiles(await droppedFiles(dropped))}>
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
    </DropZone>
  );
}
