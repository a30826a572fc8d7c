import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { type SignedHeaders, signEvent } from "./signature";
import { guardedLookup, readWebhookUrl } from "./webhook-address";

const TIMEOUT_MS = 10_000;

type Event = { readonly id: string; readonly at: Date; readonly body: string };

/**
 * Posts a signed event and waits for the receiver's status. Redirects are not followed, and its answer's body is not read.
 * @throws AddressRefused | Error in words for people: what it answered, or why it could not be reached
 */
export async function sendWebhook(url: string, secret: string, event: Event, signal: AbortSignal): Promise<void> {
  const status = await post(readWebhookUrl(url), event.body, signEvent(secret, event), signal);
  if (status < 200 || status > 299)
    throw new Error(`It answered with the status ${status}; 200 to 299 is taken as received.`);
}

function post(url: URL, body: string, signed: SignedHeaders, signal: AbortSignal): Promise<number> {
  const overHttps = url.protocol === "https:";
  return new Promise((resolve, reject) => {
    const request = (overHttps ? requestHttps : requestHttp)(url, {
      method: "POST",
      agent: false,
      lookup: guardedLookup(overHttps),
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      headers: {
        ...signed,
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
        "user-agent": "Hireling-Webhooks/1.0",
      },
    });
    request.on("response", (response) => {
      resolve(response.statusCode ?? 0);
      // Whatever it has to say beyond the status, nobody reads.
      response.destroy();
    });
    request.on("error", (error) => reject(error.name === "TimeoutError" ? timedOut(error) : error));
    request.end(body);
  });
}

const timedOut = (cause: Error): Error =>
  new Error(`It did not answer within ${TIMEOUT_MS / 1000} seconds.`, { cause });
