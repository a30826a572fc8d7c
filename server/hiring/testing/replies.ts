import type { Script, ScriptedReply } from "../../../e2e/fixtures/model-server";

type ToolCall = NonNullable<ScriptedReply["toolCalls"]>[number];

export const deliver = (summary = "Done.", files: string[] = []): ScriptedReply => ({
  toolCalls: [{ name: "deliver", args: { summary, files } }],
});

export const writeFile = (path: string, content: string): ToolCall => ({ name: "write_file", args: { path, content } });

/** A model that stops in the middle of what it says, and does not go on. */
export const HANG: ScriptedReply = { text: "Still counting", fail: { hang: true, afterChunks: 1 } };

/** One reply for each assistant turn; the last one again and again. */
export const turns =
  (...replies: readonly ScriptedReply[]): Script =>
  ({ turn }) =>
    replies[Math.min(turn, replies.length - 1)] ?? {};

/** Something to wait for until it is opened. */
export function gate() {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}
