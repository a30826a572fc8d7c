import { z } from "zod";
import { type MeteredUsage, meteredUsage, readRecord, required, tokens } from "./metered-usage";

const schema = z.looseObject({ inputTokens: tokens, outputTokens: tokens });

/** The rule-based worker counts its own tokens; it has no cache and no tiers. */
export function meterTrainee(raw: unknown): MeteredUsage {
  const record = readRecord(schema, raw);
  return meteredUsage({
    quantities: { input: required(record.inputTokens, "inputTokens"), output: required(record.outputTokens, "outputTokens") },
  });
}
