import { rateRecords } from "#billing";
import { DomainError } from "#kernel";
import { fail, readJsonArgument } from "./read-json";

const records = readJsonArgument("npm run rate -- FILE.json");
try {
  console.log(JSON.stringify(rateRecords(records), null, 2));
} catch (error) {
  if (error instanceof DomainError) fail(error.message);
  throw error;
}
