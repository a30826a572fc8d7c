import { spawn } from "node:child_process";
import { once } from "node:events";
import { PROJECT_ROOT } from "#server/platform/project";
import type { Contest, Heat, Result } from "./contest";

export type Contender = { race(heat: Heat): Promise<Result> };

/** Runs `fn` with the other loops at hand, in one process of their own, as the agency's is in its worker. */
export async function withContender<T>(contest: Contest, fn: (contender: Contender) => Promise<T>): Promise<T> {
  const child = spawn(process.execPath, ["--import", "tsx", "bench/cases/runtime/main.ts"], {
    cwd: PROJECT_ROOT,
    env: {
      ...process.env,
      NODE_ENV: "production",
      ANTHROPIC_BASE_URL: contest.modelUrl,
      CONTEST: JSON.stringify(contest),
    },
    // It ends with its channel to us.
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const ended = once(child, "exit");
  const answer = async <Answer>(): Promise<Answer> => {
    const [said] = await Promise.race([once(child, "message"), ended]);
    if (typeof said !== "object") throw new Error("the other loops have stopped");
    return said as Answer;
  };
  try {
    await answer();
    return await fn({
      race(heat) {
        child.send(heat);
        return answer<Result>();
      },
    });
  } finally {
    if (child.connected) child.disconnect();
    await ended;
  }
}
