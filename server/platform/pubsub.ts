import pg from "pg";
import { databaseUrls } from "./database-urls";
import { systemPool } from "./db";
import { logFor } from "./log";

/** PostgreSQL takes less than 8,000 bytes. Send ids, and let the listener read. */
const MAX_PAYLOAD_BYTES = 7_999;

const FIRST_RETRY_MS = 50;
const MAX_RETRY_MS = 2_000;

type Subscriber = { readonly hear: (payload: string) => void; readonly onReconnect?: () => void };

/** One connection of this process that hears what others publish, and comes back when it is lost. */
class Listener {
  private readonly subscribers = new Map<string, Set<Subscriber>>();
  /** NULL until connected, and from a loss until connected again. */
  private client: pg.Client | null = null;
  private retry: { timer: NodeJS.Timeout | null; delayMs: number } | null = null;
  private readonly waiting = new Set<() => void>();
  private connectedBefore = false;
  private closed = false;
  /** When the connection has answered all that it was asked so far: pg takes one statement at a time. */
  private idle: Promise<unknown> = Promise.resolve();
  private readonly log = logFor({ module: "pubsub" });

  /** Resolves when what is published from now on will be heard. */
  async add(channel: string, subscriber: Subscriber): Promise<void> {
    const others = this.subscribers.get(channel);
    if (others) others.add(subscriber);
    else this.subscribers.set(channel, new Set([subscriber]));
    if (this.client && (await this.listen(this.client, channel))) return;
    // Whoever connects listens on all channels, this one among them.
    await new Promise<void>((resolve) => {
      this.waiting.add(resolve);
      if (this.closed) this.release();
      else if (!this.retry) this.reconnect(0);
    });
  }

  async remove(channel: string, subscriber: Subscriber): Promise<void> {
    const subscribers = this.subscribers.get(channel);
    if (!subscribers?.delete(subscriber) || subscribers.size > 0) return;
    this.subscribers.delete(channel);
    if (this.client) await this.ask(this.client, `unlisten ${pg.escapeIdentifier(channel)}`).catch(() => undefined);
  }

  async close(): Promise<void> {
    this.closed = true;
    if (this.retry?.timer) clearTimeout(this.retry.timer);
    this.release();
    const { client } = this;
    this.client = null;
    await client?.end();
  }

  private release(): void {
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }

  private ask(client: pg.Client, statement: string): Promise<unknown> {
    const answer = this.idle.then(() => client.query(statement));
    this.idle = answer.catch(() => undefined);
    return answer;
  }

  /** @returns false when the connection was lost, which is then taken care of */
  private async listen(client: pg.Client, channel: string): Promise<boolean> {
    try {
      await this.ask(client, `listen ${pg.escapeIdentifier(channel)}`);
      return true;
    } catch (error) {
      this.lose(client, error);
      return false;
    }
  }

  private lose(client: pg.Client, error: unknown): void {
    if (this.client !== client) return; // told already
    this.client = null;
    this.log.warn({ err: error }, "not listening; trying again");
    void client.end().catch(() => undefined);
    this.reconnect(FIRST_RETRY_MS);
  }

  private reconnect(delayMs: number): void {
    if (this.closed) return;
    const timer = setTimeout(() => void this.connect(), delayMs);
    this.retry = { timer, delayMs: Math.min(Math.max(delayMs, FIRST_RETRY_MS) * 2, MAX_RETRY_MS) };
  }

  private async connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: databaseUrls().direct,
      application_name: "hireling listen",
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    });
    client.on("error", (error) => this.lose(client, error));
    client.on("end", () => this.lose(client, null));
    client.on("notification", ({ channel, payload = "" }) => this.hear(channel, payload));
    try {
      await client.connect();
    } catch (error) {
      this.log.warn({ err: error }, "cannot listen; trying again");
      void client.end().catch(() => undefined);
      this.reconnect(this.retry?.delayMs ?? FIRST_RETRY_MS);
      return;
    }
    if (this.closed) return void client.end();
    this.retry = null;
    this.client = client;
    this.idle = Promise.resolve();
    for (const channel of [...this.subscribers.keys()]) if (!(await this.listen(client, channel))) return;
    if (this.client !== client) return;
    this.release();
    if (this.connectedBefore) this.resume();
    this.connectedBefore = true;
  }

  private hear(channel: string, payload: string): void {
    for (const { hear } of this.subscribers.get(channel) ?? []) this.guard(() => hear(payload));
  }

  /** What was published while nobody listened is lost: subscribers read anew. */
  private resume(): void {
    for (const subscribers of this.subscribers.values()) {
      for (const { onReconnect } of subscribers) if (onReconnect) this.guard(onReconnect);
    }
  }

  private guard(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.log.error({ err: error }, "a subscriber failed");
    }
  }
}

const holder = globalThis as { __hirelingListener?: Listener };

/**
 * Tells every subscriber of a channel, in every process, all in one statement: it takes a lock that the whole server has
 * once. Not part of a transaction: call it after the commit.
 * @param payloads under 8,000 bytes each
 */
export async function publish(channel: string, ...payloads: readonly string[]): Promise<void> {
  if (payloads.length === 0) return;
  const bytes = Math.max(...payloads.map((payload) => Buffer.byteLength(payload)));
  if (bytes > MAX_PAYLOAD_BYTES)
    throw new Error(`A message on "${channel}" has ${bytes} bytes; at most ${MAX_PAYLOAD_BYTES} fit`);
  await systemPool().query("select pg_notify($1, payload) from unnest($2::text[]) as payload", [channel, payloads]);
}

/**
 * Hears what is published on a channel from the moment the promise resolves. A lost connection comes back by itself.
 * @param hear must not throw and not take long
 * @param onReconnect messages may have been missed: read anew
 * @returns ends the subscription
 */
export async function subscribe(
  channel: string,
  hear: (payload: string) => void,
  onReconnect?: () => void,
): Promise<() => Promise<void>> {
  holder.__hirelingListener ??= new Listener();
  const listener = holder.__hirelingListener;
  const subscriber: Subscriber = { hear, onReconnect };
  await listener.add(channel, subscriber);
  return () => listener.remove(channel, subscriber);
}

/** Ends this process's listening. */
export async function closePubSub(): Promise<void> {
  const listener = holder.__hirelingListener;
  holder.__hirelingListener = undefined;
  await listener?.close();
}
