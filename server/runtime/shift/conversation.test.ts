import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstSteps, momentsOf, turnsOf } from "./conversation";
import type { Chapter, Compaction, JournalStep, Story } from "./ports";

const WINDOW = 200_000;

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

const chapter = (
  opening: string | null,
  steps: number,
  messages: Chapter["messages"] = [],
  compactions: readonly Compaction[] = [],
): Chapter => ({ opening, steps: Array.from({ length: steps }, (_, index) => step(index + 1)), messages, compactions });

const conversationOf = (story: Story) => turnsOf(momentsOf(story), WINDOW);

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

  it("has a summary where it was compacted, with the client's words and the steps that stay around it", () => {
    const messages = [
      { text: "at once", step: 2 },
      { text: "now", step: 4 },
    ];
    const own = chapter("the brief", 4, messages, [{ step: 4, covered: 2, summary: "I looked." }]);
    const [brief, message, summary, ...rest] = saidIn([], own);
    expect([brief, message]).toEqual(["the brief", "at once"]);
    expect(summary).toMatch(/\n\nI looked\.$/);
    expect(rest).toEqual(["step 3", "answers", "now", "step 4", "answers"]);
  });

  it("goes by the newest compaction, also of a run before, and only by those that its steps were asked with", () => {
    const first = { step: 3, covered: 1, summary: "once" };
    const second = { step: 1, covered: 3, summary: "twice" };
    const past = chapter("the brief", 3, [], [first]);
    expect(saidIn([past], chapter("more", 1)).slice(1, 4)).toEqual([
      expect.stringMatching(/once$/),
      "step 2",
      "answers",
    ]);
    const said = saidIn([past], chapter("more", 1, [], [second]));
    expect(said).toEqual(["the brief", expect.stringMatching(/twice$/), "more", "step 1", "answers"]);
  });

  it("keeps word for word why work was not accepted before", () => {
    const rejected = { ...step(1), rejection: ["The sum is missing."] };
    const own = { ...chapter("brief", 2, [], [{ step: 3, covered: 1, summary: "I tried." }]) };
    const story = { past: [], own: { ...own, steps: [rejected, step(2)] } };
    expect(JSON.stringify(conversationOf(story)[1])).toContain("- The sum is missing.");
  });

  it("leaves a small model room to think: the answers of one step are cut where they would fill it", () => {
    const [call] = step(1).calls;
    if (!call) throw new Error("no call");
    const calls = ["x".repeat(900), "short", "y".repeat(900)].map((content, position) => ({
      ...{ ...call, position },
      answer: { content, isError: false },
    }));
    const own = { ...chapter("brief", 0), steps: [{ ...step(1), calls }] };
    const shown = (window: number) => {
      const turn = turnsOf(momentsOf({ past: [], own }), window).at(-1);
      return turn?.role === "tool" ? turn.answers.map(({ content }) => content) : [];
    };
    expect(shown(WINDOW).map(({ length }) => length)).toEqual([900, 5, 900]);
    const [long, short] = shown(1_000);
    expect(long).toMatch(/^x{500}\n\[Cut: 900 characters/);
    expect(short).toBe("short");
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

  it("only ever grows between two compactions, and what is summarised is a beginning of what was sent", () => {
    const cases = fc.record({
      steps: fc.integer({ min: 2, max: 12 }),
      cuts: fc.array(fc.integer({ min: 1, max: 11 })),
    });
    fc.assert(
      fc.property(cases, ({ steps, cuts }) => {
        let compactions: Compaction[] = [];
        let before: unknown[] = [];
        for (let done = 0; done <= steps; done += 1) {
          const covered = compactions.at(-1)?.covered ?? 0;
          if (cuts.includes(done) && done - covered > 1) {
            const moments = momentsOf({ past: [], own: chapter("brief", done, [], compactions) });
            const beginning = turnsOf(firstSteps(moments, done - covered - 1), WINDOW);
            expect(before.slice(0, beginning.length)).toEqual(beginning);
            compactions = [...compactions, { step: done + 1, covered: done - 1, summary: `summary at ${done}` }];
            before = [];
          }
          const now = conversationOf({ past: [], own: chapter("brief", done, [], compactions) });
          expect(now.slice(0, before.length)).toEqual(before);
          before = now;
        }
      }),
    );
  });
});
