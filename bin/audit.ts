import { auditBooks, type CheckResult } from "#billing";
import { attachAgency } from "#server/platform/agency";

function tell({ name, checked, violations, first }: CheckResult): void {
  console.log(`${first === null ? "ok   " : "WRONG"} ${name} (${checked} checked)`);
  if (first !== null) console.log(`      ${violations} violated; the first (in picodollars): ${first}`);
}

async function main(): Promise<void> {
  const agency = await attachAgency("npm run audit");
  try {
    const results = await auditBooks(tell);
    const broken = results.find(({ first }) => first !== null);
    if (!broken) return console.log("The books balance.");
    console.log(`The books do NOT balance: it is not true that ${broken.name}. First violation: ${broken.first}`);
    process.exitCode = 1;
  } finally {
    await agency.close();
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
