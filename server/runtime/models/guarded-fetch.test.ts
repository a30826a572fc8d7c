import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { guardedFetch } from "./guarded-fetch";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

test("an abort ends the reading of a silent body and its connection, also after a garbage collection", async () => {
  let open = 0;
  const server = createServer((_request, response) => {
    open += 1;
    response.once("close", () => {
      open -= 1;
    });
    response.write("the beginning");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const controller = new AbortController();

  const response = await guardedFetch(url, {}, controller.signal);
  const reader = response.body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe("the beginning");
  const rest = reader?.read();
  // What the platform holds only weakly goes over several turns of the event loop.
  for (let turn = 0; turn < 5; turn += 1) {
    await new Promise(setImmediate);
    collectGarbage();
  }
  controller.abort(new Error("Stopped."));
  await expect(rest).rejects.toThrow("Stopped.");
  await expect.poll(() => open).toBe(0);
  server.close();
});
