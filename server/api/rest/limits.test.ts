import { describe, expect, it } from "vitest";
import { mintScope } from "#kernel";
import { countRequest } from "./limits";

const VISITOR_LIMIT = 6_000;

describe("the request limit", () => {
  it("stops one visitor who does not stop, and nobody else", async () => {
    for (let i = 0; i < VISITOR_LIMIT; i++) await countRequest(null, "192.0.2.1");
    await expect(countRequest(null, "192.0.2.1")).rejects.toMatchObject({
      code: "rate_limited",
      details: { retryAfterSeconds: expect.any(Number) },
    });
    await countRequest(null, "192.0.2.2");
    const scope = mintScope("o", "member", { userId: null, apiKeyId: "k", label: "key" });
    await countRequest(scope, "192.0.2.1");
  });
});
