import { describe, expect, it } from "vitest";
import { InvalidInput } from "#kernel";
import { MAX_EXPORT, readExport } from "./read-export";

const refusal = (csv: string) => {
  try {
    readExport(csv);
  } catch (error) {
    if (error instanceof InvalidInput) return { message: error.message, ...error.details };
    throw error;
  }
  throw new Error("it was read");
};

describe("a provider's usage export", () => {
  it("is read as Anthropic's console writes it", () => {
    const csv = [
      "usage_date_utc,model_version,api_key,workspace,usage_type,context_window,usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens,web_search_count",
      "2026-11-01,claude-sonnet-4-5-20250929,agency,Default,standard,≤ 200k,100,20,3,4000,50,0",
    ].join("\n");
    expect(readExport(csv)).toEqual({
      measures: ["input", "cacheRead", "cacheWrite", "output"],
      usages: [
        {
          day: "2026-11-01",
          model: "claude-sonnet-4-5-20250929",
          figures: { input: 100n, cacheRead: 4000n, cacheWrite: 23n, output: 50n },
        },
      ],
    });
  });

  it("is read as OpenAI's console writes it: the cache is within the input, and empty days name no model", () => {
    const csv = [
      "start_time\tstart_time_iso\tmodel\tinput_tokens\toutput_tokens\tinput_cached_tokens",
      "1761955200\t2026-11-01T00:00:00+00:00\tgpt-5-mini-2025-08-07\t1000\t10\t900",
      "1762041600\t2026-11-02T00:00:00+00:00\t\t\t\t",
    ].join("\r\n");
    expect(readExport(csv).usages).toEqual([
      { day: "2026-11-01", model: "gpt-5-mini-2025-08-07", figures: { input: 100n, cacheRead: 900n, output: 10n } },
    ]);
  });

  it("is read with plain names, days in UTC, and costs to the picodollar", () => {
    const csv = "Date;Model;Cost USD\n2026-11-02T00:30:00+02:00;m;0.8958740000000005\n2026-11-02;m;$1e-05\n";
    const { usages, measures } = readExport(csv);
    expect(measures).toEqual(["cost"]);
    expect(usages.map(({ day, figures }) => [day, figures.cost])).toEqual([
      ["2026-11-01", 895_874_000_000n],
      ["2026-11-02", 10_000_000n],
    ]);
  });

  it("is refused by row and column", () => {
    const rows = (...lines: string[]) => ["date,model,input_tokens,output_tokens", ...lines].join("\n");
    expect(refusal(rows("2026-11-01,m,1,1", "2026-11-01,m,1.5,1"))).toMatchObject({ row: 3, column: "input_tokens" });
    expect(refusal(rows("2026-02-31,m,1,1"))).toMatchObject({ row: 2, column: "date" });
    expect(refusal(rows("2026-11-01,,1,1"))).toMatchObject({ row: 2, column: "model" });
    expect(refusal(rows("2026-11-01,m,-1,1")).message).toContain("Row 2, column input_tokens");
    expect(refusal(rows("2026-11-01,m,1,1,9,9")).message).toContain("Row 2");
    expect(refusal(rows()).message).toContain("no row");
    expect(refusal("date,input_tokens\n2026-11-01,1").message).toContain("no column for the model");
    expect(refusal("date,model\n2026-11-01,m").message).toContain("no column for tokens or cost");
    const within = "date,model,input_tokens,input_cached_tokens\n2026-11-01,m,5,6";
    expect(refusal(within)).toMatchObject({ row: 2, column: "input_tokens" });
    expect(() => readExport("x".repeat(MAX_EXPORT + 1))).toThrow(expect.objectContaining({ code: "too_large" }));
  });
});
