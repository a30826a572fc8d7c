import { z } from "zod";
import { InvalidInput, type Role } from "#kernel";
import { ROLES } from "./permissions";

/** An address as it is stored and compared: trimmed, lower case. */
export const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, "An email address has at most 254 characters.")
  .pipe(z.email("This is not an email address. Write it like name@example.com"));

const MIN_PASSWORD = 10;
// argon2 reads it whole; an upload of megabytes as a password would be work for nothing.
const MAX_PASSWORD = 256;

const name = (what: string) => z.string().trim().min(1, `Enter ${what}.`).max(100, `Keep ${what} to 100 characters.`);

export const registration = z.object({
  email,
  password: z
    .string()
    .min(MIN_PASSWORD, `Choose a password of at least ${MIN_PASSWORD} characters.`)
    .max(MAX_PASSWORD, `A password has at most ${MAX_PASSWORD} characters.`),
  name: name("your name"),
  organization: name("the organization's name"),
});
export type Registration = z.infer<typeof registration>;

export const role = z.enum(ROLES satisfies readonly Role[]);

export const newApiKey = z.object({ name: name("a name for the key"), role });
export type NewApiKey = z.infer<typeof newApiKey>;

export const newMember = z.object({ email, role });
export type NewMember = z.infer<typeof newMember>;

/** Reads input from outside. @throws InvalidInput naming the first field at fault */
export function read<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new InvalidInput(issue?.path.map(String).join(".") || "input", issue?.message ?? "This input cannot be read.");
}
