/** How long one model call may keep us waiting, in milliseconds. */
export type Deadlines = {
  /** From sending the request to the first byte of the answer's body. */
  readonly firstByte: number;
  /** Between two pieces of the answer. A provider's keep-alive pings count as life. */
  readonly silence: number;
  /** From sending the request to the end of the answer. */
  readonly total: number;
};

/** Generous: a reasoning model may think for minutes before its first byte, and flex capacity queues. */
export const DEADLINES: Deadlines = { firstByte: 180_000, silence: 120_000, total: 900_000 };
