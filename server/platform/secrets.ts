import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type Env, env } from "./env";
import { createPrivateFile, prepareHome } from "./home";

const KEPT_IN = "secrets.json";

const keptSchema = z.object({
  authSecret: z.string().min(32),
  /** 32 bytes in hex. */
  encryptionKey: z.string().regex(/^[0-9a-f]{64}$/),
  /** Of the owner of the built-in database. */
  databasePassword: z.string().min(16),
});
type Kept = z.infer<typeof keptSchema>;

/** The secrets of a home, made at its first use. Losing the file loses what is sealed and the built-in database: back it up. */
export function keptSecrets(home: string): Kept {
  const file = join(prepareHome(home), KEPT_IN);
  const fresh: Kept = {
    authSecret: randomBytes(32).toString("base64url"),
    encryptionKey: randomBytes(32).toString("hex"),
    databasePassword: randomBytes(24).toString("base64url"),
  };
  if (createPrivateFile(file, `${JSON.stringify(fresh, null, 2)}\n`)) return fresh;
  try {
    return keptSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    throw new Error(`${file} is damaged. Restore it from a backup; without it the agency's sealed secrets are lost`, {
      cause,
    });
  }
}

let current: { readonly of: Env; readonly authSecret: string; readonly encryptionKey: Buffer } | undefined;

function secrets() {
  if (current?.of !== env()) {
    const { AUTH_SECRET, HIRELING_ENCRYPTION_KEY, HIRELING_HOME } = env();
    // A home that needs no secret of its own gets none: the environment may be all there is.
    const kept = AUTH_SECRET && HIRELING_ENCRYPTION_KEY ? null : keptSecrets(HIRELING_HOME);
    current = {
      of: env(),
      authSecret: AUTH_SECRET ?? kept?.authSecret ?? "",
      encryptionKey: Buffer.from(HIRELING_ENCRYPTION_KEY ?? kept?.encryptionKey ?? "", "hex"),
    };
  }
  return current;
}

/** Signs sessions: AUTH_SECRET, or the one kept in HIRELING_HOME. */
export const authSecret = (): string => secrets().authSecret;

/** A password for one purpose, the same at every start as long as AUTH_SECRET is. */
export const derivedPassword = (purpose: string): string =>
  createHmac("sha256", authSecret()).update(`hireling password: ${purpose}`).digest("base64url");

/** Names a key without telling it. */
const fingerprint = (key: Buffer): string => createHash("sha256").update(key).digest("hex").slice(0, 8);

/**
 * Encrypts a text for keeping (AES-256-GCM).
 * @param context where it belongs, for example `connector/<id>`: it opens only with the same one, so that rows cannot be swapped
 */
export function seal(plain: string, context: string): string {
  const { encryptionKey } = secrets();
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", encryptionKey, iv).setAAD(Buffer.from(context));
  const sealed = Buffer.concat([iv, cipher.update(plain, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `v1.${fingerprint(encryptionKey)}.${sealed.toString("base64url")}`;
}

/**
 * Decrypts what `seal` made.
 * @throws Error when the key has changed since, the context is another, or the text was altered
 */
export function unseal(sealed: string, context: string): string {
  const { encryptionKey } = secrets();
  const [version, key, body] = sealed.split(".");
  if (version !== "v1" || !key || !body) throw new Error("This is not a sealed secret");
  if (key !== fingerprint(encryptionKey)) {
    throw new Error(
      "This secret was sealed with another HIRELING_ENCRYPTION_KEY. Bring that key back, or enter the secret again",
    );
  }
  const bytes = Buffer.from(body, "base64url");
  const decipher = createDecipheriv("aes-256-gcm", encryptionKey, bytes.subarray(0, 12))
    .setAAD(Buffer.from(context))
    .setAuthTag(bytes.subarray(-16));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString("utf8");
  } catch (cause) {
    throw new Error("This sealed secret was altered, or belongs elsewhere", { cause });
  }
}
