/**
 * Waits for stopped work no longer than this after the stop: what hears no signal, as a tool that hangs, must not keep a
 * worker's place for ever. Whatever it still does has lost its lease.
 * @returns whether the work has ended
 */
export async function orAbandon(work: Promise<void>, signal: AbortSignal, graceMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const abandoned = new Promise<false>((resolve) => {
    const wait = (): void => {
      timer = setTimeout(resolve, graceMs, false);
    };
    if (signal.aborted) wait();
    else signal.addEventListener("abort", wait, { once: true });
  });
  try {
    return await Promise.race([work.then(() => true), abandoned]);
  } finally {
    clearTimeout(timer);
  }
}
