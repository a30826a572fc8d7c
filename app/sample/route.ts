import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** The table that a newcomer can try the agency with: real public data, see demo/SOURCE.md. */
export async function GET(): Promise<Response> {
  const table = await readFile(join(process.cwd(), "demo", "seattle-weather.csv"));
  return new Response(new Uint8Array(table), {
    headers: { "Content-Type": "text/csv; charset=utf-8", "Cache-Control": "public, max-age=3600" },
  });
}
