export type { AgentFolder } from "./agent-files/agent";
export { readAgentDirectory, writeAgentDirectory } from "./agent-files/disk";
export { exportAgents, getHistory, getVersionLines, listEditions } from "./agent-files/editions";
export { describeProblem, readFolders } from "./agent-files/group-folders";
export { checkModel, type ImportedAgent, type Importer, importAgents, planImport } from "./agent-files/import-agents";
export { packZip, unpackZip } from "./agent-files/zip";
export { type SeededCatalogue, seedCatalogue } from "./commands/seed-catalogue";
export { type DetectedModel, syncLocalModel } from "./commands/sync-local-model";
export { takeModelOffDuty } from "./commands/take-model-off-duty";
export { NoRateInForce } from "./errors";
export { type AgentEdition, type AgentModel, findForHire, getEdition } from "./hireable";
export { getRateTableIn, listPricedModels } from "./price-book/catalogue-models";
export {
  createDraft,
  type DraftHead,
  discardDraft,
  importPrices,
  listDrafts,
  type PriceFileFormat,
  removeDraftLine,
  setDraftLine,
} from "./price-book/drafts";
export { type Draft, getDraft, getDraftTables } from "./price-book/get-draft";
export type { ImportPlan } from "./price-book/import/match-import";
export { describeLine, lineKey, type PriceLine } from "./price-book/lines";
export { listMarkups, type MarkupKind, type MarkupView, setMarkup } from "./price-book/markups";
export {
  confirmRateCard,
  listRateCards,
  type PublishedCard,
  publishDraft,
  withdrawRateCard,
} from "./price-book/publish";
export { type ListPrice, listPrices } from "./prices";
export {
  getRateTable,
  getRateTableOf,
  listSoldModels,
  readRateTable,
  type SoldModel,
} from "./rate-tables";
export { type AgentGrade, getAgent, listAgents, type RosterAgent } from "./roster";
export type { WhyOff } from "./rules";
export { type RosterFilter, rosterFilter } from "./schema";
