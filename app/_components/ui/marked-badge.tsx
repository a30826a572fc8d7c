import type { LucideIcon } from "lucide-react";
import { Badge, type Tone } from "./badge";
import { cn } from "./cn";

export type Mark = { readonly label: string; readonly tone: Tone; readonly icon: LucideIcon };

/** A state: a word and a mark, never a colour alone. `isMoving` where something goes on by itself. */
export function MarkedBadge({ label, tone, icon: Icon, isMoving = false }: Mark & { isMoving?: boolean }) {
  return (
    <Badge tone={tone}>
      <Icon aria-hidden className={cn("size-3", isMoving && "animate-spin [animation-duration:2.5s]")} />
      {label}
    </Badge>
  );
}
