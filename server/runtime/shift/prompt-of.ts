import type { ModelRequest } from "../models/port";
import { toolSpecs } from "../tools";
import { type Moment, turnsOf } from "./conversation";
import { houseRules } from "./house-rules";
import type { Assignment } from "./ports";

/** What a run's call shows its model. */
export type Prompt = Pick<ModelRequest, "instructions" | "turns" | "tools">;

/** All calls of a run begin alike: providers find in their cache what they have read before. */
export const promptOf = (assignment: Assignment, moments: readonly Moment[]): Prompt => ({
  instructions: houseRules(assignment),
  turns: turnsOf(moments, assignment.model.contextWindow),
  tools: toolSpecs(assignment.tools),
});

/** What one call may say at most, as far as model and agent are concerned. Tokens. */
export const wantedOutput = ({ maxOutputPerStep, model }: Pick<Assignment, "maxOutputPerStep" | "model">): number =>
  Math.min(maxOutputPerStep, model.maxOutput);
