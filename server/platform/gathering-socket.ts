import { Socket } from "node:net";

/**
 * A connection that sends at once all that is written to it in one turn of the event loop. Statements that go in one trip
 * (see `inOneTrip`) then cost one system call together instead of one each.
 */
export class GatheringSocket extends Socket {
  #isGathering = false;

  /** The driver corks around each statement, so that its messages leave together: here the next statement's come along. */
  override cork(): void {
    super.cork();
    if (this.#isGathering) return;
    this.#isGathering = true;
    super.cork();
    // Ticks come after all promises that are settled now, and so after whatever is sent because of them.
    process.nextTick(() => {
      this.#isGathering = false;
      super.uncork();
    });
  }
}
