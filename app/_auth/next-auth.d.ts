import type { DefaultSession } from "next-auth";

declare module "next-auth" {
  interface Session {
    user: NonNullable<DefaultSession["user"]> & {
      /** Ours, whatever provider was signed in with. */
      id: string;
    };
  }
}
