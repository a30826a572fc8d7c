import { describe, expect, it } from "vitest";
import type { Tool } from "../tools";
import { treatmentOf } from "./treatment";

const tool = (changes: Partial<Tool>): Tool => ({
  name: "send",
  description: "",
  effect: "side-effecting",
  parameters: {},
  run: async () => ({ content: "", isError: false }),
  ...changes,
});
const call = { name: "send", args: { to: "Ann" }, state: "pending", isAllowed: false } as const;

describe("an open call", () => {
  it("with an effect outside is marked before it runs, and asked about when it was cut off", () => {
    expect(treatmentOf(call, [tool({})])).toEqual({ do: "run", marksStart: true });
    const interrupted = { kind: "interrupted", tool: "send", args: { to: "Ann" } };
    expect(treatmentOf({ ...call, state: "started" }, [tool({})])).toEqual({ do: "ask", subject: interrupted });
    // Leave that was given before it began says nothing about whether it may be made twice.
    expect(treatmentOf({ ...call, state: "started", isAllowed: true }, [tool({})])).toMatchObject({ do: "ask" });
  });

  it("that may be repeated simply runs", () => {
    for (const effect of ["pure", "idempotent"] as const) {
      expect(treatmentOf({ ...call, state: "started" }, [tool({ effect })])).toEqual({ do: "run", marksStart: false });
    }
  });

  it("is made, asked about or refused as the tool's permission says", () => {
    const asked = { do: "ask", subject: { kind: "permission", tool: "send", args: { to: "Ann" } } };
    expect(treatmentOf(call, [tool({ permission: "ask" })])).toEqual(asked);
    expect(treatmentOf({ ...call, isAllowed: true }, [tool({ permission: "ask" })])).toMatchObject({ do: "run" });
    expect(treatmentOf({ ...call, isAllowed: true }, [tool({ permission: "deny" })])).toMatchObject({ do: "refuse" });
  });

  it("of a tool that is not there is run, to be told so", () => {
    expect(treatmentOf(call, [])).toEqual({ do: "run", marksStart: false });
  });
});
