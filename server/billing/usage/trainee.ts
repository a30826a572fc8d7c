import { z } from "zod";
import { type MeteredUsage, meteredUsage, readRecord, required, tokens } from "./metered-usage";

const schema = z.looseObject({ input_tokens: tokens, output_tokens: tokens });

/** The rule-based worker counts its own tokens; it has no cache and no tiers. */
export function meterTrainee(raw: unknown): MeteredUsage {
  const record = readRecord(schema, raw);
  return meteredUsage({
    quantities: {
      input: required(record.input_tokens, "input_tokens"),
      output: required(record.output_tokens, "output_tokens"),
    },
  });
}
