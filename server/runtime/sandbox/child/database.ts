import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { CHILD_DIRECTORIES } from "../protocol";

/**
 * An in-memory DuckDB that can read and write this child's own directory and nothing else, and cannot be talked out
 * of it: external access is off and the configuration locked before the first byte of a foreign file is parsed.
 */
export async function openDatabase(directory: string): Promise<DuckDBConnection> {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:", {
    threads: "2",
    memory_limit: "1GB",
    // Large sorts and joins spill here instead of failing.
    temp_directory: join(directory, CHILD_DIRECTORIES.temporary, "spill"),
    max_temp_directory_size: "2GB",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    // Insertion order is kept, so that "the first rows" are the first rows of the file.
    preserve_insertion_order: "true",
  });
  const connection = await instance.connect();
  const own = [CHILD_DIRECTORIES.files, CHILD_DIRECTORIES.temporary].map((name) => quote(join(directory, name)));
  await connection.run(`SET allowed_directories = [${own.join(", ")}]`);
  await connection.run("SET enable_external_access = false");
  await connection.run("SET lock_configuration = true");
  // Relative paths in SQL, such as read_csv('sales.csv', skip = 3), mean the workspace.
  process.chdir(join(directory, CHILD_DIRECTORIES.files));
  return connection;
}

/** A SQL string literal. */
export const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A SQL identifier. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
