import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import { ReadBuffer, serializeMessage } from "@modelcontextprotocol/sdk/shared/stdio.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import type { JSONRPCMessage } from "@modelcontextprotocol/sdk/types.js";
import type { Program } from "../programs";

const MAX_MESSAGE_BYTES = 10 * 1024 * 1024;
/** Between the end of its input and the kill. */
const GRACE_MS = 2_000;

/**
 * A program of the operator's over its standard input and output. Unlike the SDK's own transport it hands on nothing of
 * this process's environment, and ends the program's children with it.
 */
export class ProgramTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  private child: ChildProcessWithoutNullStreams | null = null;
  private readonly buffer = new ReadBuffer({ maxBufferSize: MAX_MESSAGE_BYTES });

  constructor(private readonly program: Program) {}

  async start(): Promise<void> {
    const { command, args, env } = this.program;
    const child = spawn(command, args, { cwd: tmpdir(), env: { NODE_ENV: "production", ...env }, detached: true });
    this.child = child;
    child.on("close", () => this.onclose?.());
    child.on("error", (error) => this.onerror?.(error));
    child.stdin.on("error", (error) => this.onerror?.(error));
    // What it says there is for the operator who tries it by hand; unread, the pipe would fill up.
    child.stderr.resume();
    child.stdout.on("data", (chunk: Buffer) => this.receive(chunk));
    await once(child, "spawn");
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (!this.child?.stdin.writable) throw new Error("the program has ended");
    if (!this.child.stdin.write(serializeMessage(message))) await once(this.child.stdin, "drain");
  }

  async close(): Promise<void> {
    const { child } = this;
    this.child = null;
    this.buffer.clear();
    if (!child || child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "close");
    child.stdin.end();
    await Promise.race([ended, wait(GRACE_MS, undefined, { ref: false })]);
    if (child.exitCode === null && child.signalCode === null) endGroup(child.pid);
    await ended;
  }

  private receive(chunk: Buffer): void {
    try {
      this.buffer.append(chunk);
      for (let message = this.buffer.readMessage(); message; message = this.buffer.readMessage()) {
        this.onmessage?.(message);
      }
    } catch (error) {
      this.onerror?.(error instanceof Error ? error : new Error(String(error)));
      void this.close();
    }
  }
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    // Between the look and the kill it may have ended by itself.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
