// Stands in for the child in tests of the runner: it does what the SQL of its task says.
import { spawn } from "node:child_process";
import { readdirSync, readFileSync, symlinkSync, writeFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { createInterface } from "node:readline";

const REPLY_FD = 3;

const reply = (value) => {
  writeSync(REPLY_FD, `${JSON.stringify({ ok: true, value })}\n`);
  process.exit(0);
};

const acts = {
  echo: (text) => reply(text),
  environment: () => reply(process.env),
  processes: () => reply(readdirSync("/proc").filter((name) => /^\d+$/.test(name)).length),
  readFile: (path) => {
    try {
      reply(readFileSync(path, "utf8"));
    } catch (error) {
      reply(error.code);
    }
  },
  connect: async (address) =>
    reply(
      await fetch(address).then(
        () => "connected",
        (error) => error.cause?.code ?? error.message,
      ),
    ),
  write: (text) => {
    writeFileSync("out/made.txt", text);
    reply(null);
  },
  link: (target) => {
    symlinkSync(target, "files/stolen.csv");
    symlinkSync(dirname(target), "files/way");
    reply(null);
  },
  die: () => process.abort(),
  hang: (seconds) => {
    // A grandchild that would outlive a careless kill.
    spawn("sleep", [seconds], { stdio: "ignore" });
    for (;;);
  },
  fork: (seconds) => {
    // Sessions of their own, and their parents gone: neither a group nor a parent leads back to us.
    const bomb = `for (let n = 0; n < 20; n++) require("node:child_process").spawn("sleep", ["${seconds}"], { stdio: "ignore", detached: true }).unref();`;
    for (let n = 0; n < 3; n++) spawn(process.execPath, ["-e", bomb], { stdio: "ignore", detached: true });
    for (;;);
  },
  flood: () => {
    const megabyte = "x".repeat(1024 * 1024);
    for (let n = 0; n < 10_000; n++) writeSync(REPLY_FD, megabyte);
  },
  fill: () => {
    for (let n = 0; n < 100; n++) writeFileSync(`tmp/${n}`, Buffer.alloc(1024 * 1024));
    for (;;);
  },
  allocate: () => {
    const kept = [];
    for (;;) kept.push(Buffer.alloc(64 * 1024 * 1024, 1));
  },
};

createInterface({ input: process.stdin }).once("line", (line) => {
  const [act, argument] = JSON.parse(line).task.sql.split(" ");
  acts[act](argument);
});
