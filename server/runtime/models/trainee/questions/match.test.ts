import { describe, expect, it } from "vitest";
import { column, tableOf } from "../testing/tables";
import { findMentions, likeness } from "./match";
import { readWords } from "./tokens";

const found = (question: string, ...names: string[]): string[] =>
  findMentions(readWords(question), tableOf(names.map((name) => column({ name })))).map(
    (mention) => mention.column.name,
  );

describe("matching words to columns", () => {
  it.each([
    ["average fare amount", ["fare_amount", "fare_tax"], ["fare_amount"]],
    ["the max temperature", ["temp_max", "temp_min"], ["temp_max"]],
    ["average mpg", ["Miles_per_Gallon", "Name"], ["Miles_per_Gallon"]],
    ["body mass of penguins", ["Body Mass (g)", "Beak Depth (mm)"], ["Body Mass (g)"]],
    ["weight", ["Weight_in_lbs", "Horsepower"], ["Weight_in_lbs"]],
    ["how many survived", ["Survived"], ["Survived"]],
    ["gender", ["Sex"], ["Sex"]],
    ["avrage horspower", ["Horsepower"], ["Horsepower"]],
    ["life expectancy", ["life_expect", "fertility"], ["life_expect"]],
    ["countries", ["country"], ["country"]],
    ["something else", ["price", "region"], []],
  ])("%s", (question, names, expected) => expect(found(question, ...names)).toEqual(expected));

  it("names the rivals of an ambiguous word", () => {
    const [mention] = findMentions(
      readWords("average gross"),
      tableOf([column({ name: "US Gross" }), column({ name: "Worldwide Gross" })]),
    );
    expect(mention?.rivals.map(({ name }) => name)).toEqual(["Worldwide Gross"]);
  });

  it("does not take unlike words for alike", () => expect(likeness("cat", "car")).toBe(0));
});
