export { announce } from "./announce";
export { appendAllEvents, appendEvents } from "./append-events";
export { clearDraft, clearDrafts, writeDraft } from "./drafts";
export { listEvents, MAX_EVENTS_PER_READ } from "./list-events";
export {
  DECISIONS,
  type Decision,
  type Draft,
  type EventData,
  type EventType,
  type EventView,
  eventData,
  eventView,
  type NewEvent,
  type WaitSubject,
  waitSubject,
} from "./schema";
export { type Sighting, watchJob } from "./watch-job";
