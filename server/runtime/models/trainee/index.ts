import { type AssistantPart, ModelCallFailed, type ModelProvider, type ModelReply, type ModelRequest } from "../port";
import { type Move, nextMove } from "./plan";
import { countText } from "./tokens";
import { readTranscript } from "./transcript";

const PIECES = /\S+\s*(?:\S+\s*){0,2}/g;

/**
 * The trainee: a deterministic worker behind the same port as the language models. Rule-based, not a language model.
 * It keeps no state: the next turn follows from the transcript alone, so a crashed run goes on exactly where it was.
 * Usage is what it read (instructions, turns, tools) and wrote, counted with o200k_base.
 */
export function createTrainee(): ModelProvider {
  return { call };
}

/** @throws ModelCallFailed of kind `aborted` when the signal aborts */
async function call(request: ModelRequest): Promise<ModelReply> {
  const { signal } = request;
  try {
    signal.throwIfAborted();
    const read = await countText(readText(request), signal);
    const move = nextMove(readTranscript(request.turns), request.maxOutput);
    const parts = toParts(move, request);
    for (const [piece] of move.say.matchAll(PIECES)) {
      signal.throwIfAborted();
      request.onText?.(piece);
    }
    const written = await countText(writtenText(parts), signal);
    return {
      parts,
      finish: move.actions.length > 0 ? "toolCalls" : "stop",
      usage: { api: "trainee", raw: { input_tokens: read, output_tokens: written } },
    };
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new ModelCallFailed("aborted", "The trainee was told to stop.", { retryable: false }, { cause: error });
  }
}

/** Ids follow from the step and the place in it, so that the same transcript always gives the same turn. */
function toParts({ say, actions }: Move, { turns }: ModelRequest): AssistantPart[] {
  const step = turns.filter(({ role }) => role === "assistant").length + 1;
  return [
    { type: "text", text: say },
    ...actions.map(
      ({ name, args }, i): AssistantPart => ({ type: "toolCall", callId: `trainee-${step}-${i + 1}`, name, args }),
    ),
  ];
}

const readText = ({ instructions, turns, tools }: ModelRequest): string =>
  [
    instructions,
    ...tools.map((tool) => JSON.stringify(tool)),
    ...turns.map((turn) => {
      if (turn.role === "user") return turn.text;
      return turn.role === "assistant"
        ? writtenText(turn.parts)
        : turn.answers.map(({ content }) => content).join("\n");
    }),
  ].join("\n");

const writtenText = (parts: readonly AssistantPart[]): string =>
  parts.map((part) => (part.type === "toolCall" ? `${part.name} ${JSON.stringify(part.args)}` : part.text)).join("\n");
