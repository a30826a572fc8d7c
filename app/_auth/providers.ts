import type { Profile, User } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import GitHub from "next-auth/providers/github";
import Google from "next-auth/providers/google";
import type { OAuthConfig, Provider } from "next-auth/providers/index";
import { z } from "zod";
import { verifyPassword } from "#identity";
import { DomainError } from "#kernel";
import { env } from "#platform";
import { ipOf } from "./ip";

const password = Credentials({
  name: "Email and password",
  credentials: { email: { type: "email" }, password: { type: "password" } },
  async authorize(credentials, request) {
    if (!credentials?.email || !credentials.password) return null;
    try {
      return await verifyPassword(credentials.email, credentials.password, ipOf(request.headers ?? {}));
    } catch (error) {
      // next-auth passes the message on in an address, so it is a code: see `describeSignInError`.
      if (error instanceof DomainError) throw new Error(error.code, { cause: error });
      throw error;
    }
  },
});

const githubEmails = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

/** next-auth's own takes the public address of the profile, which GitHub need not have verified. */
const github = (clientId: string, clientSecret: string): Provider =>
  GitHub({
    clientId,
    clientSecret,
    userinfo: {
      async request({ client, tokens }) {
        const token = tokens.access_token ?? "";
        const profile = await client.userinfo(token);
        const response = await fetch("https://api.github.com/user/emails", {
          headers: { authorization: `Bearer ${token}`, accept: "application/vnd.github+json" },
        });
        const emails = response.ok ? githubEmails.parse(await response.json()) : [];
        const email = emails.find(({ primary, verified }) => primary && verified)?.email;
        return { ...profile, email, email_verified: email !== undefined };
      },
    },
  });

type OidcProfile = Profile & { sub: string };

const oidc = (issuer: string, clientId: string, clientSecret: string, name: string): OAuthConfig<OidcProfile> => ({
  id: "oidc",
  name,
  type: "oauth",
  wellKnown: `${issuer.replace(/\/+$/, "")}/.well-known/openid-configuration`,
  authorization: { params: { scope: "openid email profile" } },
  idToken: true,
  checks: ["pkce", "state", "nonce"],
  clientId,
  clientSecret,
  profile: ({ sub, name: fullName, email }): User => ({ id: sub, name: fullName ?? null, email: email ?? null }),
});

/** Sign-ins elsewhere that this agency has the credentials for. */
function elsewhere(): Provider[] {
  const { AUTH_GITHUB_ID, AUTH_GITHUB_SECRET, AUTH_GOOGLE_ID, AUTH_GOOGLE_SECRET, ...e } = env();
  const providers: Provider[] = [];
  if (AUTH_GITHUB_ID && AUTH_GITHUB_SECRET) providers.push(github(AUTH_GITHUB_ID, AUTH_GITHUB_SECRET));
  if (AUTH_GOOGLE_ID && AUTH_GOOGLE_SECRET) {
    providers.push(Google({ clientId: AUTH_GOOGLE_ID, clientSecret: AUTH_GOOGLE_SECRET }));
  }
  if (e.AUTH_OIDC_ISSUER && e.AUTH_OIDC_ID && e.AUTH_OIDC_SECRET) {
    providers.push(oidc(e.AUTH_OIDC_ISSUER, e.AUTH_OIDC_ID, e.AUTH_OIDC_SECRET, e.AUTH_OIDC_NAME ?? "Single sign-on"));
  }
  return providers;
}

export const signInProviders = (): Provider[] => [password, ...elsewhere()];

/** The buttons of the sign-in page beside email and password. */
export const listSignInButtons = (): { id: string; name: string }[] =>
  elsewhere().map(({ id, name }) => ({ id, name }));
