import { createPostgresBackend, Queue as RedisQueue, Worker as RedisWorker, withBackend } from "bullmq";
import pg from "pg";
import type { z } from "zod";
import { databaseUrls } from "./database-urls";
import { sqlState } from "./db";
import { env } from "./env";
import { logFor } from "./log";
import { QUEUE_SCHEMA } from "./queue-schema";

/** What the agency uses of BullMQ, the same on PostgreSQL and on Redis. */
type Sender = {
  add(name: string, data: unknown, options: { jobId: string; priority?: number; delay?: number }): Promise<unknown>;
  upsertJobScheduler(
    id: string,
    repeat: { pattern: string; tz: string },
    template: { name: string; data: unknown; opts: typeof JOB_OPTIONS },
  ): Promise<unknown>;
  removeJobScheduler(id: string): Promise<unknown>;
  count(): Promise<number>;
  close(): Promise<void>;
};
type Delivery = { readonly id?: string | undefined; readonly data: unknown };
type Receiver = { close(force?: boolean): Promise<void> };

type Backend = {
  sender(name: string): Sender;
  receiver(name: string, receive: (delivery: Delivery) => Promise<void>, concurrency: number): Receiver;
  close(): Promise<void>;
};

/** The queue only delivers: what was done is known from the database, so nothing is kept and nothing is tried again from here. */
const JOB_OPTIONS = { attempts: 1, removeOnComplete: true, removeOnFail: true } as const;

/** Each receiver keeps one connection for listening; the others are shared. */
const POOL_SIZE = 24;

const log = logFor({ module: "queue" });

type Observed = { on(event: "error", listener: (error: Error) => void): unknown };

/** An error event that nobody hears would end the process; BullMQ reconnects by itself. */
function observed<T extends Observed>(emitter: T, queue: string): T {
  emitter.on("error", (error) =>
    log.warn(
      { reason: error.message, code: sqlState(error), queue },
      "the queue lost its connection, or a job its lock",
    ),
  );
  return emitter;
}

function onPostgres(): Backend {
  const { Queue, Worker } = withBackend(createPostgresBackend);
  const pool = new pg.Pool({
    connectionString: databaseUrls().direct,
    options: `-c search_path=${QUEUE_SCHEMA}`,
    max: POOL_SIZE,
    application_name: "hireling queue",
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  pool.setMaxListeners(0); // every queue on it adds its own
  const lost = (error: Error): void =>
    log.warn({ reason: error.message, code: sqlState(error) }, "a connection of the queue was lost");
  pool.on("error", lost);
  pool.on("connect", (client) => client.on("error", lost));
  return {
    sender: (name) => observed(new Queue(name, { connection: pool, defaultJobOptions: JOB_OPTIONS }), name),
    receiver: (name, receive, concurrency) =>
      observed(new Worker(name, receive, { connection: pool, concurrency }), name),
    close: () => pool.end(),
  };
}

function onRedis(url: string): Backend {
  const connection = { url, maxRetriesPerRequest: null };
  return {
    sender: (name) => observed(new RedisQueue(name, { connection, defaultJobOptions: JOB_OPTIONS }), name),
    receiver: (name, receive, concurrency) =>
      observed(new RedisWorker(name, receive, { connection, concurrency }), name),
    close: async () => undefined, // each of them ends its own connections
  };
}

type Open = { readonly backend: Backend; readonly senders: Map<string, Sender>; readonly receivers: Set<Receiver> };

const holder = globalThis as { __hirelingQueues?: Open };

function open(): Open {
  if (!holder.__hirelingQueues) {
    const { REDIS_URL } = env();
    const backend = REDIS_URL ? onRedis(REDIS_URL) : onPostgres();
    holder.__hirelingQueues = { backend, senders: new Map(), receivers: new Set() };
  }
  return holder.__hirelingQueues;
}

function sender(name: string): Sender {
  const { backend, senders } = open();
  const known = senders.get(name);
  if (known) return known;
  const made = backend.sender(name);
  senders.set(name, made);
  return made;
}

export type EnqueueOptions = {
  /**
   * Unique among what is queued or running: the same id twice is delivered once. Without `:`, which BullMQ refuses.
   * Once done it is forgotten, and may come again.
   */
  readonly jobId: string;
  /** 1 goes first; up to 2,097,152. Without one it goes before all that have one. */
  readonly priority?: number;
  readonly delayMs?: number;
};

export type Processor = {
  /** Takes no more, and resolves when the handlers under way have ended. */
  close(): Promise<void>;
};

/** When a payload is delivered again and again: five cron fields, on the clocks of an IANA time zone. */
type Repetition = { readonly cron: string; readonly timeZone: string };

export type Queue<T> = {
  readonly name: string;
  /** Asks for a delivery. Commit what it is about first. @throws ZodError when the payload has the wrong shape */
  enqueue(payload: T, options: EnqueueOptions): Promise<void>;
  /** Asks for deliveries at every time of a timetable, in place of what was asked under this id before. @throws ZodError */
  schedule(id: string, payload: T, repetition: Repetition): Promise<void>;
  /** Asks for none of those any more; nothing happens when there is no such timetable. */
  unschedule(id: string): Promise<void>;
  /**
   * Delivers to `handler`, at most `concurrency` at a time in this process. A delivery may come twice (a stalled worker) or never (a
   * handler that throws is not tried again): the database decides what is still to be done.
   */
  createProcessor(
    handler: (payload: T, jobId: string) => Promise<void>,
    options: { readonly concurrency: number },
  ): Processor;
};

/** A queue of ids, checked at both ends. Opens its connections when first used. */
export function defineQueue<T>(name: string, schema: z.ZodType<T>): Queue<T> {
  return {
    name,
    async enqueue(payload, { jobId, priority, delayMs }) {
      await sender(name).add(name, schema.parse(payload), { jobId, priority, delay: delayMs });
    },
    async schedule(id, payload, { cron, timeZone }) {
      const template = { name, data: schema.parse(payload), opts: JOB_OPTIONS };
      await sender(name).upsertJobScheduler(id, { pattern: cron, tz: timeZone }, template);
    },
    async unschedule(id) {
      await sender(name).removeJobScheduler(id);
    },
    createProcessor(handler, { concurrency }) {
      const { backend, receivers } = open();
      const receive = async ({ id = "", data }: Delivery) => {
        try {
          await handler(schema.parse(data), id);
        } catch (error) {
          log.error({ err: error, queue: name, jobId: id }, "a delivery failed");
          throw error;
        }
      };
      const receiver = backend.receiver(name, receive, concurrency);
      receivers.add(receiver);
      return {
        close: async () => {
          await receiver.close();
          receivers.delete(receiver);
        },
      };
    },
  };
}

/** @throws when the queue does not answer */
export async function checkQueue(): Promise<void> {
  await sender("health").count();
}

/** Ends this process's queues, after the handlers under way. */
export async function closeQueues(): Promise<void> {
  const opened = holder.__hirelingQueues;
  holder.__hirelingQueues = undefined;
  if (!opened) return;
  await Promise.all([...opened.receivers].map((receiver) => receiver.close()));
  await Promise.all([...opened.senders.values()].map((queue) => queue.close()));
  await opened.backend.close();
}
