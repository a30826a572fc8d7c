/** The PostgreSQL schema that the queues live in. */
export const QUEUE_SCHEMA = "bullmq";
