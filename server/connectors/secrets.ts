import type { OAuthDiscoveryState } from "@modelcontextprotocol/sdk/client/auth.js";
import type { OAuthClientInformationMixed, OAuthTokens } from "@modelcontextprotocol/sdk/shared/auth.js";
import { seal, unseal } from "#platform";
import type { ConnectorRow } from "./rows";

/** What a connector with OAuth keeps. */
export type Grant = {
  /** As what Hireling is known at the sign-in server; absent until it is. */
  readonly client?: OAuthClientInformationMixed;
  /** Where the sign-in server is; absent until it was looked for. */
  readonly servers?: OAuthDiscoveryState;
  /** Absent until a person has signed in. */
  readonly tokens?: OAuthTokens;
  /** When the access token ends, Unix milliseconds; absent when nobody said. */
  readonly expiresAt?: number;
};

export type Headers = Readonly<Record<string, string>>;

// Each secret opens only where it was put: rows and columns cannot be swapped.
const headersContext = (id: string): string => `connector/${id}/headers`;
const grantContext = (id: string): string => `connector/${id}/grant`;

export const sealHeaders = (id: string, headers: Headers): string => seal(JSON.stringify(headers), headersContext(id));
export const sealGrant = (id: string, grant: Grant): string => seal(JSON.stringify(grant), grantContext(id));

export const openHeaders = ({ id, sealedHeaders }: Pick<ConnectorRow, "id" | "sealedHeaders">): Headers =>
  sealedHeaders === null ? {} : JSON.parse(unseal(sealedHeaders, headersContext(id)));

export const openGrant = ({ id, sealedGrant }: Pick<ConnectorRow, "id" | "sealedGrant">): Grant =>
  sealedGrant === null ? {} : JSON.parse(unseal(sealedGrant, grantContext(id)));

const MIN_SECRET_CHARACTERS = 8;

/**
 * Takes secrets out of what a server says, which may repeat what it was sent: in the words of an error, or in an answer.
 * What is very short would take ordinary words with it.
 */
export function conceal(text: string, secrets: readonly string[]): string {
  const parts = secrets.flatMap((secret) => [secret, ...secret.split(/\s+/)]);
  return (
    parts
      .filter((part) => part.length >= MIN_SECRET_CHARACTERS)
      // One may begin as another does.
      .sort((a, b) => b.length - a.length)
      .reduce((rest, part) => rest.replaceAll(part, "[secret]"), text)
  );
}
