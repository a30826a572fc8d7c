import { type DragEvent, type ReactNode, useState } from "react";
import { cn } from "./ui/cn";

type DropZoneProps = { onDrop: (dropped: DataTransfer) => void; children: ReactNode };

/** Where files can be dropped. An extra: the buttons inside do the same, for the keyboard too. */
export function DropZone({ onDrop, children }: DropZoneProps) {
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onDrop(event.dataTransfer);
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
      {children}
    </div>
  );
}
