import { type Action, Notebook } from "./notebook";
import { composeReport, METHODS, REPORT, type Written } from "./report/report";
import { declineSummary, deliverSummary } from "./report/summary";
import { type Study, study } from "./study/study";
import { countNow } from "./tokens";
import type { Transcript } from "./transcript";

/** The next assistant turn: a sentence and what to do. No action ends the run without a delivery. */
export type Move = { readonly say: string; readonly actions: readonly Action[] };

/** After so many steps the trainee hands over what it has. */
const STEP_CEILING = 20;
const ACTIONS_A_STEP = 24;
const DELIVER_TRIES = 2;
/** What a call costs beside its arguments, and what the sentence takes: tokens. */
const CALL_OVERHEAD = 20;
const SAYING = 60;

/**
 * Decides the next move from the transcript alone.
 * @param maxOutput tokens the move may have
 */
export function nextMove(transcript: Transcript, maxOutput: number): Move {
  const notebook = new Notebook(transcript);
  const late = transcript.stepsSinceSaid >= STEP_CEILING;
  const progress = study(notebook, late);
  if ("saying" in progress) return { say: progress.saying, actions: batch(notebook.wanted, maxOutput - SAYING) };
  if (late)
    notebook.regret(
      "I stopped after the largest number of steps that I allow myself; the report holds what I had by then.",
    );
  return handOver(progress.known, notebook, transcript, maxOutput);
}

/** As many actions as fit into one step, at least one. */
function batch(actions: readonly Action[], budget: number): Action[] {
  const taken: Action[] = [];
  let left = budget;
  for (const action of actions) {
    const size = countNow(JSON.stringify(action.args)) + CALL_OVERHEAD;
    if (taken.length > 0 && (size > left || taken.length >= ACTIONS_A_STEP)) break;
    taken.push(action);
    left -= size;
  }
  return taken;
}

function handOver(known: Study, notebook: Notebook, transcript: Transcript, maxOutput: number): Move {
  const tried = transcript.recent.filter(({ name }) => name === "deliver").length;
  if (tried >= DELIVER_TRIES)
    return { say: "My delivery was not accepted, and I have nothing else to offer.", actions: [] };
  if (known.tables.length === 0)
    return deliver("I cannot do this task and say so.", declineSummary(known, notebook.regrets), []);

  const next = unwritten(composeReport(known, notebook, maxOutput - SAYING - CALL_OVERHEAD * 2), transcript);
  if (next && transcript.stepsSinceSaid < STEP_CEILING + 3) {
    return {
      say: next.path === REPORT ? "I write the report." : "I write down the methods and queries.",
      actions: [{ name: "write_file", args: { path: next.path, content: next.content } }],
    };
  }
  const written = [REPORT, METHODS].filter((path) => isWritten(transcript, path));
  const charts = known.tables.flatMap(({ charts: plans, drawn }) =>
    plans.filter(({ path }) => drawn.has(path)).flatMap(({ path }) => [`${path}.png`, `${path}.svg`]),
  );
  if (written.length === 0) notebook.regret("The report could not be written as a file; its main points are here.");
  return deliver("I hand over the results.", deliverSummary(known, notebook.regrets, written), [...written, ...charts]);
}

const deliver = (say: string, summary: string, files: readonly string[]): Move => ({
  say,
  actions: [{ name: "deliver", args: { summary, files: [...files] } }],
});

const writes = (transcript: Transcript, path: string): Transcript["calls"] =>
  transcript.recent.filter(({ name, args }) => name === "write_file" && args.path === path);

const isWritten = (transcript: Transcript, path: string): boolean =>
  writes(transcript, path).some(({ failed }) => !failed);

/** The first file that nobody tried to write since the last word of a person. One try each: a second would fail the same way. */
const unwritten = (files: readonly Written[], transcript: Transcript): Written | null =>
  files.find(({ path }) => writes(transcript, path).length === 0) ?? null;
