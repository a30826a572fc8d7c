import { randomUUID } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import { testDatabase } from "../../e2e/fixtures/database/index";
import { publish, subscribe } from "./pubsub";

const { owner } = testDatabase();

const dropListeners = () =>
  owner.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'hireling listen'",
  );

describe("publish and subscribe", () => {
  it("delivers to every subscriber of the channel and to no other", async () => {
    const heard: string[] = [];
    const ends = await Promise.all([
      subscribe("one", (payload) => heard.push(`a:${payload}`)),
      subscribe("one", (payload) => heard.push(`b:${payload}`)),
      subscribe('Other "one"', (payload) => heard.push(`c:${payload}`)),
    ]);
    await publish("one", "1", "3");
    await publish("one");
    await publish('Other "one"', "2");
    await vi.waitFor(() => expect(heard).toHaveLength(5));
    expect(heard.toSorted()).toEqual(["a:1", "a:3", "b:1", "b:3", "c:2"]);
    for (const end of ends) await end();
  });

  it("goes on for the others when one leaves or fails", async () => {
    const heard: string[] = [];
    const endFailing = await subscribe("two", () => {
      throw new Error("a bad subscriber");
    });
    const endLeaving = await subscribe("two", () => heard.push("left"));
    const end = await subscribe("two", (payload) => heard.push(payload));
    await endLeaving();
    await publish("two", "still here");
    await vi.waitFor(() => expect(heard).toEqual(["still here"]));
    await Promise.all([end(), endFailing()]);
  });

  it("asks its connection for one thing at a time, however many come and go at once", async () => {
    const warnings: Error[] = [];
    const collect = (warning: Error) => void warnings.push(warning);
    process.on("warning", collect);
    const endFirst = await subscribe("first", () => undefined);
    const many = Array.from({ length: 5 }, (_, no) => subscribe(`many ${no}`, () => undefined));
    const ends = await Promise.all(many);
    await Promise.all(ends.map((end) => end()));
    await endFirst();
    process.off("warning", collect);
    expect(warnings).toEqual([]);
  });

  it("comes back after its session was ended, every time, and says so", async () => {
    const heard: string[] = [];
    let reconnects = 0;
    const end = await subscribe(
      "three",
      (payload) => heard.push(payload),
      () => reconnects++,
    );
    for (let round = 1; round <= 3; round++) {
      expect((await dropListeners()).rowCount).toBe(1);
      await vi.waitFor(() => expect(reconnects).toBe(round), { timeout: 10_000 });
      const message = randomUUID();
      await publish("three", message);
      await vi.waitFor(() => expect(heard).toContain(message));
    }
    expect(heard).toHaveLength(3);
    await end();
  });

  it("takes subscribers while the connection is down", async () => {
    const first = await subscribe("four", () => undefined);
    await dropListeners();
    const heard: string[] = [];
    const ends = await Promise.all([subscribe("five", (p) => heard.push(p)), subscribe("five", (p) => heard.push(p))]);
    await publish("five", "x");
    await vi.waitFor(() => expect(heard).toEqual(["x", "x"]));
    await Promise.all([first(), ...ends.map((end) => end())]);
  });

  it("refuses a message that does not fit", async () => {
    await publish("six", "é".repeat(3_999));
    await expect(publish("six", "a", "é".repeat(4_000))).rejects.toThrow("8000 bytes; at most 7999 fit");
  });
});
