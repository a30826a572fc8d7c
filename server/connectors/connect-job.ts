import { and, asc, eq, getTableColumns, isNull } from "drizzle-orm";
import { connectors, connectorTools, jobConnectors } from "#drizzle/schema/index";
import type { OrgScope } from "#kernel";
import { withOrg } from "#platform";
import { upToMost } from "./choose-connectors";
import { ConnectorFailed } from "./errors";
import type { Tell } from "./news";
import { entranceOf } from "./place";
import { recordAnswer, recordFailure } from "./record-state";
import { type ConnectorRow, readTools, type ToolRow } from "./rows";
import { type JsonObject, jsonObject, type Permission } from "./schema";
import { conceal } from "./secrets";
import { SessionLost } from "./session/failures";
import { openSession, type Session } from "./session/open-session";
import { type ConnectorAnswer, readResult } from "./session/read-result";
import { readDefinitions } from "./tools/definitions";

/** A call as its server gets it. */
type ConnectorCall = {
  readonly args: JsonObject;
  /** The same for the same call however often it is made. */
  readonly key: string;
  readonly signal: AbortSignal;
};

/** A tool of a connector, for one shift of a run. */
export type ConnectorTool = {
  /** What people call its connector. */
  readonly connector: string;
  readonly name: string;
  readonly callName: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
  readonly isReadOnly: boolean;
  readonly isIdempotent: boolean;
  readonly permission: Permission;
  /**
   * Makes the call, once. The text is untrusted, and as long as the server likes.
   * @returns `ask` when the client wants to look at this very call first: nothing was called
   * @throws ConnectorFailed in words for a model | the signal's reason when aborted
   */
  call(call: ConnectorCall): Promise<ConnectorAnswer | "ask">;
};

export type JobConnections = {
  readonly tools: readonly ConnectorTool[];
  /** Ends all sessions, and the programs behind them. */
  close(): Promise<void>;
};

/**
 * The tools of the connectors that were chosen for a job, as they were last described, without those that are denied.
 * Nothing is connected until a call needs it; then the connector's list is looked at once more, before the call.
 */
export async function connectJob(scope: OrgScope, jobId: string, tell: Tell): Promise<JobConnections> {
  const chosen = await withOrg(scope, async (tx) => {
    const rows = await tx
      .select(getTableColumns(connectors))
      .from(jobConnectors)
      .innerJoin(connectors, eq(connectors.id, jobConnectors.connectorId))
      .where(and(eq(jobConnectors.jobId, jobId), isNull(connectors.removedAt)))
      .orderBy(asc(connectors.slug));
    const found: { readonly row: ConnectorRow; readonly tools: readonly ToolRow[] }[] = [];
    for (const row of rows) found.push({ row, tools: await readTools(tx, row.id) });
    return found;
  });
  const offered = chosen
    .flatMap(({ tools }) => tools.filter(({ goneAt, permission }) => goneAt === null && permission !== "deny"))
    // What came last, perhaps long after the job was ordered, is what does not fit.
    .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
  const told = new Set(upToMost(offered));
  const connections = chosen.map(({ row, tools }) => {
    const connection = createConnection(row, tell);
    return {
      connection,
      tools: tools.filter((tool) => told.has(tool)).map((tool) => toolOf(scope, row, tool, connection)),
    };
  });
  return {
    tools: connections.flatMap(({ tools }) => tools),
    async close() {
      await Promise.all(connections.map(({ connection }) => connection.close()));
    },
  };
}

/** One connector's session, opened when it is first needed, and again after it was lost. */
type Connection = {
  /** Takes out of a text what lets Hireling in. */
  conceal(text: string): string;
  open(signal: AbortSignal): Promise<Session>;
  /** The next call opens another one, unless somebody has done so already. */
  drop(lost: Session): Promise<void>;
  close(): Promise<void>;
};

function createConnection(row: ConnectorRow, tell: Tell): Connection {
  let session: Promise<Session> | null = null;
  let secrets: () => readonly string[] = () => [];
  async function open(signal: AbortSignal): Promise<Session> {
    try {
      const entrance = await entranceOf(row);
      secrets = entrance.secrets;
      const opened = await openSession(row.name, entrance.place, signal);
      try {
        const { definitions } = readDefinitions(row.slug, await opened.listTools(signal));
        await recordAnswer(row.id, definitions, tell);
        return opened;
      } catch (error) {
        await opened.close();
        throw error;
      }
    } catch (error) {
      if (error instanceof ConnectorFailed) await recordFailure(row.id, error, secrets(), tell);
      throw error;
    }
  }
  return {
    conceal: (text) => conceal(text, secrets()),
    open(signal) {
      session ??= open(signal).catch((error) => {
        session = null;
        throw error;
      });
      return session;
    },
    async drop(lost) {
      const current = session;
      const isLost = (await current?.catch(() => null)) === lost;
      if (isLost && session === current) session = null;
      await lost.close();
    },
    async close() {
      const opened = await session?.catch(() => null);
      session = null;
      await opened?.close();
    },
  };
}

function toolOf(scope: OrgScope, row: ConnectorRow, tool: ToolRow, connection: Connection): ConnectorTool {
  /** What the client says of it at this moment. @throws ConnectorFailed when the call may not be made */
  async function findLeave(): Promise<"call" | "ask"> {
    const now = await readNow(scope, tool);
    if (!now || now.goneAt !== null) throw new ConnectorFailed(`${row.name} does not offer ${tool.name} any more.`);
    if (now.permission === "deny") {
      throw new ConnectorFailed(`The client does not allow ${tool.callName}. Go on without it.`);
    }
    // Asked about is what was shown: a tool that is described otherwise since has to be asked about again.
    const isAsShown = now.digest === tool.digest;
    return isAsShown && (now.permission === "allow" || tool.permission === "ask") ? "call" : "ask";
  }

  async function callOnce({ args, key, signal }: ConnectorCall): Promise<ConnectorAnswer | "ask"> {
    const session = await connection.open(signal);
    if ((await findLeave()) === "ask") return "ask";
    try {
      return readResult(await session.callTool(tool.name, args, { key, signal }));
    } catch (error) {
      if (error instanceof SessionLost) await connection.drop(session);
      throw error;
    }
  }

  return {
    connector: row.name,
    name: tool.name,
    callName: tool.callName,
    description: tool.description,
    inputSchema: jsonObject.parse(tool.inputSchema),
    isReadOnly: tool.isReadOnly,
    isIdempotent: tool.isIdempotent,
    permission: tool.permission,
    async call(call) {
      try {
        const answer = await callOnce(call).catch((error) => {
          if (error instanceof SessionLost) return callOnce(call);
          throw error;
        });
        return answer === "ask" ? answer : { ...answer, text: connection.conceal(answer.text) };
      } catch (error) {
        if (!(error instanceof ConnectorFailed)) throw error;
        throw new ConnectorFailed(connection.conceal(error.message), { cause: error });
      }
    },
  };
}

const readNow = (scope: OrgScope, { connectorId, name }: ToolRow): Promise<ToolRow | null> =>
  withOrg(scope, async (tx) => {
    const [tool] = await tx
      .select(getTableColumns(connectorTools))
      .from(connectorTools)
      .innerJoin(connectors, eq(connectors.id, connectorTools.connectorId))
      .where(
        and(eq(connectorTools.connectorId, connectorId), eq(connectorTools.name, name), isNull(connectors.removedAt)),
      );
    return tool ?? null;
  });
