declare const minted: unique symbol;

/** What a person or key may do in an organization. `operator` staff are a separate grant, not a role. */
export type Role = "owner" | "admin" | "billing" | "member";

/** Who acts. NULL ids where they do not apply (a key has no user, a person no key; the system neither). */
export type Actor = { readonly userId: string | null; readonly apiKeyId: string | null; readonly label: string };

/**
 * Proof that someone was let into one organization. Only `identity` mints it (from a session or an API key),
 * and dispatch, for the organization of a run that it claimed. Every command on tenant data takes one.
 */
export type OrgScope = {
  readonly orgId: string;
  readonly role: Role;
  readonly actor: Actor;
  readonly [minted]: true;
};

/** Mints a scope. Called by `identity` and by dispatch only (the floors check enforces it). */
export const mintScope = (orgId: string, role: Role, actor: Actor): OrgScope => ({ orgId, role, actor }) as OrgScope;
