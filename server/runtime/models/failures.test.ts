import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import type { ScriptedReply } from "../../../e2e/fixtures/model-server/index";
import { createModelProviders, DEADLINES } from "./index";
import { failureOf, requestFor, WIRES, withModels } from "./testing.fixture";

const [anthropic, responses, chat, google, local] = WIRES;

const failWith = (fail: ScriptedReply["fail"]): ScriptedReply[] => [{ text: "The average fare is 32.20.", fail }];

describe.each(WIRES)("$provider on $api", (wire) => {
  test.each([
    [401, "unauthorized", false],
    [403, "unauthorized", false],
    [400, "invalid_request", false],
    [404, "unauthorized", false],
    [413, "overflow", false],
    [422, "invalid_request", false],
    [429, "rate_limited", true],
    [500, "unavailable", true],
    [502, "unavailable", true],
    [503, "unavailable", true],
    [529, "unavailable", true],
  ] as const)("%i is %s", async (status, kind, retryable) => {
    await withModels(failWith({ status }), async ({ server, call }) => {
      const failure = await failureOf(call(requestFor(wire)));
      expect(failure.kind).toBe(kind);
      expect(failure.facts.retryable).toBe(retryable);
      expect(failure.message).toContain(String(status));
      expect(server.callCount()).toBe(1);
    });
  });

  test("takes what is no JSON in an error for what it is", async () => {
    await withModels(failWith({ status: 502, body: "<html>Bad Gateway</html>" }), async ({ call }) => {
      expect((await failureOf(call(requestFor(wire)))).kind).toBe("unavailable");
    });
  });

  test.each([
    [{ cutAfterChunks: 0 }, "disconnected"],
    [{ cutAfterChunks: 1 }, "disconnected"],
    [{ cutAfterChunks: 3 }, "disconnected"],
    [{ endAfterChunks: 0 }, "disconnected"],
    [{ endAfterChunks: 2 }, "disconnected"],
    [{ invalidJson: true, afterChunks: 0 }, "malformed"],
    [{ invalidJson: true, afterChunks: 2 }, "malformed"],
  ] as const)("%j is %s, and worth another attempt", async (fail, kind) => {
    await withModels(failWith(fail), async ({ server, call }) => {
      const failure = await failureOf(call(requestFor(wire)));
      expect(failure.kind).toBe(kind);
      expect(failure.facts.retryable).toBe(true);
      expect(server.callCount()).toBe(1);
    });
  });

  test.each([
    [{ hang: true }, { firstByte: 60 }, "0.06 s"],
    [{ hang: true, afterChunks: 3 }, { silence: 60 }, "stopped sending"],
    [{ hang: true, afterChunks: 2 }, { total: 120 }, "did not finish"],
  ] as const)("%j runs into a deadline", async (fail, deadline, words) => {
    await withModels(
      [{ text: "The average fare is 32.20.", chunkDelayMs: 5, fail }],
      async ({ call }) => {
        const failure = await failureOf(call(requestFor(wire)));
        expect(failure.kind).toBe("timeout");
        expect(failure.facts.retryable).toBe(true);
        expect(failure.message).toContain(words);
      },
      { ...DEADLINES, ...deadline },
    );
  });

  test("an abort ends the call and its connection, in mid-stream and before it began", async () => {
    await withModels(failWith({ hang: true, afterChunks: 6 }), async ({ server, call }) => {
      const controller = new AbortController();
      const onText = () => controller.abort();
      const failure = await failureOf(call(requestFor(wire, { signal: controller.signal, onText })));
      expect(failure.kind).toBe("aborted");
      expect(failure.facts.retryable).toBe(false);
      await expect.poll(() => server.openCalls()).toBe(0);

      const before = server.callCount();
      expect((await failureOf(call(requestFor(wire, { signal: AbortSignal.abort() })))).kind).toBe("aborted");
      expect(server.callCount()).toBe(before);
    });
  });
});

describe("an error inside a stream that began with 200", () => {
  test.each([
    [anthropic, "overloaded_error", "unavailable", true],
    [anthropic, "rate_limit_error", "rate_limited", true],
    [anthropic, "authentication_error", "unauthorized", false],
    [anthropic, "invalid_request_error", "invalid_request", false],
    [responses, "server_error", "unavailable", true],
    [responses, "rate_limit_exceeded", "rate_limited", true],
    [responses, "context_length_exceeded", "overflow", false],
    [responses, "insufficient_quota", "rate_limited", false],
    [chat, "server_error", "unavailable", true],
    [local, "server_error", "unavailable", true],
    [google, "UNAVAILABLE", "unavailable", true],
  ] as const)("$0.api: %s", async (wire, sseError, kind, retryable) => {
    for (const afterChunks of [0, 1, 3]) {
      await withModels(failWith({ sseError, afterChunks }), async ({ call }) => {
        const failure = await failureOf(call(requestFor(wire)));
        expect([failure.kind, failure.facts.retryable]).toEqual([kind, retryable]);
      });
    }
  });
});

describe("how long to wait is passed on", () => {
  test.each([
    [{ "retry-after": "7" }, 7_000],
    [{ "retry-after-ms": "1250", "retry-after": "2" }, 1_250],
  ])("%j", async (headers, expected) => {
    await withModels(failWith({ status: 429, headers }), async ({ call }) => {
      for (const wire of WIRES) {
        expect((await failureOf(call(requestFor(wire)))).facts.retryAfterMs).toBe(expected);
      }
    });
  });

  test("Google says it in the body", async () => {
    const details = [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "34.5s" }];
    const body = { error: { code: 429, message: "Slow down.", status: "RESOURCE_EXHAUSTED", details } };
    await withModels(failWith({ status: 429, body }), async ({ call }) => {
      expect((await failureOf(call(requestFor(google)))).facts.retryAfterMs).toBe(34_500);
    });
  });
});

describe("the words", () => {
  test("never hold a key, even where the provider repeats it", async () => {
    const key = "sk-test-0123456789abcdef";
    for (const status of [400, 401, 403, 429, 500]) {
      const body = { type: "error", error: { type: "x", message: `Wrong key ${key} (sk-abcd****wxyz)`, code: "x" } };
      await withModels(failWith({ status, body }), async ({ call }) => {
        for (const wire of WIRES) {
          const failure = await failureOf(call(requestFor(wire)));
          expect(failure.message).not.toMatch(/0123456789|abcd\*/);
          expect(String(failure.cause)).not.toContain(key);
        }
      });
    }
  });

  test("advise on the key", async () => {
    await withModels(failWith({ status: 401 }), async ({ call }) => {
      expect((await failureOf(call(requestFor(anthropic)))).message).toBe(
        "Anthropic refused the API key (401). Check ANTHROPIC_API_KEY, and that it may use claude-sonnet-4-5.",
      );
    });
  });

  test.each([
    [
      anthropic,
      "invalid_request_error",
      "Your credit balance is too low to access the Anthropic API.",
      "wants to be paid",
    ],
    [google, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", "refused the API key"],
    [local, "invalid_argument", "Incorrect API key provided: xa***yz.", "refused the API key"],
  ] as const)("tell what is the agency's matter from what is the task's, also with a 400: $2", async (...told) => {
    const [wire, type, message, words] = told;
    const body = { error: { type, code: 400, status: type, message } };
    await withModels(failWith({ status: 400, body }), async ({ call }) => {
      const failure = await failureOf(call(requestFor(wire)));
      expect([failure.kind, failure.facts.retryable]).toEqual(["unauthorized", false]);
      expect(failure.message).toContain(words);
    });
  });

  test.each([
    [anthropic, "prompt is too long: 210000 tokens > 200000 maximum"],
    [anthropic, "input length and `max_tokens` exceed context limit: 198000 + 8192 > 200000"],
    [responses, "Your input exceeds the context window of this model. Please adjust your input and try again."],
    [chat, "This model's maximum context length is 128000 tokens. However, your messages resulted in 130000 tokens."],
    [google, "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)."],
    [local, "the request exceeds the available context size, try increasing it"],
    [local, "This model's maximum prompt length is 131072 but the request contains 140000 tokens."],
  ] as const)("say that the conversation no longer fits: $1", async (wire, message) => {
    const body = { error: { type: "invalid_request_error", code: 400, status: "INVALID_ARGUMENT", message } };
    await withModels(failWith({ status: 400, body }), async ({ call }) => {
      const failure = await failureOf(call(requestFor(wire)));
      expect([failure.kind, failure.facts.retryable]).toEqual(["overflow", false]);
      expect(failure.message).toContain(`The conversation no longer fits ${wire.modelId}, which takes`);
    });
  });
});

test("a quota that is used up is not tried again", async () => {
  const body = {
    error: { message: "You exceeded your current quota", type: "insufficient_quota", code: "insufficient_quota" },
  };
  await withModels(failWith({ status: 429, body }), async ({ call }) => {
    const failure = await failureOf(call(requestFor(responses)));
    expect([failure.kind, failure.facts.retryable]).toEqual(["rate_limited", false]);
  });
});

test("a limit that Google says to wait for is waited for, though its words are those of a used-up quota", async () => {
  const message = "You exceeded your current quota, please check your plan and billing details. Please retry in 3.5s.";
  const retryInfo = { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "3.5s" };
  const body = { error: { code: 429, message, status: "RESOURCE_EXHAUSTED", details: [retryInfo] } };
  await withModels(failWith({ status: 429, body }), async ({ call }) => {
    const failure = await failureOf(call(requestFor(google)));
    expect([failure.kind, failure.facts.retryable]).toEqual(["rate_limited", true]);
    expect(failure.facts.retryAfterMs).toBe(3_500);
  });
});

/** A server of any other kind, for the time of one test. */
async function withServer(
  answer: Parameters<typeof createServer>[1],
  use: (url: string) => Promise<void>,
): Promise<void> {
  const server = createServer(answer ?? (() => {}));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const callAt = (baseUrl: string, apiKey?: string) => {
  const provider = createModelProviders({ local: { baseUrl, apiKey } }).find(requestFor(local).model);
  if (!provider) throw new Error("The local provider is on duty.");
  return provider.call(requestFor(local));
};

test("a key of any shape stays out of the words", async () => {
  const echo: Parameters<typeof createServer>[1] = (request, response) => {
    response.writeHead(400).end(JSON.stringify({ error: { message: `Strange: ${request.headers.authorization}` } }));
  };
  await withServer(echo, async (url) => {
    const { message } = await failureOf(callAt(url, "correct horse"));
    expect(message).toContain("Strange:");
    expect(message).not.toContain("horse");
  });
});

test("nobody there: unavailable, with advice", async () => {
  let gone = "";
  await withServer(undefined, async (url) => {
    gone = url;
  });
  const failure = await failureOf(callAt(gone));
  expect(failure.kind).toBe("unavailable");
  expect(failure.message).toBe("The local model server could not be reached. Check its address and the network.");
});

test("a web page at the address: malformed, with advice", async () => {
  const page: Parameters<typeof createServer>[1] = (_request, response) => {
    response.setHeader("content-type", "text/html").end("<html>Hello</html>");
  };
  await withServer(page, async (url) => {
    const failure = await failureOf(callAt(url));
    expect(failure.kind).toBe("malformed");
    expect(failure.message).toContain("text/html");
  });
});

test("a redirect is not followed: it would carry the key elsewhere", async () => {
  let hits = 0;
  const redirect: Parameters<typeof createServer>[1] = (_request, response) => {
    hits += 1;
    response.writeHead(307, { location: "/elsewhere" }).end();
  };
  await withServer(redirect, async (url) => {
    await failureOf(callAt(url));
    expect(hits).toBe(1);
  });
});

test("Google's long answers: the SDK's second request is refused, and the answer counts as cut at its length", async () => {
  let hits = 0;
  const longAnswer: Parameters<typeof createServer>[1] = (_request, response) => {
    hits += 1;
    const candidate = {
      content: { parts: [{ text: "Part one." }] },
      finishReason: "CONTINUATION",
      continuationToken: "t",
    };
    const event = { candidates: [candidate], usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 3 } };
    response.setHeader("content-type", "text/event-stream").end(`data: ${JSON.stringify(event)}\n\n`);
  };
  await withServer(longAnswer, async (url) => {
    const request = requestFor(google);
    const reply = await createModelProviders({ google: { apiKey: "k", baseUrl: url } })
      .find(request.model)
      ?.call(request);
    expect(hits).toBe(1);
    expect(reply).toMatchObject({
      finish: "length",
      parts: [{ text: "Part one." }],
      usage: { raw: { promptTokenCount: 5 } },
    });
  });
});
