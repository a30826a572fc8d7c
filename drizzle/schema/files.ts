import { sql } from "drizzle-orm";
import { bigint, check, index, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, tenantPolicies } from "./columns";
import { jobId, runId } from "./references";
import { runs } from "./runs";
import { orgId } from "./tenant";

/** A file: uploaded by a client, or handed over by a run. Its bytes are in storage. */
export const files = pgTable(
  "files",
  {
    id: id(),
    orgId: orgId(),
    /** As the client named it, without any path. */
    name: text("name").notNull(),
    bytes: bigint("bytes", { mode: "number" }).notNull(),
    sha256: text("sha256").notNull(),
    mediaType: text("media_type").notNull(),
    storageKey: text("storage_key").notNull(),
    /** NULL for an upload; the run that made it otherwise. */
    runId: uuid("run_id").references(() => runs.id),
    createdAt: createdAt(),
  },
  (t) => [
    index("files_org").on(t.orgId, t.createdAt),
    check("files_bytes", sql`${t.bytes} >= 0`),
    ...tenantPolicies(t.orgId),
  ],
);

/** The files a client gave with a job. */
export const jobFiles = pgTable(
  "job_files",
  {
    orgId: orgId(),
    jobId: jobId(),
    fileId: uuid("file_id")
      .notNull()
      .references(() => files.id),
    /** Its path in every run's workspace: the name, made unique in the job. */
    path: text("path").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.jobId, t.fileId] }),
    unique("job_files_path").on(t.jobId, t.path),
    ...tenantPolicies(t.orgId),
  ],
);

/** The files that a delegated run begins with beside the client's: its manager's, as they were when the task was given. */
export const runFiles = pgTable(
  "run_files",
  {
    orgId: orgId(),
    runId: runId(),
    fileId: uuid("file_id")
      .notNull()
      .references(() => files.id),
    /** Its path in the run's workspace, as it was in the manager's. */
    path: text("path").notNull(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.path] }), ...tenantPolicies(t.orgId)],
);
