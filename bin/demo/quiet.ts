// Imported first: the progress is for a person, and the log's level is fixed when the log is first imported.
process.env.LOG_LEVEL ??= "error";
