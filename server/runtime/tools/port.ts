import type { AcceptanceCheck } from "../acceptance/port";
import type { Json } from "../models/port";

/**
 * `pure` changes nothing, `idempotent` may be repeated, `side-effecting` is never retried from `started` without a person.
 */
export type ToolEffect = "pure" | "idempotent" | "side-effecting";

/** Whether a call may be made: at once, once a person has allowed this very call, or never. */
type ToolPermission = "allow" | "ask" | "deny";

/** A file in a run's workspace. `path` is relative, with forward slashes. */
export type WorkspaceFile = { readonly path: string; readonly bytes: number };

/** What a tool may touch: one run's directory on this machine, confined. */
export type Workspace = {
  /** Absolute path of the directory. */
  readonly root: string;
};

export type ToolContext = {
  readonly workspace: Workspace;
  readonly signal: AbortSignal;
  /** Names a run's call: the same however often it is made, and no other's; absent when no run makes it. */
  readonly callKey?: string;
  /** Tells that the call is getting on, where that takes longer than its `quietMs`; absent when nobody wants to know. */
  readonly onSign?: (() => void) | undefined;
};

/** Capped text for the model. `isError` means the model should read why and may correct itself. */
export type ToolOutput = { readonly content: string; readonly isError: boolean };

/** What is asked of someone outside the run. A call that waits for something else is another kind here. */
export type Request =
  | { readonly kind: "question"; readonly question: string; readonly options: readonly string[] }
  | {
      /** A task for one of a manager's crew. */
      readonly kind: "delegation";
      readonly agent: string;
      readonly task: string;
      /** The lane whose work is gone on from; null for a new one. */
      readonly revise: number | null;
      /** What has to hold before its work is handed back. */
      readonly checks: readonly AcceptanceCheck[];
    }
  /** The client's word on whether this very call may be made. */
  | { readonly kind: "permission"; readonly tool: string; readonly args: Json };

/** The call is answered from outside, later: the run waits for it. */
export type ToolWait = { readonly waitsFor: Request };

export type Tool = {
  /** One of the built-in tools' names, or `mcp__<connector>__<tool>`. */
  readonly name: string;
  readonly description: string;
  readonly effect: ToolEffect;
  /** Its calls touch nothing that other calls of it could see, so those of one step may run side by side. Pure tools need not say so. */
  readonly isIndependent?: boolean;
  /** It reaches outside the agency: its calls are not made again only to have the files of their answers again. */
  readonly isOutside?: boolean;
  /** Absent: `allow`. */
  readonly permission?: ToolPermission;
  /** How long a call of it may take without a sign that it gets on, milliseconds. Absent: as long as any other work of a run. */
  readonly quietMs?: number;
  /** JSON Schema of the arguments, derived from the zod schema. */
  readonly parameters: { [key: string]: Json };
  /** Validates `args` (wrong shape is an error output that names the field, never a throw) and runs. */
  run(args: Json, context: ToolContext): Promise<ToolOutput | ToolWait>;
};
