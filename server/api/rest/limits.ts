import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { DomainError, type OrgScope } from "#kernel";

const MINUTE = 60;

// Against a runaway script, not against use: a client that polls thirty jobs five times a second stays well below.
const limits = {
  member: new RateLimiterMemory({ points: 30_000, duration: MINUTE }),
  visitor: new RateLimiterMemory({ points: 6_000, duration: MINUTE }),
};

/** Counts a request, by key or person, or by address for visitors, in this process. @throws DomainError rate_limited */
export async function countRequest(scope: OrgScope | null, ip: string): Promise<void> {
  const who = scope?.actor.apiKeyId ?? scope?.actor.userId;
  try {
    await (who ? limits.member.consume(who) : limits.visitor.consume(ip));
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    const retryAfterSeconds = Math.ceil(refusal.msBeforeNext / 1000);
    throw new DomainError("rate_limited", `Too many requests. Try again in ${retryAfterSeconds} seconds.`, {
      retryAfterSeconds,
    });
  }
}
