import { describe, expect, test } from "vitest";
import type { RecordedRequest } from "../../../e2e/fixtures/model-server/index";
import type { AssistantPart, ModelReply, Turn } from "./index";
import { requestFor, WIRES, type WireUnderTest, withModels } from "./testing.fixture";

const [anthropic, responses, chat, google, local] = WIRES;

/** Two calls: the model thinks and calls a tool, then gets its turn back. Returns what the second request sent and got. */
async function sentBack(wire: WireUnderTest, change: (part: AssistantPart) => AssistantPart = (part) => part) {
  let second: RecordedRequest | undefined;
  let reply: ModelReply | undefined;
  const replies = [
    {
      reasoning: "The fares differ by class.",
      text: "I look.",
      toolCalls: [{ name: "query_sql", args: { sql: "SELECT 1" } }],
    },
    { text: "Done." },
  ];
  await withModels(replies, async ({ server, call }) => {
    reply = await call(requestFor(wire));
    const answers = reply.parts.flatMap((part) =>
      part.type === "toolCall" ? [{ callId: part.callId, name: part.name, content: "| 1 |", isError: false }] : [],
    );
    const parts = reply.parts.map(change);
    const turns: Turn[] = [...requestFor(wire).turns, { role: "assistant", parts }, { role: "tool", answers }];
    // Whether it was accepted is the test's question.
    await call(requestFor(wire, { turns })).catch(() => {});
    second = server.requests[1];
  });
  return { text: JSON.stringify(second?.body), status: second?.status, reply };
}

describe("what a model thought goes back to it with its signature", () => {
  // The scripted servers verify the signatures as the providers do: a 200 says that they came back whole.
  test.each([anthropic, responses, google])("$api", async (wire) => {
    const { text, status, reply } = await sentBack(wire);
    expect(reply?.parts.map(({ type }) => type)).toEqual(["reasoning", "text", "toolCall"]);
    expect(reply?.parts[0]).toMatchObject({ type: "reasoning", text: "The fares differ by class." });
    expect(status).toBe(200);
    expect(text).toMatch(/"(signature|encrypted_content|thoughtSignature)":"[\w+/=]{40,}"/);
    expect(text).toContain("The fares differ by class.");
  });

  test("a changed signature is noticed, so the check above can fail", async () => {
    const { status } = await sentBack(anthropic, (part) =>
      part.type === "reasoning" ? { ...part, opaque: { anthropic: { signature: "forged" } } } : part,
    );
    expect(status).toBe(400);
  });

  test("on the compatible wire as reasoning_content", async () => {
    const { text, status } = await sentBack(local);
    expect(status).toBe(200);
    expect(text).toContain('"reasoning_content":"The fares differ by class."');
  });

  test("reasoning of another provider is left out rather than refused", async () => {
    for (const wire of [anthropic, responses]) {
      const { text, status } = await sentBack(wire, (part) => ({ ...part, opaque: { elsewhere: { signature: "x" } } }));
      expect(status).toBe(200);
      expect(text).not.toContain("The fares differ by class.");
    }
  });
});

test("Anthropic is told where the stable prefix ends", async () => {
  const mark = { type: "ephemeral" };
  await withModels([{ text: "Hello." }], async ({ server, call }) => {
    await call(requestFor(anthropic));
    expect(server.requests[0]?.body).toMatchObject({
      system: [{ cache_control: mark }],
      messages: [{ content: [{ cache_control: mark }] }],
    });
  });
});

test("Anthropic finds what the step before has cached, however many answers came since", async () => {
  const { turns, ...request } = requestFor(anthropic);
  const step = (no: number): Turn[] => [
    { role: "assistant", parts: [{ type: "toolCall", callId: `call-${no}`, name: "look", args: {} }] },
    { role: "tool", answers: [{ callId: `call-${no}`, name: "look", content: `answer ${no}`, isError: false }] },
  ];
  const marked = ({ body: { messages } }: RecordedRequest): number[] =>
    (Array.isArray(messages) ? messages : []).flatMap((message, index) =>
      JSON.stringify(message).includes("cache_control") ? [index] : [],
    );
  await withModels([{ text: "Hello." }, { text: "Hello." }], async ({ server, call }) => {
    await call({ ...request, turns: [...turns, ...step(1), ...step(2)] });
    await call({ ...request, turns: [...turns, ...step(1), ...step(2), ...step(3)] });
    // Every second message has answers; the brief is message 0.
    expect(server.requests.map(marked)).toEqual([
      [2, 4],
      [4, 6],
    ]);
  });
});

test.each([responses, chat])("OpenAI is told by a key which calls begin alike ($api)", async (wire) => {
  await withModels([{ text: "Hello." }, { text: "Hello." }], async ({ server, call }) => {
    await call({ ...requestFor(wire), cacheKey: "run-1" });
    await call(requestFor(wire));
    const [keyed, plain] = server.requests.map(({ body }) => body);
    expect(keyed).toMatchObject({ prompt_cache_key: "run-1" });
    expect(plain).not.toHaveProperty("prompt_cache_key");
  });
});

test("Anthropic is not asked to stream arguments before they are valid JSON", async () => {
  await withModels([{ text: "Hello." }], async ({ server, call }) => {
    await call(requestFor(anthropic));
    expect(JSON.stringify(server.requests[0]?.body)).not.toContain("eager");
  });
});

test("OpenAI keeps nothing of the conversation, and optional arguments stay optional", async () => {
  await withModels([{ text: "Hello." }], async ({ server, call }) => {
    await call(requestFor(responses));
    expect(server.requests[0]?.body).toMatchObject({
      store: false,
      include: ["reasoning.encrypted_content"],
      tools: [{ strict: false }],
    });
  });
});
