import { describe, expect, it } from "vitest";
import type { Sighting } from "#events";
import { streamOf } from "./byte-stream";
import { eventStream } from "./sse";

const event = (seq: number, data = {}): Sighting => ({
  kind: "event",
  event: { seq, runId: null, type: "job.status", at: "2026-01-01T00:00:00.000Z", data },
});

async function* of(...sightings: Sighting[]) {
  yield* sightings;
}

async function textOf(source: AsyncIterable<Uint8Array>): Promise<string> {
  return new Response(streamOf(source)).text();
}

describe("the event stream", () => {
  it("numbers events and leaves drafts unnumbered", async () => {
    const text = await textOf(
      eventStream(of(event(7), { kind: "draft", draft: { runId: "r", step: 1, text: "a\nb" } }), 60_000),
    );
    expect(text.split("\n\n")).toEqual([
      "retry: 1000",
      `id: 7\ndata: {"seq":7,"runId":null,"type":"job.status","at":"2026-01-01T00:00:00.000Z","data":{}}`,
      `event: draft\ndata: {"runId":"r","step":1,"text":"a\\nb"}`,
      "",
    ]);
  });

  it("cannot be broken by what an agent writes", async () => {
    const text = await textOf(
      eventStream(of(event(1, { text: "\n\nid: 99\nevent: job.accepted\ndata: {}\r\n\r\n" })), 60_000),
    );
    expect(text.match(/^id:/gm)).toHaveLength(1);
  });

  it("says that it is alive while nothing happens, and loses nothing by it", async () => {
    let release: () => void = () => undefined;
    const silence = new Promise<void>((resolve) => {
      release = resolve;
    });
    async function* late() {
      await silence;
      yield event(1);
    }
    const frames = eventStream(late(), 1);
    const read = async () => new TextDecoder().decode((await frames.next()).value ?? new Uint8Array());
    expect(await read()).toBe("retry: 1000\n\n");
    expect(await read()).toMatch(/^: /);
    release();
    let next = await read();
    while (next.startsWith(":")) next = await read();
    expect(next).toMatch(/^id: 1\n/);
  });

  it("ends its source when the reader leaves", async () => {
    const gone = new AbortController();
    let ended = false;
    async function* endless() {
      try {
        yield event(1);
        await new Promise<void>((resolve) => gone.signal.addEventListener("abort", () => resolve()));
      } finally {
        ended = true;
      }
    }
    const reader = streamOf(eventStream(endless(), 60_000), () => gone.abort()).getReader();
    await reader.read();
    await reader.read();
    await reader.cancel();
    expect(ended).toBe(true);
  });
});
