import { getAgent, listAgents, type RosterAgent, type RosterFilter } from "#catalogue";
import { modelProviders } from "./providers";

const whyOff = (provider: string): string | null => modelProviders().whyOff(provider);

/** The public roster as this installation can staff it: who is on duty depends on the keys it has. */
export const listRoster = (filter: RosterFilter = {}): Promise<RosterAgent[]> => listAgents(whyOff, filter);

/** @throws NotFound */
export const getRosterAgent = (slug: string): Promise<RosterAgent> => getAgent(slug, whyOff);
