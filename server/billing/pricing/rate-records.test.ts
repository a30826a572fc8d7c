import { describe, expect, it } from "vitest";
import { InvalidInput } from "#kernel";
import { rateRecords } from "./rate-records";

const rateOne = (record: unknown) => rateRecords([record])[0];

describe("rateRecords", () => {
  it("prices raw usage", () => {
    const usage = { input_tokens: 100, output_tokens: 50, server_tool_use: { web_search_requests: 2 } };
    expect(rateOne({ id: "a", api: "anthropic", usage, rates: { input: "3", output: "15", webSearch: "10" } })).toEqual(
      {
        id: "a",
        lines: [
          { component: "input", quantity: 100, rate: "3", amount: "0.0003" },
          { component: "output", quantity: 50, rate: "15", amount: "0.00075" },
          { component: "webSearch", quantity: 2, rate: "10", amount: "0.02" },
        ],
        total: "0.02105",
      },
    );
  });

  it("prices components, with rates finer than a card may have", () => {
    expect(rateOne({ id: 1, components: { cacheRead: "1" }, rates: { cacheRead: "0.0039875" } })).toMatchObject({
      total: "0.000000003988",
    });
  });

  it("takes the tier that total input passes, for the whole request", () => {
    const tiers = [{ above: 100_000, rates: { input: "0.5", output: "2.5" } }];
    const rates = { input: "0.1", output: "0.5", cacheRead: "0.01" };
    const total = (input: number) =>
      rateOne({ id: 1, components: { input, cacheRead: 50_000, output: 1_000 }, rates, tiers });
    expect(total(50_000)).toMatchObject({ total: "0.006" });
    expect(total(50_001)).toMatchObject({ total: "0.0280005" });
  });

  it("says what adds up badly, and prices what is certain", () => {
    const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 20 };
    expect(rateOne({ id: 1, api: "openai-chat", usage, rates: { input: "1", output: "1" } })).toMatchObject({
      total: "0.000015",
      review: expect.stringContaining("20"),
    });
  });

  it.each([
    [{ id: "x", components: { input: 1, output: 1 }, rates: { input: "1" } }, "no rate for output"],
    [{ id: "x", api: "anthropic", usage: {}, rates: {} }, "input_tokens is missing"],
    [{ id: "x", api: "anthropic", usage: { input_tokens: -1, output_tokens: 1 }, rates: {} }, "usage.input_tokens"],
    [{ id: "x", components: { input: 1 }, rates: { input: "-1" } }, "rates.input"],
    [{ id: "x", components: { input: 1.5 }, rates: { input: "1" } }, "components.input"],
    [{ id: "x", components: { tokens: 1 }, rates: {} }, "tokens"],
    [{ id: "x", rates: {} }, "either usage or components"],
    [{ id: "x", usage: {}, rates: {} }, "whose usage"],
    [{ id: "x", api: "telepathy", usage: {}, rates: {} }, "api"],
  ])("an error stands with its record: %j", (record, problem) => {
    const [bad, good] = rateRecords([record, { id: "good", components: { input: 1 }, rates: { input: "1" } }]);
    expect(bad).toEqual({ id: "x", error: expect.stringContaining(problem) });
    expect(good).toMatchObject({ id: "good", total: "0.000001" });
  });

  it("does not price an unused component", () => {
    expect(rateOne({ id: 1, components: { input: 0 }, rates: {} })).toEqual({ id: 1, lines: [], total: "0.00" });
  });

  it("wants a list", () => expect(() => rateRecords({ id: 1 })).toThrow(InvalidInput));
});
