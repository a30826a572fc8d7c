import { describe, expect, it } from "vitest";
import { inOneTrip } from "./one-trip";

describe("statements that go in one trip", () => {
  it("are all sent, in order, before the first is answered", async () => {
    const sent: string[] = [];
    const gates: (() => void)[] = [];
    const send = (name: string) => async () => {
      sent.push(name);
      await new Promise<void>((resolve) => gates.push(resolve));
      return name;
    };
    const answers = inOneTrip(send("lock"), send("read"), send("write"));
    expect(sent).toEqual(["lock", "read", "write"]);
    for (const open of gates.toReversed()) open();
    expect(await answers).toEqual(["lock", "read", "write"]);
  });

  it("fail as the first of them did, when the last of them has ended", async () => {
    let hasEnded = false;
    const late = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      hasEnded = true;
      throw new Error("the second");
    };
    const first = () => Promise.reject(new Error("the first"));
    await expect(inOneTrip(first, late)).rejects.toThrow("the first");
    expect(hasEnded).toBe(true);
  });
});
