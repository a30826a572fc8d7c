import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { conversationOf } from "./conversation";
import type { Chapter, JournalStep } from "./ports";

const step = (no: number): JournalStep => ({
  no,
  parts: [{ type: "text", text: `step ${no}` }],
  finish: "toolCalls",
  calls: [
    {
      position: 0,
      callId: `call-${no}`,
      name: "list_files",
      args: {},
      state: "answered",
      isAllowed: false,
      answer: { content: "none", isError: false },
    },
  ],
});

const chapter = (opening: string | null, steps: number, messages: Chapter["messages"] = []): Chapter => ({
  opening,
  steps: Array.from({ length: steps }, (_, index) => step(index + 1)),
  messages,
});

const saidIn = (past: readonly Chapter[], own: Chapter): string[] =>
  conversationOf({ past, own }).map((turn) => {
    if (turn.role === "user") return turn.text;
    return turn.role === "tool" ? "answers" : turn.parts.map((part) => ("text" in part ? part.text : "")).join("");
  });

describe("a conversation", () => {
  it("begins with the brief, and has a message before the step that was first asked with it", () => {
    const own = chapter("the brief", 2, [
      { text: "at once", step: 1 },
      { text: "then", step: 2 },
      { text: "now", step: 3 },
    ]);
    expect(saidIn([], own)).toEqual(["the brief", "at once", "step 1", "answers", "then", "step 2", "answers", "now"]);
  });

  it("goes on where the run before left it, with a wish or without one", () => {
    const past = chapter("the brief", 1);
    expect(saidIn([past], chapter("shorter", 1))).toEqual([
      "the brief",
      "step 1",
      "answers",
      "shorter",
      "step 1",
      "answers",
    ]);
    expect(saidIn([past], chapter(null, 0))).toEqual(["the brief", "step 1", "answers"]);
  });

  it("only ever grows: what was sent once is the beginning of all that is sent later", () => {
    const written = fc.array(fc.record({ text: fc.string(), step: fc.integer({ min: 1, max: 6 }) }), { maxLength: 5 });
    fc.assert(
      fc.property(written, fc.integer({ min: 0, max: 5 }), (all, steps) => {
        const messages = [...all].sort((a, b) => a.step - b.step);
        // Nothing is read before the step that reads it.
        const at = (done: number) => messages.filter((message) => message.step <= done + 1);
        const before = conversationOf({ past: [], own: chapter("brief", steps, at(steps)) });
        const after = conversationOf({ past: [], own: chapter("brief", steps + 1, at(steps + 1)) });
        expect(after.slice(0, before.length)).toEqual(before);
      }),
    );
  });
});
