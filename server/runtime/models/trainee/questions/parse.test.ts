import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { category, column, date, flag, tableOf } from "../testing/tables";
import type { ValueHit } from "./ask";
import { askQuery } from "./ask-sql";
import { understand } from "./parse";

const [fare, age, sex, klass, survived, day, name, sales, region] = [
  column({ name: "Fare" }),
  column({ name: "Age", integer: true }),
  category("Sex", 2),
  category("Class"),
  flag("Survived"),
  date("Date"),
  column({
    name: "Name",
    sqlType: "VARCHAR",
    role: "text",
    kinds: 100,
    asNumber: null,
    asText: '"Name"',
    low: null,
    high: null,
  }),
  column({ name: "Sales" }),
  category("Region"),
];
const table = tableOf([fare, age, sex, klass, survived, day, name, sales, region], "passengers");
const hits: ValueHit[] = [
  { column: sex, value: "female", phrase: "women" },
  { column: sex, value: "male", phrase: "men" },
  { column: klass, value: "First", phrase: "first" },
];

/** The query without its purpose and its frame: what is selected, filtered and grouped. */
const sqlOf = (question: string): string => {
  const understood = understand(question, { table, hits, spanDays: 1_400 });
  return understood?.kind === "ask" ? (askQuery(understood.ask).split("\n")[1] ?? "") : (understood?.kind ?? "nothing");
};

describe("understanding questions", () => {
  it.each([
    ["average fare by class", /avg\(x\).*"Class" AS g1, "Fare" AS x.*GROUP BY g1/],
    ["What is the median age?", /median\(x\).*AS x/],
    ["how many passengers survived?", /count\(\*\) AS answer.*WHERE \(CAST|count\(\*\) AS answer.*"Survived" = 1/],
    ["how many women survived", /"Sex" = 'female'\) AND \("Survived" = 1\)/],
    ["total sales per region in 2013", /sum\(x\).*"Region" AS g1.*year\("Date"\) = 2013/],
    ["count of rows where age > 30", /count\(\*\) AS answer.*"Age" > 30/],
    ["average fare of passengers older than 40", /avg\(x\).*"Fare" AS x.*"Age" > 40/],
    ["fare between 10 and 20: how many?", /"Fare" BETWEEN 10 AND 20/],
    ["what share of passengers are women?", /FILTER \(WHERE part\) \/ count\(\*\).*"Sex" = 'female'\) AS part/],
    ["survival rate by class", /FILTER \(WHERE part\).*"Class" AS g1.*"Survived" = 1\) AS part/],
    ["average fare of men and women", /avg\(x\).*"Sex" AS g1.*IN \('male', 'female'\)/],
    ["top 3 regions by sales", /sum\(x\).*"Region" AS g1.*ORDER BY answer DESC, g1 LIMIT 3/],
    ["which region has the highest total sales?", /sum\(x\).*"Region" AS g1.*answer DESC/],
    ["who is the oldest passenger?", /max\(x\).*"Name" AS g1.*"Age" AS x.*answer DESC/],
    ["which class is the most common?", /count\(\*\) AS answer.*"Class" AS g1.*answer DESC/],
    ["how many different regions are there?", /count\(DISTINCT x\).*"Region" AS x/],
    ["what is the earliest date?", /min\(x\).*strftime\("Date"/],
    ["correlation between age and fare", /corr\(x, y\).*"Age" AS x, "Fare" AS y/],
    ["average fare in first class", /avg\(x\).*"Class" = 'First'/],
  ])("%s", (question, sql) => expect(sqlOf(question)).toMatch(sql));

  it.each([
    "why did sales fall?",
    "predict sales for next year",
    "write a poem about the passengers",
    "translate the names into French",
  ])("declines: %s", (question) => expect(sqlOf(question)).toBe("cannot"));

  it.each(["These are the passengers of a ship.", "Please analyse the data and write a report with charts."])(
    "needs no answer: %s",
    (sentence) => expect(sqlOf(sentence)).toBe("nothing"),
  );

  it("answers questions about the table from the profile", () => {
    expect(sqlOf("how many rows are there?")).toBe("fact");
    expect(sqlOf("are there duplicates?")).toBe("fact");
    expect(sqlOf("how many rows where age > 3?")).toMatch(/"Age" > 3/);
  });

  it("says which words narrowed nothing", () => {
    const understood = understand("average fare in Paris", { table, hits, spanDays: null });
    expect(understood?.kind === "ask" && understood.ask.notes.join()).toContain("“Paris”");
  });

  it("never throws, whatever it reads", () => {
    const words = fc.constantFrom(
      "average",
      "fare",
      "by",
      "class",
      "top",
      "5",
      "women",
      "in",
      "2013",
      "which",
      "how",
      "many",
      ">",
      "between",
      "and",
      "share",
      "of",
      "oldest",
      "per",
      "month",
      "<script>",
      "'",
      '"',
    );
    fc.assert(fc.property(fc.array(words, { maxLength: 12 }), (said) => void sqlOf(said.join(" "))));
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), (said) => void sqlOf(said)));
  });
});
