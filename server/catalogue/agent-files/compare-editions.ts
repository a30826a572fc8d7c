import { diffLines, structuredPatch } from "diff";
import type { AgentFile } from "#drizzle/schema/index";
import { AGENT_FILE, type AgentSpec, SKILL_FILE, SKILLS_FOLDER } from "./agent";
import { percentOf } from "./write-agent";

/** One thing that changed, in words: `Model`, `anthropic/claude-sonnet-5 → anthropic/claude-sonnet-5-5`. */
export type Change = { readonly what: string; readonly how: string };

type Compared = { readonly spec: AgentSpec; readonly files: readonly AgentFile[] };

/** The fields of an agent that a change is told of by their values. */
const VALUES: readonly (readonly [what: string, value: (spec: AgentSpec) => string])[] = [
  ["Name", ({ name }) => name],
  ["Role", ({ role }) => role],
  ["Grade", ({ grade }) => grade],
  ["Pitch", ({ pitch }) => pitch],
  ["Model", ({ model }) => `${model.provider}/${model.modelId}`],
  ["Steps at most", ({ maxSteps }) => String(maxSteps)],
  ["Output tokens a step", ({ maxOutputPerStep }) => String(maxOutputPerStep)],
  ["Markup", ({ markupBps }) => percentOf(markupBps)],
];

const LISTS: readonly (readonly [what: string, items: (spec: AgentSpec) => readonly string[]])[] = [
  ["Good at", ({ skills }) => skills],
  ["Tools", ({ tools }) => tools],
];

/** What is different in an edition, without showing its instructions. Empty only when they are the same, byte for byte. */
export function compareEditions(before: Compared, after: Compared): Change[] {
  const values = VALUES.flatMap(([what, value]) => {
    const [old, now] = [value(before.spec), value(after.spec)];
    return old === now ? [] : [{ what, how: `${old} → ${now}` }];
  });
  const lists = LISTS.flatMap(([what, items]) => compareLists(what, items(before.spec), items(after.spec)));
  const { instructions: old } = before.spec;
  const { instructions: now } = after.spec;
  const instructions = old === now ? [] : [{ what: "Instructions", how: countLines(old, now) }];
  const said = [...values, ...lists, ...instructions, ...compareSkills(before.files, after.files)];
  if (said.length > 0 || isSame(before.files, after.files)) return said;
  return [{ what: AGENT_FILE, how: "written differently, saying the same" }];
}

export const isSame = (before: readonly AgentFile[], after: readonly AgentFile[]): boolean =>
  before.length === after.length &&
  before.every(({ path, content }, index) => after[index]?.path === path && after[index].content === content);

function compareLists(what: string, before: readonly string[], after: readonly string[]): Change[] {
  const added = after.filter((item) => !before.includes(item)).map((item) => `+ ${item}`);
  const removed = before.filter((item) => !after.includes(item)).map((item) => `− ${item}`);
  if (added.length + removed.length > 0) return [{ what, how: [...added, ...removed].join(", ") }];
  return before.join("\n") === after.join("\n") ? [] : [{ what, how: "in another order" }];
}

function compareSkills(before: readonly AgentFile[], after: readonly AgentFile[]): Change[] {
  const [old, now] = [skillFiles(before), skillFiles(after)];
  const paths = [...new Set([...old.keys(), ...now.keys()])].sort();
  return paths.flatMap((path) => {
    const [was, is] = [old.get(path), now.get(path)];
    if (was === is) return [];
    const what = `Skill ${path.slice(SKILLS_FOLDER.length + 1).replace(`/${SKILL_FILE}`, "")}`;
    return [{ what, how: was === undefined ? "added" : is === undefined ? "removed" : countLines(was, is) }];
  });
}

const skillFiles = (files: readonly AgentFile[]): Map<string, string> =>
  new Map(files.filter(({ path }) => path !== AGENT_FILE).map(({ path, content }) => [path, content]));

function countLines(before: string, after: string): string {
  const parts = diffLines(before, after);
  const count = (kind: "added" | "removed") =>
    parts.filter((part) => part[kind]).reduce((sum, part) => sum + (part.count ?? 0), 0);
  const lines = count("added") + count("removed") === 1 ? "line" : "lines";
  return `${count("added")} added, ${count("removed")} removed ${lines}`;
}

/** One file before and after, as the parts around what changed. */
export type FileComparison = {
  readonly path: string;
  readonly hunks: readonly {
    /** Where the part begins in the new file, from 1. */
    readonly line: number;
    readonly lines: readonly { readonly kind: "same" | "added" | "removed"; readonly text: string }[];
  }[];
};

const KINDS = { "+": "added", "-": "removed", " ": "same" } as const;

/** What changed, line by line, in the files that changed. */
export function compareFiles(before: readonly AgentFile[], after: readonly AgentFile[]): FileComparison[] {
  const contentOf = (files: readonly AgentFile[], path: string) =>
    files.find((file) => file.path === path)?.content ?? "";
  const paths = [...new Set([...after, ...before].map(({ path }) => path))];
  return paths.flatMap((path) => {
    const [old, now] = [contentOf(before, path), contentOf(after, path)];
    if (old === now) return [];
    const { hunks } = structuredPatch(path, path, old, now, undefined, undefined, { context: 3 });
    return [{ path, hunks: hunks.map(({ newStart, lines }) => ({ line: newStart, lines: lines.flatMap(toLine) })) }];
  });
}

function toLine(line: string): { kind: "same" | "added" | "removed"; text: string }[] {
  const mark = line[0];
  return mark === "+" || mark === "-" || mark === " " ? [{ kind: KINDS[mark], text: line.slice(1) }] : [];
}
