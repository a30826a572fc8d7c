/** What `?error=` of the sign-in page means: next-auth's own codes, and the codes of our errors. */
const TEXTS: Readonly<Record<string, string>> = {
  CredentialsSignin: "This email address and password do not belong together. Check both and try again.",
  SessionRequired: "Sign in to see this page.",
  AccessDenied: "This sign-in was refused.",
  OAuthAccountNotLinked: "This sign-in belongs to another account.",
  rate_limited: "Too many tries. Wait a quarter of an hour and try again.",
  forbidden:
    "This account cannot sign in: it has no verified email address at that provider, or only the demo organization, which is switched off on a public address. Register an organization of your own.",
  conflict:
    "This email address is registered here with a password. Sign in with it first, then connect the other sign-in.",
};

/** The text for a code of next-auth or of ours. */
export const describeSignInError = (code: string): string =>
  TEXTS[code] ?? "The sign-in did not work. Try again, or choose another way to sign in.";
