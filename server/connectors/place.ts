import { eq } from "drizzle-orm";
import { organizations } from "#drizzle/schema/index";
import { withSystem } from "#platform";
import { ConnectorFailed } from "./errors";
import { authorizedFetch } from "./grant/authorized-fetch";
import { isOffered, readPrograms, secretsOf } from "./programs";
import type { ConnectorRow } from "./rows";
import { type Grant, openGrant, openHeaders } from "./secrets";
import type { Place } from "./session/open-session";

/** A connector's server with what it takes to be let in, and what must not be seen of that anywhere. */
export type Entrance = { readonly place: Place; readonly secrets: () => readonly string[] };

/** @throws ConnectorFailed when its program is not offered to its organization any more */
export async function entranceOf(row: ConnectorRow): Promise<Entrance> {
  const { url, auth } = row;
  if (url === null) {
    const program = await offeredProgram(row);
    return { place: { program }, secrets: () => secretsOf(program) };
  }
  const headers = openHeaders(row);
  const grants = [openGrant(row)];
  return {
    place: {
      url,
      authorize(send) {
        if (auth === "oauth") return authorizedFetch(row, grants, send);
        return (address, init = {}) => {
          const all = new Headers(init.headers);
          for (const [name, value] of Object.entries(headers)) all.set(name, value);
          return send(address, { ...init, headers: all });
        };
      },
    },
    secrets: () => [...Object.values(headers), ...grants.flatMap(secretsIn)],
  };
}

const secretsIn = ({ tokens, client }: Grant): string[] =>
  [tokens?.access_token, tokens?.refresh_token, client?.client_secret].filter((secret) => secret !== undefined);

/** The operator may have taken it back since it was attached. */
async function offeredProgram({ orgId, program }: ConnectorRow) {
  const [organization] = await withSystem((tx) =>
    tx.select({ slug: organizations.slug }).from(organizations).where(eq(organizations.id, orgId)),
  );
  const found = readPrograms().get(program ?? "");
  if (found && isOffered(found, organization?.slug ?? "")) return found;
  throw new ConnectorFailed("The agency does not offer this program any more.");
}
