import { buildConnector } from "undici";
import { lookupOnly } from "./internet-address";

type Guard = {
  /** Whether a connection may go to this IP address. */
  readonly mayReach: (address: string) => boolean;
  /** The error of a connection to a forbidden address. */
  readonly refused: (hostname: string, address: string) => Error;
  /** How long a connection may take to come about. */
  readonly timeoutMs: number;
};

/**
 * Connects (undici) to what was checked: a name is looked up under the guard by the connection itself, so it cannot mean
 * one address when it is checked and another when it is called. An IP address is never looked up: whoever reads the address
 * checks it. What was really connected to is checked once more before a byte is sent.
 */
export function guardedConnector({ mayReach, refused, timeoutMs }: Guard): buildConnector.connector {
  const connect = buildConnector({ lookup: lookupOnly(mayReach, refused), timeout: timeoutMs });
  return (options, callback) => {
    connect(options, (...[error, socket]) => {
      if (error) return callback(error, null);
      const { remoteAddress = "" } = socket;
      if (remoteAddress !== "" && mayReach(remoteAddress)) return callback(null, socket);
      socket.destroy();
      callback(refused(options.hostname, remoteAddress), null);
    });
  };
}
