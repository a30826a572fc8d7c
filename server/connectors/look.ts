import { ConnectorFailed } from "./errors";
import type { Tell } from "./news";
import { entranceOf } from "./place";
import { recordAnswer, recordFailure } from "./record-state";
import type { ConnectorRow } from "./rows";
import { openSession } from "./session/open-session";
import { type LeftOut, readDefinitions } from "./tools/definitions";

/**
 * Asks a connector for its tools and writes down what came of it, also when nothing did.
 * @returns the tools that are left out; NULL when it does not work
 */
export async function look(row: ConnectorRow, tell: Tell, signal: AbortSignal): Promise<readonly LeftOut[] | null> {
  let secrets: () => readonly string[] = () => [];
  try {
    const entrance = await entranceOf(row);
    secrets = entrance.secrets;
    const session = await openSession(row.name, entrance.place, signal);
    try {
      const { definitions, leftOut } = readDefinitions(row.slug, await session.listTools(signal));
      await recordAnswer(row.id, definitions, tell);
      return leftOut;
    } finally {
      await session.close();
    }
  } catch (error) {
    if (!(error instanceof ConnectorFailed)) throw error;
    await recordFailure(row.id, error, secrets(), tell);
    return null;
  }
}
