import { grantDemoCredit, openWallet } from "#billing";
import {
  type ForeignSignIn,
  linkSignIn,
  type OnCreated,
  type Registered,
  type Registration,
  registerPerson,
  type User,
} from "#identity";
import { parseUsd } from "#kernel";
import { env, isPublic } from "#platform";

/** What a new organization can try the agency with, where only this machine can reach it. */
const WELCOME_CREDIT = parseUsd("100.00");

/** Opens a new organization's wallet. On a public address it stays empty: nobody spends the operator's keys by signing up. */
const openOrganization: OnCreated = async (tx, orgId) => {
  await openWallet(tx, orgId);
  if (!isPublic(env())) await grantDemoCredit(tx, orgId, WELCOME_CREDIT, "welcome");
};

/** Registers a person with an organization of their own and its wallet, all or nothing. Throws as `registerPerson`. */
export const registerOrganization = (input: Registration, from: { readonly ip: string }): Promise<Registered> =>
  registerPerson(input, { onCreated: openOrganization, ip: from.ip });

/** Lets a person in who signed in elsewhere; at the first time with an organization of their own. Throws as `linkSignIn`. */
export const enterFromElsewhere = (signIn: ForeignSignIn, signedInAs: string | null): Promise<User> =>
  linkSignIn(signIn, { onCreated: openOrganization, signedInAs });
