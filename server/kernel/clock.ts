/** Where time comes from. Rules take one; only floor 5 and tests choose which. */
export type Clock = { now(): Date };

export const systemClock: Clock = { now: () => new Date() };
