/** How a process reaches the agency's database. */
export type DatabaseUrls = {
  /** Logs in as `hireling_app`: row-level security applies. */
  readonly app: string;
  /** Logs in as `hireling_system`: its own policies let it see every organization. */
  readonly system: string;
  /** As `hireling_system`, past any transaction pooler: for LISTEN and the queue. */
  readonly direct: string;
};

const VARIABLES = {
  app: "HIRELING_APP_URL",
  system: "HIRELING_SYSTEM_URL",
  direct: "HIRELING_DIRECT_URL",
} as const satisfies Record<keyof DatabaseUrls, string>;

/** The environment that hands these addresses to a child process. */
export const databaseEnvironment = (urls: DatabaseUrls): Record<string, string> => ({
  [VARIABLES.app]: urls.app,
  [VARIABLES.system]: urls.system,
  [VARIABLES.direct]: urls.direct,
});

/** Points this process at a database. Must come before its first query. */
export function pointToDatabase(urls: DatabaseUrls): void {
  Object.assign(process.env, databaseEnvironment(urls));
}

function given(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new Error(
    `${name} is not set: this process was started without an agency. Use \`npm start\`, or call attachAgency() first`,
  );
}

/** The addresses that whoever started this process (supervisor, command, test) gave it. */
export const databaseUrls = (): DatabaseUrls => ({
  app: given(VARIABLES.app),
  system: given(VARIABLES.system),
  direct: given(VARIABLES.direct),
});
