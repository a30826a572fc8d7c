import { QUIET_MS } from "./rules";

/** The last sign of life, as the lease tells it. Milliseconds. */
export type Reading = {
  readonly agoMs: number;
  /** How long from now on there need be no other, longer than `QUIET_MS` after the last; NULL when no longer. */
  readonly quietForMs: number | null;
  /** To be called once it is written down. */
  told(): void;
};

/** Whether the work of one shift gets on, as the worker that does it knows. */
export type Pulse = {
  /** It does. */
  sign(): void;
  /**
   * Does something that may take `quietMs` without a sign, from its beginning and from each sign of its own on. Its beginning and its
   * end are signs, however it ends.
   */
  during<T>(quietMs: number, act: (onSign: () => void) => Promise<T>): Promise<T>;
  /** The last sign, if there was one since that which was told last; NULL otherwise. */
  read(): Reading | null;
};

/** @param now milliseconds, on a clock that never goes back */
export function createPulse(now: () => number): Pulse {
  let signedAt = now();
  let signs = 1;
  let toldSigns = 0;
  const underWay = new Set<{ until: number }>();

  const sign = (): void => {
    signedAt = now();
    signs += 1;
  };

  return {
    sign,
    async during(quietMs, act) {
      const work = { until: 0 };
      const onSign = (): void => {
        sign();
        work.until = signedAt + quietMs;
      };
      onSign();
      underWay.add(work);
      try {
        return await act(onSign);
      } finally {
        underWay.delete(work);
        sign();
      }
    },
    read() {
      if (signs === toldSigns) return null;
      const [at, read] = [now(), signs];
      const until = Math.max(...[...underWay].map((work) => work.until));
      return {
        agoMs: at - signedAt,
        quietForMs: until > signedAt + QUIET_MS ? until - at : null,
        told: () => {
          toldSigns = Math.max(toldSigns, read);
        },
      };
    },
  };
}
