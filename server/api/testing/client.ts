import { createApiKey } from "#identity";
import type { OrgScope, Role } from "#kernel";
import { createRestDoor, type SessionScope } from "..";

type Sent = {
  readonly key?: string | null;
  readonly json?: unknown;
  readonly body?: BodyInit;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Client = (method: string, path: string, sent?: Sent) => Promise<Response>;

/**
 * Sends requests through the REST door as a program with an API key would, or, without a key, as a browser.
 * @param key sent as bearer; NULL for none
 */
export function restClient(key: string | null, session: SessionScope = async () => null): Client {
  const door = createRestDoor(session);
  return (method, path, { json, body, headers = {}, key: other = key } = {}) =>
    door(
      new Request(`http://agency.test/api/v1/${path}`, {
        method,
        body: json === undefined ? body : JSON.stringify(json),
        headers: {
          host: "agency.test",
          ...(json === undefined ? {} : { "content-type": "application/json" }),
          ...(other === null ? {} : { authorization: `Bearer ${other}` }),
          ...headers,
        },
      }),
    );
}

/** A new API key of an organization. */
export async function keyOf(scope: OrgScope, role: Role = "admin"): Promise<string> {
  const { secret } = await createApiKey(scope, { name: `test ${role}`, role });
  return secret;
}
