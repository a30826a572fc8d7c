import * as schema from "#drizzle/schema/index";
import { newId } from "#kernel";
import { sqlState, type Tx, withSystem } from "#platform";
import { EmailTaken } from "../errors";
import { createOrganization, type OnCreated } from "../organizations";
import { hashPassword } from "../passwords";
import type { User } from "../queries";
import { type Registration, read, registration } from "../schema";
import { countRegistration } from "../try-limits";

export type Registered = { readonly user: User; readonly orgId: string };

const UNIQUE_VIOLATION = "23505";
/** Two organizations of one name at the same moment want the same slug: the later one looks again. */
const TRIES = 3;

/**
 * Registers a person with a new organization that they own.
 * @param onCreated opens what else the organization needs (its wallet), in the same transaction
 * @throws InvalidInput, EmailTaken, TooManyTries
 */
export async function registerPerson(
  input: Registration,
  { onCreated, ip }: { readonly onCreated: OnCreated; readonly ip: string },
): Promise<Registered> {
  const { email, name, password, organization } = read(registration, input);
  await countRegistration(ip);
  const passwordHash = await hashPassword(password);
  for (let attempt = 1; ; attempt++) {
    try {
      return await withSystem(async (tx) => {
        const user = await createUser(tx, { email, name, passwordHash });
        const orgId = await createOrganization(tx, { name: organization }, { userId: user.id, label: name }, onCreated);
        return { user, orgId };
      });
    } catch (error) {
      if (attempt >= TRIES || sqlState(error) !== UNIQUE_VIOLATION) throw error;
    }
  }
}

/** @throws EmailTaken */
export async function createUser(
  tx: Tx,
  person: {
    readonly email: string;
    readonly name: string;
    readonly passwordHash: string | null;
    readonly isOperator?: boolean;
  },
): Promise<User> {
  const { email, name } = person;
  const [created] = await tx
    .insert(schema.users)
    .values({ id: newId(), ...person })
    .onConflictDoNothing({ target: schema.users.email })
    .returning({ id: schema.users.id });
  if (!created) throw new EmailTaken(email);
  return { id: created.id, email, name };
}
