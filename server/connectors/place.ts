import { ConnectorFailed } from "./errors";
import { authorizedFetch } from "./grant/authorized-fetch";
import { readPrograms } from "./programs";
import type { ConnectorRow } from "./rows";
import { openGrant, openHeaders } from "./secrets";
import type { Place } from "./session/open-session";

/** Where a connector's server is, with what it takes to be let in. @throws ConnectorFailed when there is no such program any more */
export function placeOf(row: ConnectorRow): Place {
  const { url, program, auth } = row;
  if (url !== null) {
    const headers = openHeaders(row);
    const grant = openGrant(row);
    return {
      url,
      authorize(send) {
        if (auth === "oauth") return authorizedFetch(row, grant, send);
        return (address, init = {}) => {
          const all = new Headers(init.headers);
          for (const [name, value] of Object.entries(headers)) all.set(name, value);
          return send(address, { ...init, headers: all });
        };
      },
    };
  }
  const found = readPrograms().get(program ?? "");
  if (!found) throw new ConnectorFailed("The agency does not offer this program any more.");
  return { program: found };
}

/** What must not be seen of it anywhere. */
export function secretsOf(row: ConnectorRow): string[] {
  const { tokens, client } = openGrant(row);
  const secrets = [
    tokens?.access_token,
    tokens?.refresh_token,
    client?.client_secret,
    ...Object.values(openHeaders(row)),
  ];
  return secrets.filter((secret) => secret !== undefined);
}
