import { expect, it } from "vitest";
import { MAX_AGE_DAYS, MAX_TRIES, waitAfter } from "./rules";
import { signEvent } from "./signature";

it("waits longer after each failure, and makes every try before a letter is too old", () => {
  const waits = Array.from({ length: MAX_TRIES - 1 }, (_, index) => waitAfter(index + 1));
  expect(waits).toEqual([...waits].sort((a, b) => a - b));
  expect(new Set(waits).size).toBe(MAX_TRIES - 1);
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThan(MAX_AGE_DAYS * 24 * 60 * 60);
});

it("signs as the example of Standard Webhooks does", () => {
  const event = {
    id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
    at: new Date(1_614_265_330_000),
    body: '{"test": 2432232314}',
  };
  expect(signEvent("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", event)).toEqual({
    "webhook-id": event.id,
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  });
});
