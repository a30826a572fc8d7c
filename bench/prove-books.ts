import { loadavg } from "node:os";
import { closePlatform, env, pointToDatabase } from "#platform";
import { prove } from "#server/billing/proofs/prove";
import { startEmbeddedPostgres } from "#server/platform/embedded-postgres/index";
import { ensureDatabase, prepareDatabase } from "#server/platform/migrate";

const DATABASE = "proof";

/** Does random operations on money and checks the books as it goes. The home is the caller's, and empty. @throws when they do not balance */
export async function proveBooks(
  { operations, seed }: { readonly operations: number; readonly seed: number },
  say: (line: string) => void,
): Promise<void> {
  const startedAt = performance.now();
  const seconds = () => ((performance.now() - startedAt) / 1_000).toFixed(0);
  const home = env().HIRELING_HOME;
  const server = await startEmbeddedPostgres({ home, password: "of a proof", durable: false });
  try {
    await ensureDatabase(server.ownerUrl("postgres"), DATABASE);
    pointToDatabase(await prepareDatabase(server.ownerUrl(DATABASE)));
    const onAudit = (done: number) =>
      say(`${done} operations, ${seconds()} s, load ${loadavg()[0]?.toFixed(1)}: the books balance`);
    const done = await prove({ operations, seed, onAudit });
    say(`${done} operations from seed ${seed} are explained, in ${seconds()} s.`);
  } finally {
    await closePlatform();
    await server.stop();
  }
}
