import { once } from "node:events";
import { createServer } from "node:net";
import pg from "pg";
import { expect, it } from "vitest";
import { meansAway } from "./database-away";

const state = (code: string) => Object.assign(new pg.DatabaseError("it says so", 0, "error"), { code });

it("knows a database that shuts down, starts or has no room", () => {
  for (const code of ["57P01", "57P02", "57P03", "08006", "53300"]) expect(meansAway(state(code))).toBe(true);
  for (const code of ["23505", "40001", "57014", "42501"]) expect(meansAway(state(code))).toBe(false);
});

it("looks inside what wraps it", () => {
  expect(meansAway(new Error("Failed query: select 1", { cause: state("57P01") }))).toBe(true);
  expect(meansAway(new Error("Failed query: select 1", { cause: state("23505") }))).toBe(false);
  expect(meansAway("57P01")).toBe(false);
});

const failureOf = (port: number): Promise<unknown> =>
  new pg.Client({ host: "127.0.0.1", port, connectionTimeoutMillis: 100 }).connect().then(
    () => null,
    (error) => error,
  );

it("knows a server that is not there, hangs up or does not answer", async () => {
  const server = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was given");
  expect(meansAway(await failureOf(address.port))).toBe(true);
  server.removeAllListeners("connection").on("connection", (socket) => socket.resume());
  expect(meansAway(await failureOf(address.port))).toBe(true);
  server.close();
  await once(server, "close");
  expect(meansAway(await failureOf(address.port))).toBe(true);
});
