const MIB = 1024 * 1024;

/** What one run's workspace may hold, and how much of it a model is shown at once. Sizes in bytes unless they say characters. */
export const LIMITS = {
  /** One file that a tool writes. */
  fileBytes: 50 * MIB,
  /** Text of one `write_file`. */
  writeCharacters: 2_000_000,
  /** All files of a workspace together, the client's included. */
  workspaceBytes: 1024 * MIB,
  workspaceFiles: 500,
  pathCharacters: 300,
  /** One `read_file` page. */
  readCharacters: 20_000,
  /** Any tool's answer. */
  outputCharacters: 30_000,
  sqlCharacters: 100_000,
  sqlRows: 200,
  /** A parsed spreadsheet takes about a hundred times its packed size in memory: 300,000 rows (13 MB) are near a child's limit. */
  workbookBytes: 20 * MIB,
  pdfBytes: 50 * MIB,
  questionCharacters: 4_000,
  questionOptions: 8,
  optionCharacters: 200,
  taskCharacters: 20_000,
  deliverFiles: 50,
  summaryCharacters: 20_000,
} as const;
