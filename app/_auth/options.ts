import { type AuthOptions, getServerSession, type Profile } from "next-auth";
import { enterFromElsewhere } from "#hiring";
import { DomainError } from "#kernel";
import { authSecret, env, publicUrl } from "#platform";
import { signInProviders } from "./providers";

const isVerified = (profile: Profile | undefined): boolean =>
  profile !== undefined &&
  "email_verified" in profile &&
  (profile.email_verified === true || profile.email_verified === "true");

/** Sessions are signed tokens that hold a person's id and nothing that they may do: that is looked up at each request. */
export function authOptions(): AuthOptions {
  return {
    secret: authSecret(),
    providers: signInProviders(),
    session: { strategy: "jwt" },
    pages: { signIn: "/signin", error: "/signin" },
    useSecureCookies: publicUrl(env()).startsWith("https:"),
    callbacks: {
      async signIn({ user, account, profile }) {
        if (!account || account.type === "credentials") return true;
        try {
          const person = await enterFromElsewhere(
            {
              provider: account.provider,
              subject: account.providerAccountId,
              verifiedEmail: isVerified(profile) ? (user.email ?? null) : null,
              name: user.name ?? null,
            },
            await currentUserId(),
          );
          // The token is made from this object next: from here on the person is ours.
          Object.assign(user, person);
          return true;
        } catch (error) {
          if (error instanceof DomainError) return `/signin?error=${error.code}`;
          throw error;
        }
      },
      session: ({ session, token }) => ({ ...session, user: { ...session.user, id: token.sub ?? "" } }),
    },
  };
}

/** The id of the person whose session this request carries; NULL when signed out. */
export async function currentUserId(): Promise<string | null> {
  const session = await getServerSession(authOptions());
  return session?.user.id || null;
}
