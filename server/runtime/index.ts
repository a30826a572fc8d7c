export type { Acceptance, AcceptanceCheck, Inspection, Verdict } from "./acceptance/port";
export { requireUsable } from "./acceptance/require-usable";
export { acceptanceCheck, MAX_CHECKS, USUAL_ROUNDS } from "./acceptance/schema";
export { createModelProviders, DEADLINES, detectLocalModels, type ModelAccess, type ModelProviders } from "./models";
export {
  type AssistantPart,
  type Json,
  type JsonObject,
  ModelCallFailed,
  type ModelFailureKind,
  type ModelProvider,
  type ModelRef,
  type ModelReply,
  type ReportedUsage,
} from "./models/port";
export { createTrainee } from "./models/trainee";
export * from "./shift/ports";
export { type WorkspaceState, workShift } from "./shift/work-shift";
export {
  builtInTools,
  type CrewMember,
  closeSandbox,
  type Delivery,
  openWorkspace,
  outsideTool,
  placeGivenFile,
  placeInput,
  placeSkillFile,
  safeFileName,
  type Tool,
  type Workspace,
} from "./tools";
