import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { TooManyTries } from "./errors";

const QUARTER_HOUR = 15 * 60;

// Counted in this process: several web processes multiply the limit by their number, which still stops guessing.
// The address a request claims to come from can be forged, so the email has a limit of its own.
const limits = {
  emailAndIp: new RateLimiterMemory({ points: 10, duration: QUARTER_HOUR }),
  email: new RateLimiterMemory({ points: 50, duration: QUARTER_HOUR }),
  ip: new RateLimiterMemory({ points: 300, duration: QUARTER_HOUR }),
};

async function take(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) throw new TooManyTries(Math.ceil(refusal.msBeforeNext / 1000));
    throw refusal;
  }
}

/**
 * Counts one try to sign in, before any work is done for it.
 * @returns what to call when it was right: then it was no try to guess
 * @throws TooManyTries
 */
export async function countSignIn(email: string, ip: string): Promise<() => Promise<void>> {
  const both = `${email} ${ip}`;
  await take(limits.ip, ip);
  await take(limits.email, email);
  await take(limits.emailAndIp, both);
  return async () => {
    await Promise.all([limits.emailAndIp.delete(both), limits.email.reward(email), limits.ip.reward(ip)]);
  };
}

/** Counts one registration: each costs a hash and leaves rows. @throws TooManyTries */
export const countRegistration = (ip: string): Promise<void> => take(limits.ip, ip);
