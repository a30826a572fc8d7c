type Visitor = { readonly admit: () => void; readonly onMove: (() => void) | undefined };

/** Lets at most `places` through at a time, in the order they came. */
export class Turnstile {
  readonly #places: number;
  #inside = 0;
  readonly #waiting: Visitor[] = [];

  constructor(places: number) {
    this.#places = places;
  }

  /** Whether someone is inside or waiting. */
  get isBusy(): boolean {
    return this.#inside > 0 || this.#waiting.length > 0;
  }

  /**
   * Waits for a place. The caller must call the returned function exactly once.
   * @param onMove called whenever the line moves while the caller stands in it
   * @throws the signal's reason when it aborts first
   */
  async enter(signal: AbortSignal, onMove?: () => void): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#inside >= this.#places) await this.#wait(signal, onMove);
    else this.#inside += 1;
    return () => this.#leave();
  }

  #wait(signal: AbortSignal, onMove: (() => void) | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const visitor: Visitor = {
        admit() {
          signal.removeEventListener("abort", giveUp);
          resolve();
        },
        onMove,
      };
      const giveUp = () => {
        this.#waiting.splice(this.#waiting.indexOf(visitor), 1);
        reject(signal.reason);
      };
      this.#waiting.push(visitor);
      signal.addEventListener("abort", giveUp, { once: true });
    });
  }

  /** The place goes straight to the next in line, so nobody who comes meanwhile can take it. */
  #leave(): void {
    for (const { onMove } of this.#waiting) onMove?.();
    const next = this.#waiting.shift();
    if (next) next.admit();
    else this.#inside -= 1;
  }
}
