import { describe, expect, it } from "vitest";
import { NO_ACCEPTANCE } from "./acceptance-draft";
import { checkOrder, crewOf, type HireDraft, isWrong, placeError, slugsOf, suggestTitle, toOrder } from "./draft";

const draft: HireDraft = {
  brief: "Average fare?",
  title: null,
  crew: { ada: 1 },
  manager: null,
  tier: "standard",
  budget: "5.00",
  runBudget: "",
  projectId: "",
  askStepAbove: "",
  askSpentPercent: "",
  acceptance: NO_ACCEPTANCE,
  connectors: [],
};

describe("suggestTitle", () => {
  it.each([
    ["", ""],
    ["\n\n# Fares by class\nmore", "Fares by class"],
    ["- first point", "first point"],
    [`${"word ".repeat(40)}`, `${"word ".repeat(16).trim()}…`],
    ["x".repeat(200), `${"x".repeat(80)}…`],
  ])("of %j is %j", (brief, title) => {
    expect(suggestTitle(brief)).toBe(title);
  });
});

it("lists a crew as an order does, and back", () => {
  const crew = { ada: 2, bo: 1 };
  expect(slugsOf(crew)).toEqual(["ada", "ada", "bo"]);
  expect(crewOf(slugsOf(crew))).toEqual(crew);
});

it("works solo with one agent and side by side with several", () => {
  expect(toOrder(draft, []).mode).toBe("solo");
  expect(toOrder({ ...draft, crew: { ada: 2 } }, []).mode).toBe("parallel");
  const led = { ...draft, crew: { ada: 2, bo: 2 }, manager: "bo" };
  expect(toOrder(led, [])).toMatchObject({ mode: "crew", agents: ["bo", "ada", "ada", "bo"] });
  expect(toOrder({ ...led, crew: { ada: 2 } }, []).mode).toBe("parallel");
  expect(toOrder({ ...led, crew: { bo: 1 } }, []).mode).toBe("solo");
});

it("says what is missing, at its field", () => {
  expect(checkOrder(toOrder(draft, []))).toEqual({});
  const empty = toOrder({ ...draft, brief: "  ", crew: {}, budget: "" }, []);
  expect(Object.keys(checkOrder(empty))).toEqual(["brief", "agents", "budget"]);
  for (const budget of ["-1", "0", "NaN", "1,50", "1e3"]) {
    expect(checkOrder(toOrder({ ...draft, budget }, [])).budget).toBeTruthy();
  }
});

it("names a project and what each agent may cost only when asked to", () => {
  expect(toOrder(draft, [])).not.toHaveProperty("runBudget");
  expect(toOrder(draft, [])).not.toHaveProperty("projectId");
  const order = toOrder({ ...draft, runBudget: " 1.00 ", projectId: "p" }, []);
  expect(order).toMatchObject({ runBudget: "1.00", projectId: "p" });
  expect(checkOrder({ ...order, runBudget: "some" })).toHaveProperty("runBudget");
});

it("wants to be asked only where something was entered", () => {
  expect(toOrder(draft, [])).not.toHaveProperty("askBefore");
  expect(toOrder({ ...draft, askStepAbove: " 0.50 " }, []).askBefore).toEqual({ stepAbove: "0.50" });
  expect(toOrder({ ...draft, askSpentPercent: "80" }, []).askBefore).toEqual({ spentPercent: 80 });
  const wrong = checkOrder(toOrder({ ...draft, askStepAbove: "lots", askSpentPercent: "half" }, []));
  expect(Object.keys(wrong)).toEqual(["askBefore.stepAbove", "askBefore.spentPercent"]);
});

it("puts a refusal at its field, or above the form", () => {
  expect(placeError("agents.0", "Off duty.")).toEqual({ agents: "Off duty." });
  expect(placeError("wallet", "No money.")).toEqual({ form: "No money." });
  expect(placeError(null, "Down.")).toEqual({ form: "Down." });
});

it.each([
  ["acceptance.checks.1.path", "acceptance.checks.1.path"],
  ["acceptance.checks.0.schema.properties.total", "acceptance.checks.0.schema"],
  ["acceptance.checks", "acceptance.criteria"],
  ["acceptance", "acceptance.criteria"],
  ["acceptance.verifier", "acceptance.verifier"],
  ["askBefore.spentPercent", "askBefore.spentPercent"],
])("puts a refusal of %s at %s", (field, place) => {
  const errors = placeError(field, "No.");
  expect(errors).toEqual({ [place]: "No." });
  expect(isWrong(errors, "acceptance")).toBe(field.startsWith("acceptance"));
});
