import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { instantScript, type JsonObject, startModelServer } from "../../../e2e/fixtures/model-server/index";
import { detectLocalModels } from "./detect-local";

test("lists what a server offers, with the context window under each server's own name", async () => {
  const models: JsonObject[] = [
    { id: "qwen3", object: "model", max_model_len: 32_768 },
    { id: "gemma", object: "model", meta: { n_ctx_train: 8_192 } },
    { id: "phi", object: "model", context_length: "many" },
    { object: "model" },
  ];
  const server = await startModelServer({ script: instantScript(1), models });
  const expected = [
    { id: "qwen3", contextWindow: 32_768 },
    { id: "gemma", contextWindow: 8_192 },
    { id: "phi", contextWindow: null },
  ];
  for (const url of [server.url, `${server.url}/`, `${server.url}/v1`]) {
    expect(await detectLocalModels(url)).toEqual({ models: expected, reason: null });
  }
  await server.close();
  expect(await detectLocalModels(server.url)).toEqual({
    models: [],
    reason: "The local model server at LOCAL_MODEL_URL does not answer.",
  });
});

test.each([
  ["an error", 503, "{}", "answered 503"],
  ["a web page", 200, "<html>", "not an OpenAI-compatible server"],
  ["no models", 200, '{"data":[]}', "offers no model"],
  ["another shape", 200, "[1]", "offers no model"],
  ["far too much", 200, "x".repeat(1_200_000), "too long"],
])("%s is a reason, not an exception", async (_what, status, body, words) => {
  const server = createServer((_request, response) => response.writeHead(status).end(body));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const found = await detectLocalModels(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  expect(found.models).toEqual([]);
  expect(found.reason).toContain(words);
  server.closeAllConnections();
  server.close();
});

test("a server that never answers costs its timeout and no more", async () => {
  const server = createServer(() => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect((await detectLocalModels(url, { timeoutMs: 50 })).reason).toContain("does not answer");
  server.closeAllConnections();
  server.close();
});

test.each(["", "not a url", "ftp://127.0.0.1"])("%j is no address", async (url) => {
  expect((await detectLocalModels(url)).models).toEqual([]);
});
