import { once } from "node:events";
import { createServer } from "node:net";
import { text } from "node:stream/consumers";
import { expect, it, vi } from "vitest";
import { GatheringSocket } from "./gathering-socket";

it("sends what is written in one turn in one piece, and what comes later by itself", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  const received = once(server, "connection").then(([peer]) => text(peer));
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const socket = new GatheringSocket();
  await once(socket.connect(address.port, "127.0.0.1"), "connect");
  const sent = vi.spyOn(socket, "_writev");

  const say = (word: string) => {
    socket.cork();
    socket.write(word);
    socket.write(" ");
    socket.uncork();
  };
  say("one");
  await Promise.resolve();
  say("two");
  expect(sent).not.toHaveBeenCalled();
  await new Promise((resolve) => setImmediate(resolve));
  expect(sent).toHaveBeenCalledTimes(1);
  say("three");
  await new Promise((resolve) => setImmediate(resolve));
  expect(sent).toHaveBeenCalledTimes(2);

  socket.end();
  expect(await received).toBe("one two three ");
  server.close();
});
