import { z } from "zod";
import { LIMITS } from "./limits";
import { defineTool } from "./tool";

const option = z.string().trim().min(1).max(LIMITS.optionCharacters);

export const askClient = defineTool({
  name: "ask_client",
  description:
    "Asks the client a question; the answer is this call's result. All work stops until a person answers, so ask only what the brief leaves open, " +
    "what no file tells and what changes the result, and ask it all at once. Do not ask for leave to go on.",
  effect: "pure",
  input: z.object({
    question: z
      .string()
      .trim()
      .min(1)
      .max(LIMITS.questionCharacters)
      .describe("In plain words, with what the client needs to decide"),
    options: z
      .array(option)
      .max(LIMITS.questionOptions)
      .optional()
      .describe("Answers to choose from, where there are some; the client may always answer in other words"),
  }),
  run: async ({ question, options = [] }) => ({
    waitsFor: { kind: "question", question, options: [...new Set(options)] },
  }),
});
