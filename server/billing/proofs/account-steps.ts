import { type Clock, pico } from "#kernel";
import { withOrg } from "#platform";
import { changeLimit } from "../budgets/change-limit";
import { BudgetBelowSpend } from "../errors";
import { expirePromotions } from "../promotions/expire-promotions";
import { closeSteps, collectStep, invoiceSteps, refundStep, taxStep } from "./invoice-steps";
import type { Step } from "./lane-steps";
import * as model from "./model";
import type { AccountMove, Move } from "./moves";
import { picoCents } from "./operator";
import { bankStep, cardStep, creditLimitStep, demoStep, grantStep, webhookStep } from "./paying-steps";
import { rerateStep } from "./rerate-step";
import type { World } from "./world";

/** What an organization or an operator does with the account. @param clock of the promotions, which expire early here */
export function accountSteps(world: World, move: AccountMove, clock: Clock): Step[] {
  switch (move.kind) {
    case "bank":
      return [bankStep(world, move)];
    case "demo":
      return [demoStep(world)];
    case "card":
      return [cardStep(world, move)];
    case "webhook":
      return [webhookStep(world, move)];
    case "credit":
      return [creditLimitStep(world, move)];
    case "grant":
      return [grantStep(world, move, clock)];
    case "invoice":
      return invoiceSteps(world);
    case "close":
      return closeSteps(world, move);
    case "refund":
      return [refundStep(world, move)];
    case "tax":
      return [taxStep(world, move)];
    case "collect":
      return [collectStep(world)];
    case "rerate":
      return [rerateStep(world, move)];
    case "limit":
      return [limitStep(world, move)];
  }
}

/** The project's budget is set to a little more, or less, than what is spent and held. */
function limitStep({ scope, projectId, projectCap, books: now }: World, { cents: room }: Move<"limit">): Step {
  const cap = now.caps[projectCap];
  const limit = pico((cap ? cap.spent + cap.held : 0n) + picoCents(room));
  return {
    what: `the project's budget becomes ${limit}`,
    async perform() {
      try {
        await withOrg(scope, (tx) => changeLimit(tx, { kind: "project", subjectId: projectId }, limit));
        return "set";
      } catch (error) {
        if (error instanceof BudgetBelowSpend) return "refused";
        throw error;
      }
    },
    expect(books) {
      const before = books.caps[projectCap];
      if (!before || before.spent + before.held > limit) return [{ outcome: "refused", next: books }];
      return [{ outcome: "set", next: { ...books, caps: { ...books.caps, [projectCap]: { ...before, limit } } } }];
    },
  };
}

/**
 * Promotions expire in all organizations at once. A wallet that somebody else has locked meanwhile is passed by, until the
 * next time.
 */
export function expiryStep(clock: Clock, performed: Promise<unknown>): Step {
  return {
    what: "promotions expire",
    async perform() {
      await performed;
      return "over";
    },
    expect: (books) => [
      { outcome: "over", next: model.expire(books, clock.now().getTime()) },
      { outcome: "over", next: books },
    ],
  };
}

export const startExpiry = (clock: Clock): Promise<number> => expirePromotions({ clock });
