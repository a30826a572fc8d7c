import { createReadStream } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { PROJECT_ROOT } from "#server/platform/project";

/** Real public data, see demo/SOURCE.md. */
const TABLE = join(PROJECT_ROOT, "demo", "seattle-weather.csv");

const BRIEF = `Profile four years of Seattle's weather and tell me what stands out.

- What was the highest temperature, and when?
- Which month is the wettest?
- How many days had snow?`;

export const USAGE = "Usage: npm run demo -- [--agent <slug>] [--budget 1.00] [--file <table>] [--brief <text>]";

export type DemoOrder = {
  readonly agent: string;
  readonly budget: string;
  readonly brief: string;
  readonly file: { readonly name: string; readonly open: () => ReturnType<typeof createReadStream> };
};

/** What the demo hires for: the shipped data and brief, unless the command line says otherwise. */
export function readOrder(): DemoOrder {
  const { values } = parseArgs({
    options: {
      agent: { type: "string", default: "trainee" },
      budget: { type: "string", default: "1.00" },
      file: { type: "string", default: TABLE },
      brief: { type: "string", default: BRIEF },
    },
  });
  const { agent, budget, brief, file } = values;
  return { agent, budget, brief, file: { name: basename(file), open: () => createReadStream(file) } };
}
