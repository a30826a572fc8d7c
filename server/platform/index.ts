export { type AuditEntry, recordAudit } from "./audit-log";
export { databaseEnvironment, type DatabaseUrls, databaseUrls, useDatabase } from "./database-urls";
export { closeDatabase, readPublic, sqlState, type Tx, withOrg, withSystem } from "./db";
export * from "./env";
export { type Logger, log, logFor } from "./log";
export { closePlatform } from "./close";
export { authSecret, seal, unseal } from "./secrets";
export { closePubSub, publish, subscribe } from "./pubsub";
export { checkQueue, closeQueues, defineQueue, type EnqueueOptions, type Processor, type Queue } from "./queue";
