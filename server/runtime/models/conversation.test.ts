import { describe, expect, test } from "vitest";
import type { ScriptedReply } from "../../../e2e/fixtures/model-server/index";
import type { ModelReply, Turn } from "./index";
import { requestFor, WIRES, withModels } from "./testing.fixture";

const answersTo = (reply: ModelReply, content: string, isError = false): Turn => ({
  role: "tool",
  answers: reply.parts.flatMap((part) =>
    part.type === "toolCall" ? [{ callId: part.callId, name: part.name, content, isError }] : [],
  ),
});
const said = (reply: ModelReply): Turn => ({ role: "assistant", parts: reply.parts });
const plainParts = (reply: ModelReply) =>
  reply.parts.map((part) =>
    part.type === "toolCall"
      ? { type: part.type, name: part.name, args: part.args }
      : { type: part.type, text: part.text },
  );

describe.each(WIRES)("$provider on $api", (wire) => {
  test("streams text, one HTTP call a call", async () => {
    await withModels([{ text: "The average fare is 32.20 – über alles 🚢.", chunks: 7 }], async ({ server, call }) => {
      const deltas: string[] = [];
      const reply = await call(requestFor(wire, { onText: (delta) => deltas.push(delta) }));
      expect(plainParts(reply)).toEqual([{ type: "text", text: "The average fare is 32.20 – über alles 🚢." }]);
      expect(deltas.join("")).toBe("The average fare is 32.20 – über alles 🚢.");
      expect(deltas.length).toBeGreaterThan(1);
      expect(reply.finish).toBe("stop");
      expect(server.callCount()).toBe(1);
    });
  });

  test("sends the maximum output, and nothing about tiers, temperature or tool choice by itself", async () => {
    await withModels([{ text: "Hello." }], async ({ server, call }) => {
      await call(requestFor(wire));
      const sent = JSON.stringify(server.requests[0]?.body);
      expect(sent).toContain("2048");
      expect(sent).not.toMatch(/tier|temperature|top_p|topP/i);
    });
  });

  test("carries tool calls, results and errors through three turns", async () => {
    const replies: ScriptedReply[] = [
      { text: "I look.", toolCalls: [{ name: "query_sql", args: { sql: "SELECT 1" } }] },
      {
        toolCalls: [
          { name: "query_sql", args: { sql: 'SELECT "a"' } },
          { name: "query_sql", args: { sql: "SELECT 'ü'" } },
        ],
      },
      { text: "Done." },
    ];
    await withModels(replies, async ({ server, call }) => {
      const turns: Turn[] = [...requestFor(wire).turns];
      const first = await call(requestFor(wire, { turns }));
      expect(first.finish).toBe("toolCalls");
      expect(plainParts(first)).toEqual([
        { type: "text", text: "I look." },
        { type: "toolCall", name: "query_sql", args: { sql: "SELECT 1" } },
      ]);
      turns.push(said(first), answersTo(first, "There is no table.", true));

      const second = await call(requestFor(wire, { turns }));
      expect(plainParts(second)).toEqual([
        { type: "toolCall", name: "query_sql", args: { sql: 'SELECT "a"' } },
        { type: "toolCall", name: "query_sql", args: { sql: "SELECT 'ü'" } },
      ]);
      turns.push(said(second), answersTo(second, "| 1 |"));

      const third = await call(requestFor(wire, { turns }));
      expect(third.finish).toBe("stop");
      expect(server.requests.map(({ status }) => status)).toEqual([200, 200, 200]);

      // The models were told that the first call failed: by a flag, or in words.
      const sent = JSON.stringify(server.requests[2]?.body);
      expect(sent).toMatch(/"is_error":true|Error: There is no table\./);
      expect(sent).toContain("Average fare by class?");
      expect(sent).toContain("You are a data analyst.");
    });
  });

  test("survives a store: turns written as JSON and read back are sent alike", async () => {
    const replies = [{ reasoning: "Let me see.", toolCalls: [{ name: "query_sql", args: {} }] }, { text: "Done." }];
    await withModels(replies, async ({ server, call }) => {
      const first = await call(requestFor(wire));
      const turns: Turn[] = [...requestFor(wire).turns, said(first), answersTo(first, "| 1 |")];
      await call(requestFor(wire, { turns: JSON.parse(JSON.stringify(turns)) }));
      await call(requestFor(wire, { turns }));
      expect(server.requests[1]?.body).toEqual(server.requests[2]?.body);
      expect(server.requests[2]?.status).toBe(200);
    });
  });

  test("sends all that the client says in a row, word for word", async () => {
    const words = ["Count the fares.", "Only those of the first class.", "Thank you."];
    await withModels([{ text: "Done." }], async ({ server, call }) => {
      await call(requestFor(wire, { turns: words.map((text) => ({ role: "user", text })) }));
      const { body, status } = server.requests[0] ?? {};
      expect(status).toBe(200);
      for (const text of words) expect(JSON.stringify(body)).toContain(text);
    });
  });

  test("says how the model ended: cut short, or refusing", async () => {
    const replies: ScriptedReply[] = [
      { text: "And then", finish: "length" },
      { text: "I cannot help with that.", finish: "refusal" },
    ];
    await withModels(replies, async ({ call }) => {
      expect((await call(requestFor(wire))).finish).toBe("length");
      expect((await call(requestFor(wire))).finish).toBe("refusal");
    });
  });
});

test("an open model, whose template may want the roles to alternate, gets what is said in a row as one turn", async () => {
  const [local] = WIRES.filter(({ provider }) => provider === "local");
  if (!local) throw new Error("no wire");
  await withModels([{ text: "Done." }], async ({ server, call }) => {
    await call(requestFor(local, { turns: ["One.", "Two."].map((text) => ({ role: "user", text })) }));
    expect(server.requests[0]?.body).toMatchObject({
      messages: [{ role: "system" }, { role: "user", content: "One.\n\nTwo." }],
    });
  });
});

// Google sends arguments as an object: there is no text that could be invalid.
describe.each(WIRES.filter(({ api }) => api !== "google"))("$provider on $api", (wire) => {
  test.each(['{"sql": "SELECT', '["SELECT 1"]', '"SELECT 1"'])(
    "returns arguments that are no object as text: %s",
    async (args) => {
      await withModels([{ toolCalls: [{ name: "query_sql", args }] }, { text: "Sorry." }], async ({ server, call }) => {
        const first = await call(requestFor(wire));
        expect(plainParts(first)).toEqual([{ type: "toolCall", name: "query_sql", args }]);
        const turns: Turn[] = [...requestFor(wire).turns, said(first), answersTo(first, "Not a JSON object.", true)];
        await call(requestFor(wire, { turns }));
        expect(server.requests[1]?.status).toBe(200);
      });
    },
  );
});
