import { createRequire } from "node:module";
import { join } from "node:path";
import { Font, StyleSheet } from "@react-pdf/renderer";

// From the project's folder, where every process of the agency runs: this file is part of a bundle in some of them.
const installed = createRequire(join(process.cwd(), "package.json"));

const WEIGHTS = [
  [400, "400Regular/Inter_400Regular.ttf"],
  [500, "500Medium/Inter_500Medium.ttf"],
  [600, "600SemiBold/Inter_600SemiBold.ttf"],
] as const;

let registered = false;

/** Makes Inter known to the renderer, once. The files come with the package: nothing is fetched. */
export function registerFonts(): void {
  if (registered) return;
  registered = true;
  Font.register({
    family: "Inter",
    fonts: WEIGHTS.map(([fontWeight, file]) => ({
      src: installed.resolve(`@expo-google-fonts/inter/${file}`),
      fontWeight,
    })),
  });
  // A number or an id that is cut in two is no longer one.
  Font.registerHyphenationCallback((word) => [word]);
}

const INK = "#18181b";
const MUTED = "#71717a";
const LINE = "#e4e4e7";

// No line heights: the renderer multiplies them again at each of its passes over what repeats on pages.
export const styles = StyleSheet.create({
  page: {
    fontFamily: "Inter",
    fontSize: 9,

    color: INK,
    paddingTop: 48,
    paddingHorizontal: 48,
    paddingBottom: 64,
  },
  head: { flexDirection: "row", justifyContent: "space-between", marginBottom: 28 },
  right: { alignItems: "flex-end" },
  issuer: { fontSize: 13, fontWeight: 600 },
  title: { fontSize: 20, fontWeight: 600, textAlign: "right" },
  number: { color: MUTED, textAlign: "right", marginTop: 4 },
  facts: { flexDirection: "row", gap: 24, marginBottom: 24 },
  customer: { width: "46%" },
  factColumn: { flexGrow: 1, flexBasis: 0 },
  fact: { marginBottom: 6 },
  label: { fontSize: 7.5, color: MUTED },
  strong: { fontWeight: 600 },
  job: {
    flexDirection: "row",
    justifyContent: "space-between",
    gap: 12,
    marginTop: 14,
    paddingBottom: 4,
    borderBottom: `0.75 solid ${LINE}`,
  },
  jobTitle: { fontWeight: 600, flexShrink: 1 },
  row: { flexDirection: "row", paddingVertical: 2.5, borderBottom: `0.5 solid ${LINE}`, fontSize: 8 },
  header: { color: MUTED, fontSize: 7.5 },
  agent: { width: "30%", paddingRight: 8 },
  what: { width: "26%", paddingRight: 8 },
  quantity: { width: "13%", textAlign: "right" },
  rate: { width: "14%", textAlign: "right" },
  amount: { width: "17%", textAlign: "right" },
  reason: { width: "56%", paddingRight: 8 },
  muted: { color: MUTED },
  totals: { marginTop: 22, marginLeft: "auto", width: "52%" },
  sum: { flexDirection: "row", justifyContent: "space-between", paddingVertical: 2 },
  total: { borderTop: `1 solid ${INK}`, marginTop: 4, paddingTop: 6, fontSize: 12, fontWeight: 600 },
  notes: { marginTop: 24, color: MUTED, fontSize: 8 },
  note: { marginBottom: 4 },
  footer: { position: "absolute", bottom: 28, left: 48, right: 48, fontSize: 7.5, color: MUTED },
});
