import { UserPlus } from "lucide-react";
import { Badge } from "@/_components/ui/badge";
import { Button } from "@/_components/ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/_components/ui/dropdown-menu";
import type { Agent } from "@/_trpc/types";
import { canManage } from "./draft";

type AddAgentProps = {
  label: string;
  /** Those who are not chosen yet. */
  agents: readonly Agent[];
  isWrong: boolean;
  onAdd: (slug: string) => void;
};

/** A menu, and no select: with the keys one may look at all of a menu before anybody is added. */
export function AddAgent({ label, agents, isWrong, onAdd }: AddAgentProps) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button
          className="w-fit"
          data-invalid={isWrong || undefined}
          aria-describedby={isWrong ? "agents-error" : undefined}
        >
          <UserPlus aria-hidden />
          {label}
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent
        align="start"
        className="max-h-(--radix-dropdown-menu-content-available-height) max-w-[min(28rem,calc(100vw-2rem))] overflow-y-auto"
      >
        {agents.map((agent) => (
          <DropdownMenuItem key={agent.slug} onSelect={() => onAdd(agent.slug)} textValue={agent.name}>
            <span className="min-w-0 flex-1">
              {agent.name}
              <span className="block text-[0.8125rem] text-muted">{agent.role}</span>
            </span>
            {canManage(agent) ? <Badge tone="outline">Can manage</Badge> : null}
          </DropdownMenuItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
