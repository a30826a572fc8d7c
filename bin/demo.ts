import "./demo/quiet";
import { styleText } from "node:util";
import { getInvoice, getJobUsage, getWallet, issueInvoice } from "#billing";
import { seedAgency } from "#desk";
import { watchJob } from "#events";
import {
  acceptJob,
  getJob,
  hire,
  type JobView,
  jobOrder,
  listDeliverables,
  quoteJob,
  startWorker,
  uploadFile,
} from "#hiring";
import { scopeForCommandLine } from "#identity";
import { type OrgScope, systemClock } from "#kernel";
import { attachAgency } from "#server/platform/agency";
import { tabulate } from "./demo/bill";
import { readOrder, USAGE } from "./demo/brief";
import { describeEvent } from "./demo/progress";
import { describeLogins } from "./seeded-logins";

const say = (line = ""): void => void process.stdout.write(`${line}\n`);
const title = (text: string): void => say(`\n${styleText("bold", text)}`);

/** Posts the job and shows everything that happens until its run ends or waits. */
async function hireAndWatch(scope: OrgScope): Promise<JobView> {
  const demo = readOrder();
  const file = await uploadFile(scope, { name: demo.file.name, content: demo.file.open() });
  const order = jobOrder.parse({
    title: `What is in ${file.name}?`,
    brief: demo.brief,
    agents: [demo.agent],
    fileIds: [file.id],
    budget: demo.budget,
  });
  title("The job");
  say(demo.brief);
  say(`\nFile: ${file.name}, ${file.bytes} bytes`);
  const quote = await quoteJob(scope, order);
  say(`Quote: likely $${quote.likely} (as low as $${quote.low}), never more than $${quote.notToExceed}`);

  title("The work");
  const startedAt = Date.now();
  const { job } = await hire(scope, order);
  const leaving = new AbortController();
  for await (const sighting of watchJob(scope, job.id, 0, leaving.signal)) {
    if (sighting.kind === "draft") continue;
    const clock = `${((Date.now() - startedAt) / 1000).toFixed(1)}s`.padStart(6);
    for (const line of describeEvent(sighting.event)) say(`${styleText("dim", clock)}  ${line}`);
    const { status } = await getJob(scope, job.id);
    if (status !== "queued" && status !== "working") leaving.abort();
  }
  return getJob(scope, job.id);
}

async function showResult(scope: OrgScope, job: JobView): Promise<void> {
  title("The bill");
  const usage = await getJobUsage(scope, job.id);
  for (const line of tabulate(usage)) say(line);
  say(`Total: $${job.cost}`);
  for (const { step, reason, amount } of usage.waste)
    say(`Carried by the agency: step ${step}, $${amount} (${reason})`);
  const invoice = await getInvoice(scope, await issueInvoice(scope, { clock: systemClock }));
  say(`Invoice ${invoice.number} over $${invoice.total} (exactly $${invoice.exactTotal})`);
  const wallet = await getWallet(scope);
  say(`Wallet: $${wallet.balance} posted, $${wallet.held} held, $${wallet.available} available`);

  for (const deliverable of await listDeliverables(scope, job.id)) {
    title("The deliverable");
    say(deliverable.summary);
    say();
    for (const file of deliverable.files) say(`${file.name}  ${file.bytes} bytes  /api/v1/files/${file.id}/content`);
  }
}

async function main(): Promise<void> {
  const agency = await attachAgency("npm run demo");
  try {
    // An agency that does not run has no worker, and one that never ran has nobody in it.
    if (agency.url === null) for (const line of describeLogins(await seedAgency())) say(line);
    const worker = agency.url === null ? await startWorker() : null;
    try {
      const scope = await scopeForCommandLine("demo");
      const job = await hireAndWatch(scope);
      const accepted = job.status === "review" ? await acceptJob(scope, job.id) : job;
      await showResult(scope, accepted);
      if (agency.url) say(`\nIn the browser: ${agency.url}/jobs/${job.id}`);
      if (accepted.status !== "accepted") process.exitCode = 1;
    } finally {
      await worker?.drain();
    }
  } finally {
    await agency.close();
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n${USAGE}\n`);
  process.exitCode = 1;
}
