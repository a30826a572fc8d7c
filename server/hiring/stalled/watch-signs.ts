import { type Assignment, DEADLINES, type ModelProvider, type ShiftPorts, type Tool } from "#runtime";
import type { Pulse } from "./pulse";
import { QUIET_MS } from "./rules";

/**
 * A model may think for long before its first byte. The call ends itself at its deadlines; only one that cannot is left to
 * the watch, a little later.
 */
const MODEL_QUIET_MS = Math.max(DEADLINES.firstByte, DEADLINES.silence) + 30_000;

/** Copying all files of a workspace to storage, or from there. */
export const FILES_QUIET_MS = 10 * 60_000;

/**
 * What the loop works with, wrapped so that the pulse feels it: model calls and each piece of their answers, tools, and the
 * copying of files. All else that a shift does is quick, or stuck.
 */
export function watchSigns(
  pulse: Pulse,
  assignment: Assignment,
  ports: ShiftPorts,
): { readonly assignment: Assignment; readonly ports: ShiftPorts } {
  const { journal, verifier } = ports;
  return {
    assignment: {
      ...assignment,
      provider: watchProvider(pulse, assignment.provider),
      tools: assignment.tools.map((tool) => watchTool(pulse, tool)),
    },
    ports: {
      ...ports,
      onSign: pulse.sign,
      verifier:
        verifier === null || "unavailable" in verifier
          ? verifier
          : { ...verifier, provider: watchProvider(pulse, verifier.provider) },
      journal: {
        ...journal,
        wait: (...args) => pulse.during(FILES_QUIET_MS, () => journal.wait(...args)),
        deliver: (...args) => pulse.during(FILES_QUIET_MS, () => journal.deliver(...args)),
      },
    },
  };
}

const watchProvider = (pulse: Pulse, provider: ModelProvider): ModelProvider => ({
  call: (request) =>
    pulse.during(MODEL_QUIET_MS, (feel) => {
      const onSign = (): void => {
        feel();
        request.onSign?.();
      };
      return provider.call({ ...request, onSign });
    }),
});

const watchTool = (pulse: Pulse, tool: Tool): Tool => ({
  ...tool,
  run: (args, context) => pulse.during(tool.quietMs ?? QUIET_MS, (onSign) => tool.run(args, { ...context, onSign })),
});
