import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

type ReceivedEvent = { readonly headers: IncomingHttpHeaders; readonly body: string };

export type WebhookServer = {
  readonly url: string;
  readonly received: readonly ReceivedEvent[];
  /** The statuses of the next answers; 200 when none is left. */
  answerWith(...statuses: number[]): void;
  close(): Promise<void>;
};

/** A webhook's receiving end on loopback. */
export async function startWebhookServer(): Promise<WebhookServer> {
  const received: ReceivedEvent[] = [];
  const statuses: number[] = [];
  const server = createServer(async (request, response) => {
    const body = (await request.setEncoding("utf8").toArray()).join("");
    received.push({ headers: request.headers, body });
    const status = statuses.shift() ?? 200;
    response.writeHead(status, status === 302 ? { location: "/elsewhere" } : {}).end("thanks");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    answerWith: (...next) => void statuses.push(...next),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

export type MailServer = {
  readonly url: string;
  /** Letters as they came over the wire. */
  readonly letters: readonly { readonly to: readonly string[]; readonly text: string }[];
  close(): Promise<void>;
};

/** A mail server on loopback that keeps what it is given. @param refuse recipients it does not know */
export async function startMailServer(refuse: readonly string[] = []): Promise<MailServer> {
  const letters: { to: string[]; text: string }[] = [];
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onRcptTo: ({ address }, _session, callback) =>
      callback(refuse.includes(address) ? new Error("no such mailbox here") : null),
    onData(stream, { envelope }, callback) {
      let text = "";
      stream.setEncoding("utf8");
      stream.on("data", (chunk) => {
        text += chunk;
      });
      stream.on("end", () => {
        letters.push({ to: envelope.rcptTo.map(({ address }) => address), text });
        callback();
      });
    },
  });
  smtp.listen(0, "127.0.0.1");
  await once(smtp.server, "listening");
  const { port } = smtp.server.address() as AddressInfo;
  return { url: `smtp://127.0.0.1:${port}`, letters, close: () => new Promise((done) => smtp.close(() => done())) };
}
