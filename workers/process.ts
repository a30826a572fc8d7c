import { closePlatform, logFor } from "#platform";

export type ProcessLife = {
  /** For the log. */
  readonly name: string;
  /** Resolves when it is at work. A failure ends the process, and the supervisor starts it anew. */
  start(): Promise<void>;
  /** Takes nothing new, and resolves when what is under way has come to a safe end. */
  drain(): Promise<void>;
  /** How long draining may take before the process ends all the same. */
  readonly graceMs?: number;
};

/** Below what the supervisor waits before it kills. */
const GRACE_MS = 6_500;

/**
 * The shell of a process of the agency: it ends on SIGTERM, on SIGINT, and when its supervisor dies (the channel between them closes, also
 * after `kill -9`), each time after draining. A failure that nobody caught ends it at once: its state is unknown.
 */
export function runProcess({ name, start, drain, graceMs = GRACE_MS }: ProcessLife): void {
  const log = logFor({ process: name });
  let ending = false;

  const end = async (why: string) => {
    if (ending) return;
    ending = true;
    log.info({ why }, "draining");
    const deadline = setTimeout(() => {
      log.warn("not drained in time; leaving the rest to the next process");
      process.exit(1);
    }, graceMs);
    try {
      await drain();
      await closePlatform();
      clearTimeout(deadline);
      process.exit(0);
    } catch (error) {
      log.error({ err: error }, "draining failed");
      process.exit(1);
    }
  };

  const crash = (error: unknown) => {
    log.fatal({ err: error }, "an error that nobody caught");
    process.exit(1);
  };

  process.on("uncaughtException", crash);
  process.on("unhandledRejection", crash);
  process.on("SIGTERM", () => void end("SIGTERM"));
  process.on("SIGINT", () => void end("SIGINT"));
  process.on("disconnect", () => void end("the supervisor is gone"));
  // It may have died while this process was being loaded, when nobody listened yet.
  if (process.connected === false) void end("the supervisor is gone");
  else start().catch(crash);
}
