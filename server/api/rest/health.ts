import { getHealth } from "#hiring";
import { logFor } from "#platform";
import { answerJson } from "./answer";

const READY = 200;
const NOT_READY = 503;

/** 200 once a hire would work, 503 before; never from a cache. */
export async function answerHealth(): Promise<Response> {
  try {
    const found = await getHealth();
    return answerJson(found, found.status === "ok" ? READY : NOT_READY);
  } catch (error) {
    logFor({ module: "api" }).warn({ err: error }, "the health check could not be done");
    return answerJson({ status: "down" }, NOT_READY);
  }
}
