import { cpus, loadavg } from "node:os";
import { type BenchAgency, withAgency } from "./agency";
import { benchClose } from "./cases/close";
import { benchCrew } from "./cases/crew";
import { benchHire } from "./cases/hire";
import { benchLedger } from "./cases/ledger";
import { benchOverhead } from "./cases/overhead";
import { benchParallel } from "./cases/parallel";
import { benchRuntime } from "./cases/runtime";
import { benchSideBySide } from "./cases/side-by-side";
import { type Row, tabulate } from "./figures";

const CASES: Record<string, (agency: BenchAgency) => Promise<Row[]>> = {
  close: benchClose,
  crew: benchCrew,
  hire: benchHire,
  ledger: benchLedger,
  overhead: benchOverhead,
  parallel: benchParallel,
  runtime: benchRuntime,
  three: benchSideBySide,
};

const say = (line = ""): void => void process.stdout.write(`${line}\n`);

const names = process.argv.slice(2);
const unknown = names.find((name) => !Object.hasOwn(CASES, name));
if (unknown !== undefined) {
  process.stderr.write(`There is no bench "${unknown}".\nnpm run bench [-- ${Object.keys(CASES).join(" | ")}]\n`);
  process.exitCode = 2;
} else {
  const processors = cpus();
  const load = loadavg()[0]?.toFixed(1);
  say(`${processors.length} × ${processors[0]?.model.trim()}, Node ${process.version}, load ${load} at the start`);
  say("Built-in PostgreSQL, every commit on disk; one worker, the scripted model in a process of its own.\n");
  await withAgency(async (agency) => {
    for (const [name, bench] of Object.entries(CASES)) {
      if (names.length > 0 && !names.includes(name)) continue;
      for (const line of tabulate(await bench(agency))) say(line);
      say();
    }
  });
}
