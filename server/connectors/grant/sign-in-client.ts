import type { OAuthClientProvider, OAuthDiscoveryState } from "@modelcontextprotocol/sdk/client/auth.js";
import type { OAuthClientInformationMixed, OAuthTokens } from "@modelcontextprotocol/sdk/shared/auth.js";

/** What is known while a member signs in. */
export type SignIn = {
  readonly client?: OAuthClientInformationMixed;
  readonly servers?: OAuthDiscoveryState;
  /** Proves at the end that whoever began it ends it (PKCE). */
  readonly codeVerifier?: string;
};

/** Keeps for the SDK what it finds out while a member signs in; the caller seals it. */
export class SignInClient implements OAuthClientProvider {
  /** Where the member is sent. */
  authorizationUrl: URL | null = null;
  received: OAuthTokens | null = null;

  constructor(
    readonly redirectUrl: string,
    private readonly stateText: string,
    public known: SignIn,
  ) {}

  get clientMetadata() {
    return {
      client_name: "Hireling",
      redirect_uris: [this.redirectUrl],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
    };
  }

  state = (): string => this.stateText;
  clientInformation = (): OAuthClientInformationMixed | undefined => this.known.client;
  discoveryState = (): OAuthDiscoveryState | undefined => this.known.servers;
  /** Whoever signs in wants new ones. */
  tokens = (): undefined => undefined;

  saveClientInformation(client: OAuthClientInformationMixed): void {
    this.known = { ...this.known, client };
  }
  saveDiscoveryState(servers: OAuthDiscoveryState): void {
    this.known = { ...this.known, servers };
  }
  saveCodeVerifier(codeVerifier: string): void {
    this.known = { ...this.known, codeVerifier };
  }
  saveTokens(tokens: OAuthTokens): void {
    this.received = tokens;
  }
  redirectToAuthorization(url: URL): void {
    this.authorizationUrl = url;
  }
  codeVerifier(): string {
    if (this.known.codeVerifier === undefined) throw new Error("nobody has begun to sign in");
    return this.known.codeVerifier;
  }
}
