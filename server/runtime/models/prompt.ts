import { asObject } from "./json";
import type { AssistantPart, Json, JsonObject, ModelRequest, ToolAnswer, ToolSpec, Turn } from "./port";
import type { SdkMessage, SdkOptions, SdkTool } from "./sdk";

/** In what the wires differ when they are sent a conversation. */
export type PromptStyle = {
  /** Whether a tool result can be marked as an error; where not, its text has to say it. */
  readonly flagsToolErrors: boolean;
  /** Whether the provider wants this piece of its reasoning back. */
  readonly takesReasoning: (part: AssistantPart) => boolean;
  /** Whether user turns in a row are sent as one: the chat templates of many open models refuse two. */
  readonly joinsUserTurns?: boolean;
  /** Marks the end of a stable prefix. */
  readonly cacheMark?: SdkOptions;
};

/** The conversation as the SDK wants it. Text goes out word for word. */
export function toPrompt(request: Pick<ModelRequest, "instructions" | "turns">, style: PromptStyle): SdkMessage[] {
  const turns = style.joinsUserTurns ? joinUserTurns(request.turns) : request.turns;
  const messages = turns.map((turn) => toMessage(turn, style)).filter((message) => message !== null);
  if (request.instructions.trim()) messages.unshift({ role: "system", content: request.instructions });
  if (style.cacheMark) {
    for (const message of prefixEnds(messages)) message.providerOptions = style.cacheMark;
  }
  return messages;
}

function joinUserTurns(turns: readonly Turn[]): Turn[] {
  const joined: Turn[] = [];
  for (const turn of turns) {
    const last = joined.at(-1);
    if (turn.role === "user" && last?.role === "user") {
      joined.splice(-1, 1, { role: "user", text: `${last.text}\n\n${turn.text}` });
    } else joined.push(turn);
  }
  return joined;
}

/**
 * Where stable prefixes end: with the instructions, which come after the tools; where the call before this one ended, so that
 * what it has cached is found however much one step has added; and here, for the next call.
 */
function prefixEnds(messages: readonly SdkMessage[]): Set<SdkMessage> {
  const answered = messages.findLastIndex(({ role }) => role === "assistant");
  const ends = [messages.at(0), answered > 0 ? messages[answered - 1] : undefined, messages.at(-1)];
  return new Set(ends.filter((message) => message !== undefined && message.role !== "assistant"));
}

/** @param strict sent as it is; undefined leaves the provider's default */
export function toTools(tools: readonly ToolSpec[], strict?: boolean): SdkTool[] {
  return tools.map(({ name, description, parameters }) => ({
    type: "function",
    name,
    description,
    inputSchema: parameters,
    ...(strict === undefined ? {} : { strict }),
  }));
}

function toMessage(turn: Turn, style: PromptStyle): SdkMessage | null {
  switch (turn.role) {
    case "user":
      return { role: "user", content: [{ type: "text", text: turn.text }] };
    case "assistant": {
      const content = turn.parts.map((part) => toPart(part, style)).filter((part) => part !== null);
      // Providers refuse a turn without content; saying nothing is not a turn.
      return content.length > 0 ? { role: "assistant", content } : null;
    }
    case "tool":
      return { role: "tool", content: turn.answers.map((answer) => toResult(answer, style)) };
  }
}

type AssistantContent = Extract<SdkMessage, { role: "assistant" }>["content"][number];
type ToolContent = Extract<SdkMessage, { role: "tool" }>["content"][number];

function toPart(part: AssistantPart, style: PromptStyle): AssistantContent | null {
  const providerOptions = toOptions(part.opaque);
  switch (part.type) {
    case "text":
      // Anthropic refuses blank text blocks.
      return part.text.trim() ? { type: "text", text: part.text, providerOptions } : null;
    case "reasoning":
      return style.takesReasoning(part) ? { type: "reasoning", text: part.text, providerOptions } : null;
    case "toolCall":
      return {
        type: "tool-call",
        toolCallId: part.callId,
        toolName: part.name,
        input: toInput(part.args),
        providerOptions,
      };
  }
}

/** Every wire wants an object here. What a model wrote instead goes back as it was, wrapped, so that it can see it. */
function toInput(args: Json): JsonObject {
  return asObject(args) ?? { unreadableArguments: args };
}

function toResult({ callId, name, content, isError }: ToolAnswer, style: PromptStyle): ToolContent {
  const value = isError && !style.flagsToolErrors ? `Error: ${content}` : content;
  return {
    type: "tool-result",
    toolCallId: callId,
    toolName: name,
    output: { type: isError ? "error-text" : "text", value },
  };
}

function toOptions(opaque: JsonObject | undefined): SdkOptions | undefined {
  if (!opaque) return undefined;
  const options: SdkOptions = {};
  for (const [provider, value] of Object.entries(opaque)) {
    const fields = asObject(value);
    if (fields) options[provider] = fields;
  }
  return options;
}
